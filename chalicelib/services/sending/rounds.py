"""An alert's rounds, read one after the other: where each person stands in the last of theirs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, cast

from ...domain.alert import Alert
from ...domain.bitmap import Marks
from ...domain.cover import bundles
from ...domain.delivery import Page, Recipient, State
from ...domain.sending import Range, Sending
from ...domain.subscriber import Channel
from ...ports import Sendings


class Match(NamedTuple):
    """One person who is meant, where they stand in what is read: channel, slot and its first letter.

    `before` is the letter of an earlier slot that this one takes the place of, empty where there is none.
    """

    position: str
    channel: Channel
    recipient: Recipient
    stamp: str
    before: str = ""


@dataclass(frozen=True)
class Rounds:
    """Reads pages of rounds that are over; the last slot of a person is the one that counts."""

    sendings: Sendings

    def of(self, alert: Alert) -> list[Sending]:
        """List the rounds of an alert in the order in which they began; none before its approval."""
        first = self.sendings.load(alert.sending) if alert.sending else None
        return [first, *self.sendings.rounds(alert.id)] if first else []

    def states(self, rounds: Iterable[Sending]) -> list[State]:
        """Read all their states."""
        return [state for each in rounds for state in self.sendings.states(each.id)]

    def ranges(self, sending: str, states: Iterable[State], letters: str) -> list[Range]:
        """Divide the chains of pages on which somebody has one of these letters into what a message plans."""
        wanted = dict.fromkeys((s.sending, _chain(s)) for s in states if set(letters) & set(s.slots))
        runs = bundles([(source, chain, "") for source, chain in wanted])
        return [Range(sending=sending, n=n, runs=bundle) for n, bundle in enumerate(runs)]

    def standing(self, span: Range, letters: str, after: str = "") -> Iterator[Match]:
        """Read who has one of these letters on a range's chains and stands in no later round; in order."""
        start, _, beyond = after.partition("#")
        for run, (source, chain, _) in enumerate(span.runs):
            if run < int(start or 0):
                continue
            passed = beyond if start and run == int(start) else ""
            later, states = self._later(source, span.sending), self._states(source, chain)
            for page in self.sendings.pages(source, chain):
                yield from _on(page, states.get(page.id), letters, later, f"{run:02d}#", passed)

    def _states(self, source: str, chain: str) -> dict[str, State]:
        return {state.page: state for state in self.sendings.states(source, chain)}

    def _later(self, source: str, besides: str) -> Marks:
        """Find everybody who stands in a round that began after this one, but for one round."""
        head, later = self.sendings.load(source), Marks()
        for each in self.sendings.rounds(head.alert or "") if head else ():
            if head and each.created_at > head.created_at and each.id != besides:
                for page in self.sendings.pages(each.id):
                    for recipient in page.recipients:
                        later.add(recipient.number)
        return later


def _on(
    page: Page, state: State | None, letters: str, later: Marks, run: str, passed: str
) -> Iterator[Match]:
    """Answer a page's matches; each takes the place of the slot it is read from."""
    for n, (recipient, letter) in enumerate(zip(page.recipients, state.slots if state else "", strict=False)):
        place = f"{page.id}#{n:02d}"
        if letter in letters and place > passed and recipient.number not in later:
            yield Match(run + place, cast(Channel, page.channel), recipient, "w", letter)


def _chain(state: State) -> str:
    return state.page.rpartition("#")[0] + "#"
