"""Sending an alert again: to those whom it failed to reach, or who joined since; and stopping that."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..domain.alert import Action, Alert
from ..domain.cover import bundles
from ..domain.delivery import AGAIN
from ..domain.errors import Conflict
from ..domain.four_eyes import require
from ..domain.officer import Officer
from ..domain.sending import Range, Sending, SendingStatus
from ..ports import Clock, Ids, Queue, Sendings
from .audiences import Audiences
from .sending.rounds import Rounds
from .steps import Steps, seen

_TICK = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Again:
    """The verbs for an alert that was sent. It stays sent; each of its rounds is a sending of its own.

    A round begins when all before it are over, so each person has one slot that counts: their last.
    """

    clock: Clock
    ids: Ids
    queue: Queue
    audiences: Audiences
    sendings: Sendings
    rounds: Rounds
    steps: Steps

    def retry(self, officer: Officer, alert: str, version: int, note: str = "") -> Alert:
        """Send it once more to everybody whose last delivery failed; never to who got it, or may have."""
        was, rounds = self._ready(officer, alert, version, "retry")
        if sum(state.failed() for state in self.rounds.states(rounds)) <= 0:
            raise Conflict("There is nobody to retry: no delivery of this alert has failed.")
        id = self.ids.ulid()
        head = rounds[0].again(id, "retry", self._after(rounds))
        return self._begin(officer, was, head, self.rounds.ranges(id, rounds, AGAIN), "retry", note)

    def joiners(self, officer: Officer, alert: str, version: int, note: str = "") -> Alert:
        """Send it to those who belong to its audience now and stand in none of its rounds."""
        was, rounds = self._ready(officer, alert, version, "joiners")
        if was.content.follows:
            raise Conflict("This went to those who received another alert, and nobody joins them.")
        runs, id = bundles(self.audiences.runs(was.content.audience)), self.ids.ulid()
        ranges = [Range(sending=id, n=n, runs=bundle) for n, bundle in enumerate(runs)]
        head = rounds[0].again(id, "joiners", self._after(rounds))
        return self._begin(officer, was, head, ranges, "joiners", note)

    def stop(self, officer: Officer, alert: str, note: str = "") -> Alert:
        """Stop what has not left of a later round; raises Conflict where none is on its way."""
        was, now = self.steps.load(alert), self.clock.now()
        require(was, officer, "stop")
        going = [each for each in self.rounds.of(was) if _going(each) and not each.cancelled_at]
        if not going:
            raise Conflict("Nothing of this alert is on its way any more.")
        stopped = [self.sendings.save(each.but(cancelled_at=now), each) for each in going]
        return self.steps.take(officer, was.went_on(), was, "stop", note, *stopped, at=now)

    def _ready(
        self, officer: Officer, alert: str, version: int, action: Action
    ) -> tuple[Alert, list[Sending]]:
        """Load an alert and its rounds; raises Conflict where one is not over, or it is too late for more."""
        was = self.steps.load(alert)
        require(was, officer, action)
        seen(was, version)
        rounds = self.rounds.of(was)
        if any(_going(each) for each in rounds):
            raise Conflict(
                "This alert is still on its way. Wait until it is over, or stop what has not left."
            )
        if was.content.expires <= self.clock.now():
            raise Conflict("This alert has expired, so it is not sent to anybody any more. Write another.")
        return was, rounds

    def _begin(
        self, officer: Officer, was: Alert, head: Sending, ranges: list[Range], step: Action, note: str
    ) -> Alert:
        """Write the round and its step in one commit: of two who press at once, one gets the Conflict."""
        head = head.but(ranges=len(ranges))
        self.sendings.put_ranges(ranges)
        more = self.sendings.add(head, self.sendings.forms(head.of).but(sending=head.id))
        changed = self.steps.take(officer, was.went_on(), was, step, note, *more, at=self.clock.now())
        self.queue.put("plan", [{"task": "range", "sending": head.id, "range": span.n} for span in ranges])
        return changed

    def _after(self, rounds: list[Sending]) -> datetime:
        """Rounds are told apart by when they began, whatever two servers' clocks say."""
        return max(self.clock.now(), max(each.created_at for each in rounds) + _TICK)


def _going(sending: Sending) -> bool:
    return sending.status is not SendingStatus.CLOSED
