"""Judging one row of the audience index: who is meant, on which channel, and what is known at planning."""

from datetime import datetime
from typing import NamedTuple

from ...domain.alert import Content
from ...domain.bitmap import Marks
from ...domain.delivery import Recipient
from ...domain.digest import CADENCES, PRIORITY, Cadence, comes_in, form_of
from ...domain.hours import part_of
from ...domain.packed import Packed
from ...domain.rule import Rule
from ...domain.subscriber import Channel
from .rounds import Match

_NOBODY = Marks()
_CADENCES: dict[str, Cadence] = {cadence[0]: cadence for cadence in CADENCES}


class ByAlert(NamedTuple):
    """What an alert says to whom: its rule, who had their week's texts, now, and when the sending began."""

    content: Content
    rule: Rule
    capped: Marks
    now: float
    begun: datetime
    besides: Marks = _NOBODY
    """Who stands in an earlier round, where those are meant who have joined since."""

    def match(self, position: str, partition: str, row: Packed) -> Match | None:
        if row.number in self.besides or (n := self.rule.found(partition, row)) is None:
            return None
        channel = row.channel(self.content.priority, part_of(self.begun))
        stamp = self._stamp(row, channel)
        # Which digest it is, for whoever chooses another one before it goes out.
        form = row.digest if stamp == "G" else ""
        recipient = Recipient(row.sid, "", form, row.spots[n].local, row.number)
        return Match(position, channel, recipient, stamp)

    def _stamp(self, row: Packed, channel: Channel) -> str:
        """Decide what is known when planning: who cannot or does not want to be reached is final at once."""
        if letter := _unreached(row, self.now):
            return letter
        if self.content.kind in row.mutes:
            return "M"
        content, cadence = self.content, _CADENCES.get(row.digest)
        if comes_in(cadence, content.priority, self.begun, content.expires):
            return "G"
        return "L" if channel == "text" and row.number in self.capped else "w"


class ByDigest(NamedTuple):
    """To whom a digest goes: for each of its alerts who is to have it; a person is found by their home."""

    awaited: tuple[Marks, ...]
    now: float
    begun: datetime

    def match(self, position: str, partition: str, row: Packed) -> Match | None:
        if row.n:
            return None
        theirs = [n for n, marks in enumerate(self.awaited) if row.number in marks]
        if not theirs:
            return None
        recipient = Recipient(row.sid, "", form_of(theirs), row.spots[0].local, row.number)
        channel = row.channel(PRIORITY, part_of(self.begun))
        return Match(position, channel, recipient, _unreached(row, self.now) or "w")


class ByRounds(NamedTuple):
    """Those who stand with one of these letters in earlier rounds of an alert, and no row of the index."""

    letters: str
    again: bool = False
    """Whether their new slot takes the place of the one they stand in."""


Meant = ByAlert | ByDigest | ByRounds
"""To whom something goes; the first two judge rows."""


def _unreached(row: Packed, now: float) -> str:
    if not row.channels:
        return "N"
    return "H" if row.rests(now) else ""
