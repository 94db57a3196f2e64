"""Weeks over the years: no moment is in two weeks or in none, and figures add up whenever they are closed."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.engagement import LONDON, bounds, ended, fact, following, preceding, week_of
from chalicelib.domain.figures import figures_of
from chalicelib.services.engagement import Engagement
from chalicelib.stores.facts import FactStore
from chalicelib.stores.places import PlaceStore
from tests.factories import a_force
from tests.fakes import FakeClock, MemoryTable

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2045, 1, 1), timezones=st.just(UTC))
CHANGES = st.sampled_from(
    [
        datetime(year, month, day, hour, minute, tzinfo=UTC)
        for year, month, day in [(2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31)]
        for hour in (0, 1, 2, 22, 23)
        for minute in (0, 59)
    ]
    + [
        datetime(year, month, day, 12, tzinfo=UTC)
        for year in (2020, 2026, 2027, 2032)
        for month, day in [(12, 31), (1, 1)]
    ]
)


@given(MOMENTS | CHANGES)
def test_every_moment_lies_in_its_week_by_londons_clock(moment: datetime) -> None:
    week = week_of(moment)
    starts, ends = bounds(week)
    assert starts <= moment.astimezone(LONDON).date() <= ends
    assert ended(preceding(week)) <= moment < ended(week)


@given(MOMENTS | CHANGES)
def test_weeks_follow_one_another_without_a_gap(moment: datetime) -> None:
    week = week_of(moment)
    assert preceding(following(week)) == week == following(preceding(week))
    assert bounds(following(week))[0] - bounds(week)[0] == timedelta(days=7)
    assert preceding(week) < week < following(week)


@given(MOMENTS | CHANGES)
def test_a_week_has_an_hour_less_in_march_and_one_more_in_october(moment: datetime) -> None:
    week = week_of(moment)
    hours = (ended(week) - ended(preceding(week))) / timedelta(hours=1)
    sunday = bounds(week)[1]
    spring, autumn = _last_sunday(sunday.year, 3), _last_sunday(sunday.year, 10)
    assert hours == {spring: 167, autumn: 169}.get(sunday, 168)


def test_years_of_53_weeks_have_them() -> None:
    assert [year for year in range(2020, 2040) if following(f"{year}-W52") == f"{year}-W53"] == [
        2020,
        2026,
        2032,
        2037,
    ]
    assert following("2026-W53") == "2027-W01"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["joined", "left", "sign-up", "close"]), st.integers(min_value=0, max_value=24 * 9)
    ),
    max_size=30,
)


@given(MOMENTS | CHANGES, STEPS)
def test_whenever_weeks_are_closed_the_figures_agree(start: datetime, steps: list[tuple[str, int]]) -> None:
    """Facts come and schedules run at any hours; every week closed equals the week recomputed at the end."""
    table, clock = MemoryTable(), FakeClock(start)
    facts = FactStore(table)
    force = a_force(opened=start.astimezone(LONDON).date())
    engagement = Engagement(clock=clock, facts=facts, places=PlaceStore(table), force=force)
    joined = left = 0
    for n, (step, hours) in enumerate(steps):
        clock.pass_by(hours=hours)
        if step == "close":
            engagement.close_weeks()
            continue
        table.commit(facts.add(fact(step, f"F{n}", clock.now(), {"source": "web"})))
        joined, left = joined + (step == "joined"), left + (step == "left")
    clock.pass_by(days=8)
    engagement.close_weeks()
    closed = [facts.week(week) for week in reversed(facts.weeks())]
    subscribers = 0
    for week in closed:
        assert week
        assert week.figures == figures_of(facts.of(week.week), subscribers)
        subscribers = week.figures["totals"]["subscribers"]
    assert subscribers == joined - left
    weeks = [week.week for week in closed if week]
    assert weeks[0] == week_of(start)
    assert weeks[1:] == [following(week) for week in weeks[:-1]]


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)
