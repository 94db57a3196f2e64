"""How fast a provider is called, so that in no second more goes out than it allows."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

LATE = 0.02
"""Seconds that a call may leave after its time; whoever is later takes another time."""
BLOCK = 1.5
"""Seconds that one window takes of a provider's time at most, unless a single call needs more."""
LEAD = 0.05
"""Seconds from taking time to its first call: the write has to be answered in between."""
AHEAD = {"routine": 0.3, "urgent": 1.5, "direct": 10.0}
"""Seconds ahead of now up to which a lane may take time that is not yet taken. What lies behind the routine
lane's is kept for the others, so that what is urgent waits for a block of routine and no longer."""
PATIENCE = 2.0
"""Seconds that a worker waits for its lane's turn with a page in hand."""


class Pace(NamedTuple):
    """What one provider allows: calls of weight 1 a second, and messages a call.

    A text weighs its parts. An email call weighs 1, however many recipients it has: there are as many
    calls a second, of as many recipients, as its rate of recipients allows.
    """

    beats: float
    size: int

    @classmethod
    def of(cls, per_second: float, batch: int) -> "Pace":
        """Make it of a rate of messages (or parts) and of how many one call may take."""
        whole = math.floor(per_second) if per_second >= 1 else per_second
        if batch == 1:
            return cls(whole, 1)
        calls = math.ceil(whole / batch)
        return cls(calls if per_second >= 1 else whole, max(1, math.floor(whole / calls)))

    def gap(self, weight: int) -> float:
        """Answer the seconds before and after a call of this weight in which there is no other.

        Between two calls lies the longer of their gaps. Of a second's calls all but the lightest then fill
        less than a second, where a part counts for 1 / (beats - weight + 1): never more parts than beats.
        """
        return (1 + LATE) * weight / max(self.beats - weight + 1, min(self.beats, 1.0))

    def most(self) -> int:
        """Answer how many messages of weight 1 fit into one block."""
        return max(1, math.floor(BLOCK / self.gap(1))) * self.size

    def fitting(self, weights: Sequence[int]) -> int:
        """Answer how many of these calls, from the first, fit into one block; one at least."""
        many = 1
        while many < len(weights) and self.span(weights[: many + 1]) <= BLOCK:
            many += 1
        return min(many, len(weights))

    def span(self, weights: Sequence[int]) -> float:
        """Answer the seconds from the first call to the end of the last one's gap."""
        gaps = [self.gap(weight) for weight in weights]
        return sum(max(two) for two in pairwise(gaps)) + gaps[-1]


class Call(NamedTuple):
    """A call that has its time (seconds since 1970)."""

    at: float
    weight: int


class Lease(NamedTuple):
    """Time of a provider that is one worker's alone, from start to end."""

    pace: Pace
    start: float
    end: float

    def turn(self, last: Call | None, weight: int, now: float) -> Call | None:
        """Give the next call its time, behind the last; None where what is left does not suffice."""
        at = self.start
        if last:
            at = last.at + max(self.pace.gap(last.weight), self.pace.gap(weight))
        if now > at + LATE:
            at = now
        return Call(at, weight) if at + self.pace.gap(weight) <= self.end else None
