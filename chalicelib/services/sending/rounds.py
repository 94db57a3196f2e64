"""An alert's rounds, read one after the other: where each person stands in the last of theirs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, cast

from ...domain.alert import Alert
from ...domain.bitmap import Marks
from ...domain.cover import bundles
from ...domain.delivery import Recipient, State, received
from ...domain.sending import Range, Sending
from ...domain.subscriber import Channel
from ...ports import Sendings


class Match(NamedTuple):
    """One person who is meant, where they stand in what is read: channel, slot and its first letter.

    `before` is the letter of an earlier slot that this one takes the place of, empty where there is none;
    `spent` that this person has been sent to on both channels.
    """

    position: str
    channel: Channel
    recipient: Recipient
    stamp: str
    before: str = ""
    spent: bool = False


class Slot(NamedTuple):
    """One person on a page: the page, their place on it, and how that ended."""

    page: str
    n: int
    recipient: Recipient
    letter: str
    spent: bool

    def place(self) -> str:
        """Answer what sorts slots as their pages are read."""
        return f"{self.page}#{self.n:02d}"

    def channel(self) -> Channel:
        """Answer by which channel they were sent to."""
        return cast(Channel, self.page.partition("#")[0])


@dataclass(frozen=True)
class Rounds:
    """Reads the pages of rounds that are over."""

    sendings: Sendings

    def of(self, alert: Alert) -> list[Sending]:
        """List the rounds of an alert in the order in which they began; none before its approval."""
        first = self.sendings.load(alert.sending) if alert.sending else None
        return [first, *self.sendings.rounds(alert.id)] if first else []

    def states(self, rounds: Iterable[Sending]) -> list[State]:
        """Read all their states."""
        return [state for each in rounds for state in self.sendings.states(each.id)]

    def ledger(self, alert: Alert) -> list[tuple[Sending, State]]:
        """Answer every page's state, with its round, in the order in which they are shown."""
        return [
            (each, state)
            for each in self.of(alert)
            for state in sorted(self.sendings.states(each.id), key=lambda state: state.page)
            if state.slots
        ]

    def stood(self, alert: Alert, before: str) -> Marks:
        """Find everybody who stands in a round before this one, whatever became of them."""
        numbers = Marks()
        for each in self.of(alert):
            if each.id == before:
                break
            # Everybody stands in one of these first.
            for page in self.sendings.pages(each.id) if each.why in {"alert", "joiners"} else ():
                for recipient in page.recipients:
                    numbers.add(recipient.number)
        return numbers

    def ranges(self, sending: str, rounds: list[Sending], letters: str) -> list[Range]:
        """Divide the pages of these rounds into what one message plans, those of the last round first.

        Of the first round only those chains on which somebody has one of these letters.
        """
        chains = dict[tuple[str, str, str], None]()
        for each in reversed(rounds):
            for state in self.sendings.states(each.id):
                if each is not rounds[0] or set(letters) & set(state.slots):
                    chains[each.id, state.page.rpartition("#")[0] + "#", each.why] = None
        return [Range(sending=sending, n=n, runs=runs) for n, runs in enumerate(bundles(list(chains)))]

    def standing(self, span: Range, letters: str, again: bool, after: str = "") -> Iterator[Match]:
        """Read who ended with one of these letters on a range's chains, in order, from behind a position.

        Of somebody who stands in several rounds the last counts; where it is not for sending `again`, the
        last that ended so.
        """
        start, _, beyond = after.partition("#")
        for run, (source, chain, why) in enumerate(span.runs):
            if run < int(start or 0):
                continue
            passed = beyond if start and run == int(start) else ""
            later = self._later(self.sendings.ranges(span.sending), source, "" if again else letters)
            for slot in self._slots(source, chain):
                if slot.letter in letters and slot.place() > passed and slot.recipient.number not in later:
                    match = Match(f"{run:02d}#{slot.place()}", slot.channel(), slot.recipient, "w")
                    spent = slot.spent or why == "fallback"
                    yield match._replace(before=slot.letter, spent=spent) if again else match

    def received(self, alert: Alert) -> Iterator[Slot]:
        """Read who received an alert, or would have if it is training, each person once."""
        once, letters = Marks(), received(alert.training)
        for each in reversed(self.of(alert)):
            for slot in self._slots(each.id, ""):
                if slot.letter in letters and once.add(slot.recipient.number):
                    yield slot

    def _later(self, spans: Iterable[Range], source: str, letters: str) -> Marks:
        """Find who stands in a later round, of those that are read for the same sending."""
        later = Marks()
        for each, chain, _ in (run for span in spans for run in span.runs):
            if each == source:
                break
            for slot in self._slots(each, chain):
                if not letters or slot.letter in letters:
                    later.add(slot.recipient.number)
        return later

    def _slots(self, sending: str, chain: str) -> Iterator[Slot]:
        states = {state.page: state.slots for state in self.sendings.states(sending, chain)}
        for page in self.sendings.pages(sending, chain):
            pairs = zip(page.recipients, states.get(page.id, ""), strict=False)
            for n, (recipient, letter) in enumerate(pairs):
                yield Slot(page.id, n, recipient, letter, n in page.spent)
