"""Quiet hours over any night of any year, those on which the clocks change among them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.engagement import LONDON
from chalicelib.domain.hours import Hours, over, within

CHANGES = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
hour = st.builds(lambda h, m: f"{h:02d}:{m:02d}", st.integers(0, 23), st.integers(0, 59))
hours = st.tuples(hour, hour)
any_day = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
near_a_change = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-25 * 60, 3 * 60),
)
moments = any_day | near_a_change


def shown(moment: datetime) -> str:
    """What a clock on a wall in London shows."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def plainly(hours: Hours, moment: datetime) -> bool:
    start, end = hours
    time = shown(moment)
    return start <= time < end if start <= end else time >= start or time < end


@given(hours, moments)
def test_it_is_quiet_when_the_clock_on_the_wall_says_so(hours: Hours, moment: datetime) -> None:
    assert within(hours, moment) == plainly(hours, moment)


@given(hours, moments)
def test_quiet_hours_end_at_the_first_minute_that_is_not_within_them(hours: Hours, moment: datetime) -> None:
    until = over(hours, moment)
    if not plainly(hours, moment):
        assert until is None
        return
    assert until
    assert until > moment
    assert not plainly(hours, until)
    # All but one minute of a day, and that minute is not there on the morning when the clocks go forward.
    assert until - moment <= timedelta(hours=48)
    minute = moment
    while minute < until:
        assert plainly(hours, minute)
        minute += timedelta(minutes=1)
    assert plainly(hours, until - timedelta(minutes=1))


@given(near_a_change)
def test_a_night_is_an_hour_shorter_or_longer_when_the_clocks_change(moment: datetime) -> None:
    until = over(("22:00", "07:00"), moment)
    if until:
        assert shown(until) == "07:00"
