"""What would become of everybody in an audience: by which channel they are reached, or why they are not."""

from typing import NamedTuple

from ..bitmap import Bits
from .counted import Counted

REASONS = {"N": "no-channel", "H": "paused", "M": "muted", "L": "capped"}
"""Stamps of those who belong to an audience and will not be sent anything, in words."""


class Standing(NamedTuple):
    """The people of an audience by channel, and those who are not reached by the reason that comes first."""

    channels: dict[str, Bits]
    unreachable: dict[str, Bits]


def standing(
    census: Counted, people: Bits, kind: str, priority: str, now: float, capped: Bits = 0
) -> Standing:
    """Sort people as the planner stamps them; `now` is a UTC second, `capped` who has had enough texts."""
    text, reachable = (
        census.trait(f"{priority}:text"),
        census.trait("holds:text") | census.trait("holds:email"),
    )
    turns = (~reachable, census.paused_at(now), census.trait(f"mutes:{kind}"), capped & text)
    unreachable, left = {}, people
    for reason, they in zip(REASONS.values(), turns, strict=True):
        unreachable[reason] = left & they
        left &= ~they
    return Standing({"text": left & text, "email": left & ~text}, unreachable)
