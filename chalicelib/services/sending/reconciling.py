"""Reconciling: what is on its way is looked over every ten minutes, mended where that is safe, and told."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from ...domain.dead_letter import DEAD
from ...domain.delivery import State
from ...domain.finding import Finding, Kind, Look, ago
from ...domain.sending import Sending, SendingStatus
from ...ports import Clock, Letterbox, Looks, Queue, Requests, Sendings
from .at_odds import AtOdds, found, named
from .closing import Closing

PATIENCE = timedelta(minutes=10)
"""How long something may stand still: the sweep looks each minute, and this looks after the sweep."""
PLANNING_TAKES = timedelta(minutes=30)
SENDING_TAKES = timedelta(hours=24)
CODES_TAKE = timedelta(minutes=15)
Bodies = list[dict[str, object]]


@dataclass(frozen=True)
class Reconciling:
    """Finds what the sweep should have seen to and has not; whatever it queues may be queued twice."""

    clock: Clock
    queue: Queue
    letterbox: Letterbox
    sendings: Sendings
    requests: Requests
    looks: Looks
    closing: Closing
    at_odds: AtOdds

    def run(self) -> Look:
        """Look once, mend, keep what was found, and answer it."""
        now = self.clock.now()
        idle = {name for name in self.letterbox.queues if not sum(self.letterbox.depth(name))}
        heads = self.sendings.open(now)
        findings = [*chain.from_iterable(self._sending(head, now, idle) for head in heads)]
        findings += [*self.at_odds.alerts_apart(now - PATIENCE), *self._codes(now), *self._letters(now)]
        look = Look.of(now, len(heads), findings, self.looks.latest())
        self.looks.keep(look)
        return look

    def _sending(self, head: Sending, now: datetime, idle: set[str]) -> Iterator[Finding]:
        if head.status is SendingStatus.PLANNING:
            yield from self._planning(head, now, idle)
            return
        states, since = self.sendings.states(head.id), head.released_at or head.created_at
        if since > now - PATIENCE:
            return
        yield from self._pages(head, states, now, idle)
        yield from self.at_odds.counts(head, states, since)
        left = sum(state.slots.count("w") + state.slots.count("a") for state in states)
        if left and since <= now - SENDING_TAKES:
            said = f"{named(head)} has been on its way for {ago(since, now)}, and {left} people still wait."
            yield found(head, "slow", since, said, "See whether its provider is away, or cancel it.")
        if all(state.over() for state in states):
            self.closing.close(head, states)
            yield found(head, "open", since, f"{named(head)} was finished and not closed.", mended=True)

    def _planning(self, head: Sending, now: datetime, idle: set[str]) -> Iterator[Finding]:
        since = head.cancelled_at or head.starts_at or head.created_at
        if since > now - PLANNING_TAKES:
            return
        spans = self.sendings.ranges(head.id)
        if len(spans) < head.ranges:
            said = f"{named(head)} has {len(spans)} of its {head.ranges} parts: not everybody would be found."
            yield found(head, "ranges", since, said, "Cancel it and write it again.")
            return
        undone: Bodies = [{"task": "range", "sending": head.id, "range": s.n} for s in spans if not s.done]
        if "plan" in idle:
            self.queue.put("plan", undone or [{"task": "release", "sending": head.id}])
        said = f"{named(head)} has been looking for its people for {ago(since, now)}."
        todo = "See whether planners stop with an error."
        yield found(head, "planning", since, said, todo, mended="plan" in idle)

    def _pages(self, head: Sending, states: list[State], now: datetime, idle: set[str]) -> Iterator[Finding]:
        """Queue every page that nobody works on, though it is time: one finding for each reason."""
        late = int((now - PATIENCE).timestamp() * 1000)
        reasons: list[tuple[Kind, str, Callable[[State], bool]]] = [
            ("worker", "was left by a worker that died", lambda s: 0 < s.lease_until <= late),
            ("deferred", "was put off, and its time has passed", lambda s: 0 < s.due <= late),
            ("waiting", "waits, and its message is on no queue", lambda s: head.lane in idle and not s.due),
        ]
        left = [state for state in states if not state.final() and state.lease_until <= late]
        for kind, words, applies in reasons:
            if pages := [state for state in left if applies(state)]:
                left = [state for state in left if state not in pages]
                yield self._queued(head, kind, pages, words)
        unrecorded = [state for state in states if state.final() and not state.recorded]
        if unrecorded and "record" in idle:
            yield self._queued(head, "unrecorded", unrecorded, "is finished and not written down")

    def _queued(self, head: Sending, kind: Kind, pages: list[State], words: str) -> Finding:
        queue = "record" if kind == "unrecorded" else head.lane
        self.queue.put(queue, [{"sending": state.sending, "page": state.page} for state in pages])
        many = "A page" if len(pages) == 1 else f"{len(pages)} pages"
        said = f"{many} of {named(head)} {words}."
        since, todo = head.released_at or head.created_at, "See whether workers stop with an error."
        return found(head, kind, since, said, todo, mended=True)

    def _codes(self, now: datetime) -> Iterable[Finding]:
        late = self.requests.waiting(now - CODES_TAKE)
        if late:
            said = f"{len(late)} codes that people asked for have not left for {ago(late[0].at, now)}."
            yield Finding(
                kind="codes", subject="codes", since=late[0].at, said=said, todo="See the planner's log."
            )

    def _letters(self, now: datetime) -> Iterable[Finding]:
        for queue in self.letterbox.queues:
            if there := sum(self.letterbox.depth(queue + DEAD)):
                said = f"{there} dead letters of the queue {queue} wait to be looked at."
                todo = "They are explained below."
                yield Finding(kind="letters", subject=queue, since=now, said=said, todo=todo)
