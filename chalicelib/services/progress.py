"""How far an alert is, over all of its rounds: read from their states, never counted apart."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from ..domain.alert import Alert
from ..domain.delivery import REHEARSED, SLOTS, STATUSES, State, latest, total
from ..domain.force import Force
from ..domain.model import Model, Moment
from ..domain.officer import Officer
from ..domain.receipt import LETTERS, PageReceipts, counted, seen
from ..domain.resting import Resting
from ..domain.sending import Sending, SendingStatus
from ..domain.sms_text import size
from ..domain.subscriber import CHANNELS
from ..ports import Clock, Receipts, Sendings
from .sending.compose import Compose
from .sending.rounds import Rounds
from .steps import Steps


class Round(Model):
    """One round of an alert: why it went out, when, how far it is and when its last page was complete."""

    why: str
    at: Moment
    status: str
    stopped: bool
    recipients: int
    counts: dict[str, int]
    last_person_at: Moment | None


class Standing(Model):
    """How far an alert is over all of its rounds; the counts always add up to the recipients.

    Each person counts once, as the last of their rounds left them. `rehearsed` is how many by channel would
    have been sent to, had it not been training; `receipts` is what became of those that were sent, as far as
    their providers have said; `resting` are those who wait for the end of quiet hours, the first of them
    until `resting_until`, and `minutes_left` waits with them; `failures` are those who failed by reason,
    `retry` is how many a retry would go to, `going` whether a round is on its way.
    `predicted_minutes` is how long the first round takes at the force's own speed, from `started` to
    `last_person_at`.
    """

    status: str
    recipients: int
    counts: dict[str, int]
    channels: dict[str, dict[str, int]]
    rehearsed: dict[str, int]
    receipts: dict[str, int]
    started: Moment | None
    last_person_at: Moment | None
    predicted_minutes: int
    minutes_left: int
    resting: int
    resting_until: Moment | None
    failures: dict[str, int]
    retry: int
    going: bool
    rounds: tuple[Round, ...]


class _Read(NamedTuple):
    sending: Sending
    states: list[State]
    said: Mapping[str, PageReceipts]


@dataclass(frozen=True)
class Progress:
    """Reads only."""

    force: Force
    clock: Clock
    steps: Steps
    sendings: Sendings
    receipts: Receipts
    compose: Compose
    rounds: Rounds

    def standing(self, officer: Officer, alert: str) -> Standing:
        """Add up the states of an alert's rounds; zeros before it is approved."""
        officer.require("see alerts")
        found = self.steps.load(alert)
        rounds = [self._read(each) for each in self.rounds.of(found)]
        states = [state for each in rounds for state in each.states]
        channels: dict[str, dict[str, int]] = {name: _on(rounds, name) for name in CHANNELS}
        counts, first = latest(states), rounds[0] if rounds else None
        left = {name: _left(on) for name, on in channels.items()}
        resting = Resting.of(states, self.clock.now())
        return Standing(
            status=found.status,
            recipients=sum(counts.values()),
            counts=counts,
            channels=channels,
            rehearsed=_rehearsed(states),
            receipts=self._receipts(rounds),
            started=first.sending.released_at if first else None,
            last_person_at=_last(first.states) if first and first.sending.released_at else None,
            predicted_minutes=self._minutes(found, _handed(first.states)) if first else 0,
            minutes_left=self._minutes_left(found, left, resting),
            resting=sum(resting.people.values()),
            resting_until=resting.first,
            failures=_failures(states),
            retry=max(0, sum(state.failed() for state in states)),
            going=any(each.sending.status is not SendingStatus.CLOSED for each in rounds),
            rounds=tuple(map(_round, rounds)),
        )

    def _read(self, sending: Sending) -> _Read:
        """Read a round, with what was uncertain and is spoken of as sent."""
        said = self.receipts.of(sending.id)
        return _Read(sending, [seen(s, said_of(s, said)) for s in self.sendings.states(sending.id)], said)

    def _receipts(self, rounds: Iterable[_Read]) -> dict[str, int]:
        now, counts = self.clock.now(), Counter[str]()
        for each in rounds:
            for state in each.states:
                counts.update(counted(state, said_of(state, each.said), now))
        return {name: counts[name] for name in LETTERS}

    def _minutes_left(self, alert: Alert, left: Mapping[str, int], resting: Resting) -> int:
        """Answer the whole minutes to the last person, who may rest until quiet hours are over."""
        if not resting.first:
            return self._minutes(alert, left)
        later = resting.minutes + self._minutes(alert, {name: resting.people.get(name, 0) for name in left})
        return max(self._minutes(alert, resting.awake(left)), later)

    def _minutes(self, alert: Alert, people: Mapping[str, int]) -> int:
        """Answer the whole minutes that messages to so many people by channel take."""
        parts = size(self.compose.sample(alert.content.text)).parts
        texts = people["text"] * parts / self.force.texting.parts_per_second
        return math.ceil(max(texts, people["email"] / self.force.emailing.per_second) / 60)


def _round(each: _Read) -> Round:
    head, counts = each.sending, total(each.states)
    return Round(
        why=head.why,
        at=head.released_at or head.created_at,
        status=head.status,
        stopped=head.cancelled_at is not None,
        recipients=sum(counts.values()),
        counts=counts,
        last_person_at=_last(each.states),
    )


def _on(rounds: Iterable[_Read], channel: str) -> dict[str, int]:
    """Count who stands on a channel: whoever fell back stood on the other one before."""
    counts = Counter[str]()
    for each in rounds:
        for state in each.states:
            here = _channel(state) == channel
            if here:
                counts.update(state.counts())
            if here != (each.sending.why == "fallback"):
                counts.subtract(SLOTS[letter][0] for letter in state.before)
    return {status: counts[status] for status in STATUSES}


def _failures(states: Iterable[State]) -> dict[str, int]:
    """Count by reason those whose last delivery failed, the most frequent first."""
    found = Counter[str]()
    for state in states:
        found.update(SLOTS[letter][1] for letter in state.slots if SLOTS[letter][0] == "failed")
        found.subtract(SLOTS[letter][1] for letter in state.before if SLOTS[letter][0] == "failed")
    return {reason: n for reason, n in found.most_common() if n > 0}


def _handed(states: Iterable[State]) -> dict[str, int]:
    """Count by channel those to whom something goes out, or went."""
    out: dict[str, int] = dict.fromkeys(CHANNELS, 0)
    for state in states:
        out[_channel(state)] += sum(SLOTS[letter][0] != "skipped" for letter in state.slots)
    return out


def _left(counts: Mapping[str, int]) -> int:
    return counts["waiting"] + counts["attempting"]


def _channel(state: State) -> str:
    return state.page.partition("#")[0]


def _rehearsed(states: list[State]) -> dict[str, int]:
    return {name: sum(s.slots.count(REHEARSED) for s in states if _channel(s) == name) for name in CHANNELS}


def _last(states: list[State]) -> datetime | None:
    """Answer when the last page was complete; None while one is not."""
    done = [state.recorded for state in states if state.slots]
    return moment_of(max(done)) if done and all(done) else None


def moment_of(milliseconds: int) -> datetime | None:
    """Answer the moment that a state holds; None for none."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None


def said_of(state: State, said: Mapping[str, PageReceipts]) -> PageReceipts:
    """Answer what was said of a state's page; nothing where nobody has spoken of it."""
    return said.get(state.page) or PageReceipts(sending=state.sending, page=state.page)
