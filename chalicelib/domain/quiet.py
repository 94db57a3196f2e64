"""Quiet hours: until when somebody may not be sent to, by London's clocks."""

from datetime import datetime, timedelta

from .engagement import LONDON
from .sending import Sending, Why
from .subscriber import Contact

Hours = tuple[str, str]
"""From when until when each day, ("22:00", "07:00"); across midnight where the second is the smaller."""
AT_ONCE: frozenset[Why] = frozenset(
    {"code", "known", "welcome", "opted-out", "opted-in", "help", "answer", "new-address"}
)
"""What somebody waits for, or must know now; it goes at any hour."""
_DAY = 24 * 60
_MINUTE = timedelta(minutes=1)
_TURNS = 3


def held_until(
    sending: Sending, contact: Contact, channel: str, force: Hours | None, now: datetime
) -> datetime | None:
    """Answer when this person may be sent to again, None for now: quiet hours put off and never skip.

    The person's own hours count on every channel, `force` (the force's) for texts. What is urgent passes the
    force's, and the person's only by their own choice. Training wakes nobody, for nothing leaves.
    """
    if sending.why in AT_ONCE or sending.training:
        return None
    urgent = sending.priority == "urgent"
    rests = [force] if channel == "text" and not urgent else []
    rests += [contact.quiet_hours] if not (urgent and contact.urgent_wakes) else []
    moment = now
    # The end of the one may lie within the other; a day that is quiet all round is looked at again later.
    for _ in range(_TURNS):
        ends = [end for hours in rests if hours and (end := over(hours, moment))]
        moment = max(ends, default=moment)
    return moment if moment > now else None


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
