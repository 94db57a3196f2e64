"""Hours of London's clocks: parts of the day, and hours that come back every day."""

from datetime import datetime, timedelta
from typing import Literal

from .engagement import LONDON

Hours = tuple[str, str]
"""From when until when each day, ("22:00", "07:00"); across midnight where the second is the smaller."""
Part = Literal["day", "evening", "night"]
PARTS: tuple[Part, ...] = ("day", "evening", "night")
_DAY = 24 * 60
_MINUTE = timedelta(minutes=1)


def part_of(moment: datetime) -> Part:
    """Answer the part of the day: day from 8, evening from 18, night from 22."""
    hour = moment.astimezone(LONDON).hour
    return "day" if 8 <= hour < 18 else "evening" if 18 <= hour < 22 else "night"


def over(hours: Hours, now: datetime) -> datetime | None:
    """Answer the first minute from now on whose time of day in London is not within; None where now's is not.

    Where the clocks go back, an hour is there twice and is quiet twice; where they go forward, hours that end
    within the hour left out end at the change. Hours that end when they begin are none.
    """
    if not within(hours, now):
        return None
    first = now.replace(second=0, microsecond=0)
    guess = first + timedelta(minutes=(_minute(hours[1]) - _time_of(first)) % _DAY)
    if guess.astimezone(LONDON).utcoffset() == first.astimezone(LONDON).utcoffset():
        return guess
    while within(hours, first):
        first += _MINUTE
    return first


def within(hours: Hours, moment: datetime) -> bool:
    """Tell whether London's clocks show a time of day from the one up to, not with, the other."""
    start, end = (_minute(each) for each in hours)
    return (_time_of(moment) - start) % _DAY < (end - start) % _DAY


def _minute(hour: str) -> int:
    hours, _, minutes = hour.partition(":")
    return int(hours) * 60 + int(minutes)


def _time_of(moment: datetime) -> int:
    local = moment.astimezone(LONDON)
    return local.hour * 60 + local.minute
