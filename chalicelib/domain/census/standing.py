"""What would become of everybody in an audience: by which channel they are reached, or why they are not."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from ..alert import Content
from ..bitmap import Bits
from ..digest import CADENCES, comes_in
from ..engagement import LONDON
from ..hours import Hours, part_of, within
from .counted import Counted

REASONS = {"N": "no-channel", "H": "paused", "M": "muted", "G": "in-digest", "L": "capped"}
"""Stamps of those who belong to an audience and will not be sent it now, in words."""


class Standing(NamedTuple):
    """The people of an audience by channel, those who are not reached by the reason that comes first, and
    those who are reached once quiet hours are over.
    """

    channels: dict[str, Bits]
    unreachable: dict[str, Bits]
    resting: Bits


def standing(
    census: Counted,
    people: Bits,
    content: Content,
    begun: datetime,
    capped: Bits = 0,
    quiet: Hours | None = None,
) -> Standing:
    """Sort people as the planner stamps them where it begins at this time; `capped` had enough texts, and
    `quiet` are the force's hours.
    """
    text = census.trait(f"{content.priority}:{part_of(begun)}:text")
    turns = (
        ~(census.trait("holds:text") | census.trait("holds:email")),
        census.paused_at(begun.timestamp()),
        census.trait(f"mutes:{content.kind}"),
        _in_digests(census, content, begun),
        capped & text,
    )
    unreachable, left = {}, people
    for reason, they in zip(REASONS.values(), turns, strict=True):
        unreachable[reason] = left & they
        left &= ~they
    channels = {"text": left & text, "email": left & ~text}
    return Standing(channels, unreachable, resting(census, channels, content, begun, quiet))


def resting(
    census: Counted, channels: Mapping[str, Bits], content: Content, begun: datetime, quiet: Hours | None
) -> Bits:
    """Answer who of these gets it once quiet hours are over: their own, or for texts the force's."""
    everyone = channels["text"] | channels["email"]
    own = everyone & census.trait(f"rests:{begun.astimezone(LONDON).hour}")
    if content.priority == "urgent":
        return own & ~census.trait("wakes")
    silent = quiet is not None and within(quiet, begun)
    return own | (channels["text"] if silent else 0)


def _in_digests(census: Counted, content: Content, begun: datetime) -> Bits:
    """Answer who would get it with their next digest."""
    found = 0
    for cadence in CADENCES:
        if comes_in(cadence, content.priority, begun, content.expires):
            found |= census.trait(f"digest:{cadence[0]}")
    return found
