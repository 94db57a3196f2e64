"""Whatever workers do, and however late they are: no second above the rate, no penny above the limit."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.pace import AHEAD, BLOCK, LATE, Lease, Pace
from chalicelib.domain.traffic import Report, Traffic

START = datetime(2026, 3, 31, 22, 50, tzinfo=UTC).timestamp()
RATES = st.sampled_from([0.5, 1, 2, 7, 10, 14.5, 20, 50, 100])
LANES = st.sampled_from(sorted(AHEAD))
PARTS = st.lists(st.integers(1, 6), min_size=1, max_size=20)
LAGS = st.lists(st.floats(0, 0.3), min_size=1, max_size=40)
"""Seconds by which one moment of a worker comes after the one before, in turn."""


def most_in_a_second(sent: Sequence[tuple[float, int]]) -> int:
    """Add up the weights of every second that begins with a call; the most of them."""
    ordered = sorted(sent)
    times = [at for at, _ in ordered]
    return max(
        sum(weight for _, weight in ordered[first : bisect_left(times, at + 1)])
        for first, at in enumerate(times)
    )


def sent_in(lease: Lease, weights: Sequence[int], now: float, lags: list[float]) -> list[tuple[float, int]]:
    """Work through a lease as a worker does, each step late by a lag; answer the moments of its calls."""
    sent, last = [], None
    for weight in weights:
        while call := lease.turn(last, weight, now):
            last = call
            lags.append(lags.pop(0))
            now = max(now, call.at) + lags[-1] / 4
            if now <= call.at + LATE:
                sent.append((now, weight))
                break
    return sent


@given(RATES, st.lists(st.tuples(LANES, PARTS, st.floats(0, 2)), min_size=1, max_size=12), LAGS, st.randoms())
def test_never_more_parts_leave_in_any_second_than_the_rate_allows(
    rate: float, blocks: list[tuple[str, list[int], float]], lags: list[float], random: Random
) -> None:
    pace, traffic, now, sent = Pace.of(rate, 1), Traffic(channel="text"), START, list[tuple[float, int]]()
    for lane, parts, pause in blocks:
        now += pause + traffic.wait("sns", lane, now + pause)
        weights = parts[: pace.fitting(parts)]
        traffic, lease = traffic.leased("sns", pace, weights, now)
        assert lease.start >= now
        assert pace.span(weights) <= BLOCK or len(weights) == 1
        sent += sent_in(lease, random.sample(weights, len(weights)), now + lags[0], lags)
    whole = [each for each in sent if each[1] <= rate]
    if whole:
        assert most_in_a_second(whole) <= rate


@given(st.floats(0.1, 200), st.integers(2, 100))
def test_never_more_emails_leave_in_any_second_than_the_rate_allows(rate: float, batch: int) -> None:
    pace = Pace.of(rate, batch)
    assert 1 <= pace.size <= batch
    calls = [(n * pace.gap(1), pace.size) for n in range(300)]
    assert most_in_a_second(calls) <= max(1, rate)


@pytest.mark.parametrize("rate", [10, 20, 50, 100, 300])
def test_texts_of_one_part_use_nearly_all_of_the_rate(rate: int) -> None:
    assert 0.97 < 1 / Pace.of(rate, 1).gap(1) / rate < 1


@pytest.mark.parametrize(("rate", "size", "calls"), [(14, 14, 1), (50, 50, 1), (60, 30, 2), (0.5, 1, 0.5)])
def test_an_email_call_has_as_many_recipients_as_a_second_allows(
    rate: float, size: int, calls: float
) -> None:
    assert Pace.of(rate, 50) == (calls, size)


@given(st.lists(st.floats(0, 0.015), min_size=19, max_size=19))
def test_a_worker_that_is_hardly_late_gives_every_call_its_time(lags: list[float]) -> None:
    _, lease = Traffic(channel="text").leased("sns", Pace.of(20, 1), [1] * 20, START)
    last = lease.turn(None, 1, START)
    for lag in lags:
        assert last
        last = lease.turn(last, 1, last.at + lag)
    assert last
    assert lease.turn(last, 1, last.at) is None


def test_a_worker_that_slept_has_no_time_left() -> None:
    _, lease = Traffic(channel="text").leased("sns", Pace.of(20, 1), [1] * 3, START)
    assert lease.turn(None, 1, lease.end + 5) is None


@given(
    st.integers(1, 5000),
    st.integers(1, 5000) | st.none(),
    st.lists(
        st.tuples(st.integers(0, 1500), st.sampled_from("ab"), st.integers(0, 100), st.integers(0, 86400)),
        max_size=30,
    ),
)
def test_never_is_more_spent_than_the_month_or_the_sending_may(
    most: int, most_alert: int | None, windows: list[tuple[int, str, int, int]]
) -> None:
    traffic, kept, now = Traffic(channel="text"), dict[str, int](), START
    for cost, sending, unsent, pause in windows:
        now += pause
        at = datetime.fromtimestamp(now, UTC)
        room = traffic.room(at, most, sending, most_alert)
        assert room is not None
        if cost <= room:
            traffic = traffic.charged(at, cost, sending, capped=most_alert is not None)
            unspent = cost * unsent // 100
            traffic = traffic.told(Report("sns", sending, traffic.month, (), unspent), int(now * 1000))
            kept[sending] = kept.get(sending, 0) + cost - unspent
        assert 0 <= traffic.spent <= most
        if most_alert is not None and pause == 0:
            assert all(traffic.alerts[id].pence <= most_alert for id in traffic.alerts)


def test_a_month_begins_in_london_and_begins_anew() -> None:
    traffic = Traffic(channel="text").charged(datetime.fromtimestamp(START, UTC), 70, "a", capped=False)
    assert traffic.month == "2026-03"
    later = datetime.fromtimestamp(START + 1200, UTC)
    assert traffic.room(later, 100, "a", None) == 100
    assert (traffic.charged(later, 30, "a", False).month, traffic.charged(later, 30, "a", False).spent) == (
        "2026-04",
        30,
    )
