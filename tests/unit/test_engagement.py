"""The weeks: facts added up, closed once, shown beside the week before."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.engagement import Fact, fact, percent_change, points, share, week_of
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.figures import figures_of
from chalicelib.services.engagement import Engagement
from chalicelib.stores.facts import FactStore
from chalicelib.stores.places import PlaceStore
from infra.made_up import country
from tests.factories import a_force
from tests.fakes import FakeClock, MemoryTable

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DISTRICT = "X07000001"
PERSON = {
    "channel": "text",
    "source": "web",
    "campaign": "victim-card",
    "district": DISTRICT,
    "kind": "resident",
}


class Ledger:
    """Engagement on one table in memory; the force opened with the week of 2 March 2026, `2026-W10`."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.table, self.clock = MemoryTable(), FakeClock(now)
        self.facts, self.n = FactStore(self.table), 0
        force = a_force(opened=MONDAY.date())
        PlaceStore(self.table).put_areas(country.places(force)[0])
        self.engagement = Engagement(
            clock=self.clock, facts=self.facts, places=PlaceStore(self.table), force=force
        )

    def happens(self, kind: str, at: datetime, times: int = 1, **dimensions: str) -> None:
        """Write facts of persons."""
        for _ in range(times):
            self.n += 1
            self.table.commit(self.facts.add(fact(kind, f"F{self.n}", at, {**PERSON, **dimensions})))

    def delivered(self, at: datetime, **counts: int) -> None:
        self.n += 1
        dimensions = {"channel": "text", "unit": "snt-mill-lane", "why": "alert"}
        written = Fact(
            week=week_of(at), id=f"F{self.n}", kind="deliveries", at=at, dimensions=dimensions, counts=counts
        )
        self.table.commit(self.facts.add(written))


@pytest.mark.parametrize(
    ("now", "before", "percent"),
    [
        (35_403, 38_360, "-7.7 %"),
        (5_170, 5_934, "-12.9 %"),
        (12_706, 13_731, "-7.5 %"),
        (1_626, 1_984, "-18.0 %"),
        (749, 658, "+13.8 %"),
        (256, 70, "+265.7 %"),
        (550, 256, "+114.8 %"),
        (7, 7, "+0.0 %"),
        (9_999_999, 10_000_000, "+0.0 %"),
        (0, 3, "-100.0 %"),
        (3, 0, None),
    ],
)
def test_a_change_is_a_percentage_to_one_decimal_with_its_sign(
    now: int, before: int, percent: str | None
) -> None:
    assert percent_change(now, before) == percent


def test_a_rate_changes_by_points_and_not_by_percent() -> None:
    assert points((98, 1000), (81, 1000)) == "+1.7 percentage points"
    assert points((1, 2), (0, 0)) is None
    assert (share(98, 1000), share(0, 0)) == ("9.8 %", None)


def test_a_week_counts_what_happened_by_what_it_is_counted_by() -> None:
    ledger = Ledger()
    ledger.happens("sign-up", MONDAY, 3)
    ledger.happens("sign-up", MONDAY + timedelta(days=1), 2, channel="email", source="paper", campaign="")
    ledger.happens("verified", MONDAY, 4)
    ledger.happens("joined", MONDAY, 4)
    ledger.happens("left", MONDAY, 1)
    ledger.happens("reply", MONDAY, 2, unit="snt-mill-lane")
    ledger.delivered(MONDAY, sent=8, failed=1, skipped=1)
    figures = ledger.engagement.show("2026-W10").figures
    assert figures["totals"] == {
        "alerts": 0,
        "deliveries": 10,
        "joined": 4,
        "left": 1,
        "recipients": 0,
        "replies": 2,
        "sign-ups": 5,
        "subscribers": 3,
        "verified": 4,
    }
    assert figures["sign-ups by day"] == {"2026-03-02": 3, "2026-03-03": 2}
    assert figures["sign-ups by source"] == {"paper": 2, "web": 3}
    assert figures["sign-ups by campaign"] == {"victim-card": 3}
    assert figures["sign-ups by district"] == {"Thistleford": 5}
    assert figures["replies by unit"] == {"Mill Lane Safer Neighbourhood Team": 2}
    assert figures["deliveries by status"] == {"failed": 1, "sent": 8, "skipped": 1}
    assert figures["deliveries by channel and status"]["text, sent"] == 8


def test_minutes_from_crime_to_alert_are_an_average_of_those_that_say() -> None:
    facts = [
        Fact(
            week="2026-W10",
            id=str(n),
            kind="alert",
            at=MONDAY,
            dimensions={"unit": "media-team", "kind": "appeal"},
            counts={"alerts": 1, **counts},
        )
        for n, counts in enumerate([{"timed": 1, "minutes": 30}, {"timed": 1, "minutes": 50}, {}])
    ]
    totals = figures_of(facts, 0)["totals"]
    assert (totals["alerts"], totals["minutes from crime to alert"]) == (3, 40)


def test_a_week_is_closed_an_hour_after_its_end_and_only_once() -> None:
    ledger = Ledger()
    ledger.happens("joined", MONDAY, 5)
    ledger.clock.time = MONDAY + timedelta(days=7, minutes=59)
    assert ledger.engagement.close_weeks() == []
    ledger.clock.pass_by(minutes=1)
    assert ledger.engagement.close_weeks() == ["2026-W10"]
    assert ledger.engagement.close_weeks() == []
    closed = ledger.facts.week("2026-W10")
    assert closed
    assert closed.figures["totals"]["subscribers"] == 5


def test_weeks_that_nobody_closed_are_made_good_oldest_first_back_to_the_opening() -> None:
    ledger = Ledger()
    ledger.happens("joined", MONDAY, 5)
    ledger.happens("left", MONDAY + timedelta(days=15), 2)
    ledger.clock.time = MONDAY + timedelta(days=23)
    assert ledger.engagement.close_weeks() == ["2026-W10", "2026-W11", "2026-W12"]
    closed = [ledger.facts.week(week) for week in ("2026-W10", "2026-W11", "2026-W12")]
    assert [week.figures["totals"]["subscribers"] for week in closed if week] == [5, 5, 3]


def test_a_closed_week_stays_as_it_was_closed() -> None:
    ledger = Ledger()
    ledger.happens("joined", MONDAY, 5)
    ledger.clock.time = MONDAY + timedelta(days=8)
    ledger.engagement.close_weeks()
    before = ledger.facts.week("2026-W10")
    ledger.happens("joined", MONDAY, 1)
    ledger.engagement.close_weeks()
    assert ledger.facts.week("2026-W10") == before
    assert ledger.engagement.show("2026-W10").figures["totals"]["joined"] == 5


def test_two_schedules_at_once_close_a_week_once() -> None:
    ledger = Ledger()
    ledger.happens("joined", MONDAY, 5)
    ledger.clock.time = MONDAY + timedelta(days=15)
    ledger.table.overtake(ledger.engagement.close_weeks, "commit")
    ledger.engagement.close_weeks()
    assert ledger.facts.weeks() == ["2026-W11", "2026-W10"]
    week = ledger.facts.week("2026-W10")
    assert week
    with pytest.raises(Conflict):
        ledger.facts.close(week)


def test_a_week_is_shown_beside_the_week_before() -> None:
    ledger = Ledger()
    ledger.happens("sign-up", MONDAY, 70)
    ledger.delivered(MONDAY, sent=81, failed=919)
    ledger.happens("sign-up", MONDAY + timedelta(days=7), 256)
    ledger.delivered(MONDAY + timedelta(days=7), sent=98, failed=902)
    ledger.clock.time = MONDAY + timedelta(days=15)
    ledger.engagement.close_weeks()
    shown = ledger.engagement.show("2026-W11")
    assert shown.before
    assert (shown.figures["totals"]["sign-ups"], shown.before["totals"]["sign-ups"]) == (256, 70)
    change = shown.changes["totals"]["sign-ups"]
    assert (change.number, change.percent) == (186, "+265.7 %")
    assert shown.rates["deliveries sent"] == {
        "now": "9.8 %",
        "before": "8.1 %",
        "change": "+1.7 percentage points",
    }
    assert (shown.starts, shown.ends) == ("2026-03-09", "2026-03-15")
    assert shown.closed_at


def test_a_figure_of_one_week_only_changes_from_or_to_nought() -> None:
    ledger = Ledger()
    ledger.happens("sign-up", MONDAY, 2, source="paper")
    ledger.happens("sign-up", MONDAY + timedelta(days=7), 3, source="web")
    ledger.clock.time = MONDAY + timedelta(days=8)
    changes = ledger.engagement.show("2026-W11").changes["sign-ups by source"]
    assert (changes["web"].number, changes["web"].percent) == (3, None)
    assert (changes["paper"].number, changes["paper"].percent) == (-2, "-100.0 %")


def test_the_running_week_is_shown_so_far_and_kept_nowhere() -> None:
    ledger = Ledger()
    ledger.happens("joined", MONDAY, 5)
    ledger.clock.time = MONDAY + timedelta(days=8)
    ledger.happens("joined", ledger.clock.time, 1)
    shown = ledger.engagement.show("2026-W11")
    assert (shown.closed_at, shown.figures["totals"]["subscribers"]) == (None, 6)
    assert ledger.facts.weeks() == []
    assert ledger.engagement.weeks() == ["2026-W11"]


def test_the_running_week_stands_before_the_closed_ones() -> None:
    ledger = Ledger()
    ledger.clock.time = MONDAY + timedelta(days=15)
    ledger.engagement.close_weeks()
    assert ledger.engagement.weeks() == ["2026-W12", "2026-W11", "2026-W10"]


def test_the_first_week_has_none_before_it() -> None:
    assert Ledger().engagement.show("2026-W10").before is None


@pytest.mark.parametrize(
    "week", ["2026-W09", "2026-W11", "2026-W54", "2026-W00", "2026-10", "last", "", "2025-W53", "٢٠٢٦-W10"]
)
def test_there_is_no_week_before_the_opening_after_now_or_of_another_name(week: str) -> None:
    with pytest.raises(NotFound):
        Ledger().engagement.show(week)
