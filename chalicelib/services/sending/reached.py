"""Whom an alert reaches, kept as bitmaps: those who are meant at its release, those who were at its close."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ...domain.bitmap import Marks
from ...domain.delivery import State
from ...domain.reach import Reach, pressed
from ...domain.sending import ROUNDS, Sending
from ...ports import Reaches, Sendings, Write


@dataclass(frozen=True)
class Reached:
    """Makes a sending's reach from its pages and their states, read side by side."""

    sendings: Sendings
    reaches: Reaches

    def writes(self, sending: Sending, states: Iterable[State], letters: str) -> list[Write]:
        """Answer what keeps who stands in a slot with one of these letters; a channel without any as well,
        so that what was planned gives way. Training reached nobody.
        """
        if sending.why not in {"alert", *ROUNDS} or sending.training:
            return []
        if not sending.alert or not sending.released_at:
            return []
        slots = {state.page: state.slots for state in states}
        marks: dict[str, Marks] = defaultdict(Marks)
        for page in self.sendings.pages(sending.id):
            for recipient, letter in zip(page.recipients, slots.get(page.id, ""), strict=False):
                there = marks[page.channel]
                if letter in letters:
                    there.add(recipient.number)
        return self.reaches.put(
            [
                Reach(
                    sending=sending.id,
                    alert=sending.alert,
                    at=sending.released_at,
                    channel=channel,
                    priority=sending.priority,
                    numbers=pressed(found.bits()),
                )
                for channel, found in sorted(marks.items())
            ]
        )
