"""Quiet hours: until when somebody may not be sent to."""

from datetime import datetime

from .hours import Hours, over
from .sending import Sending, Why
from .subscriber import Contact

AT_ONCE: frozenset[Why] = frozenset(
    {"code", "known", "welcome", "opted-out", "opted-in", "help", "answer", "new-address"}
)
"""What somebody waits for, or must know now; it goes at any hour."""
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
    own = None if urgent and contact.urgent_wakes else contact.quiet_hours
    rests = [hours for hours in (own, force if channel == "text" and not urgent else None) if hours]
    if not rests:
        return None
    moment = now
    # The end of the one may lie within the other; a day that is quiet all round is looked at again later.
    for _ in range(_TURNS):
        ends = [end for hours in rests if (end := over(hours, moment))]
        moment = max(ends, default=moment)
    return moment if moment > now else None
