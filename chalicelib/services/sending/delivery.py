"""Delivery: one page leased, sent window by window with the write before the send, and settled."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ...domain.delivery import State
from ...domain.errors import Conflict, TemporaryFailure
from ...domain.force import Force
from ...domain.sending import Job, Sending, SendingStatus
from ...ports import Channel, Clock, Compose, Queue, Sendings, Table
from .handover import HandOver, Outcomes
from .window import Snapshot, prepared, resting, settled, until_morning

LEASE = timedelta(seconds=60)
MARGIN = 15.0
"""Seconds: a worker with less than this left settles, gives the page back and stops."""
ROUNDS = 8
"""A slot that could not be reached in this many leases has failed."""
RESENDS = 5
"""Leases after which a dead worker's window is uncertain even when urgent: it may be what kills workers."""
AWAY = 3
"""Failures in a row, and nothing else, after which the provider is away and not these people."""
THROTTLED = "throttled"
"""The reason of a TemporaryFailure that only means "not so fast": waiting for rate burns no round."""


def _forever() -> float:
    return float("inf")


@dataclass(frozen=True)
class Delivery:
    """Works through a page; any number of workers may be given the same page at any time."""

    table: Table
    clock: Clock
    queue: Queue
    sendings: Sendings
    channels: Mapping[str, Mapping[str, Channel]]
    """By channel and provider, the usual one first."""
    compose: Compose
    handover: HandOver
    force: Force

    def deliver(self, sending: str, page: str, remaining: Callable[[], float] = _forever) -> None:
        """Send what waits on a page; `remaining` answers the seconds this worker still has.

        Returns quietly where another worker holds the page or its time has not come: the sweep sees to it.
        """
        job = self.sendings.job(sending, page)
        if job.sending.status is SendingStatus.PLANNING:
            return
        state = job.state
        if state.ready(self._now()):
            try:
                state = self._work(job, remaining)
            except Conflict:
                # Somebody took the page over; what this worker sent last is uncertain to them.
                return
            self._pass_on(job.sending, state)
        elif state.final():
            self._pass_on(job.sending, state)

    def _work(self, job: Job, remaining: Callable[[], float]) -> State:
        """Lease the page with the first window's write, and settle each window with the next one's."""
        channel, most = next(iter(self.channels[job.page.channel].values())), len(job.page.recipients)
        size = job.sending.window(job.page.channel, most)
        stored, held, quiet, silence = job.state, Outcomes(), dict[int, int](), 0
        state = stored.leased(resend=job.sending.lane == "urgent" and stored.fence < RESENDS)
        while remaining() > MARGIN and (window := state.waiting(size, besides={*held, *quiet})):
            snapshot = self._snapshot(job, window)
            if snapshot is None:
                held |= dict.fromkeys(state.waiting(most, besides=quiet), TemporaryFailure(THROTTLED))
                break
            rest = resting(job, window, snapshot, self.force.texting.quiet, self.clock.now())
            quiet |= rest
            window = tuple(slot for slot in window if slot not in rest)
            if not window:
                continue
            marked, parcels = prepared(job, state, window, snapshot, self.clock.now(), self.compose)
            stored = self._write(marked, stored, self._until())
            outcomes = self.handover.send(channel, parcels, remaining) if parcels else {}
            state = settled(stored, outcomes)
            unsent = {slot: failure for slot, failure in outcomes.items() if state.slots[slot] == "w"}
            held |= unsent
            silence = silence + len(unsent) if len(unsent) == len(outcomes) else 0
            if silence >= AWAY:
                held |= dict.fromkeys(state.waiting(most, besides=quiet), next(iter(unsent.values())))
                break
        return self._write(until_morning(self._deferred(state, held), quiet, held), stored, 0)

    def _snapshot(self, job: Job, window: Sequence[int]) -> Snapshot | None:
        """Read what holds now; None while the table is too busy to tell."""
        try:
            return self.sendings.snapshot(job.sending.id, [job.page.recipients[n].sid for n in window])
        except TemporaryFailure:
            return None

    def _deferred(self, state: State, held: Outcomes) -> State:
        """Let a page whose slots could not be reached wait, longer each round, and give up in the end."""
        if not held:
            return state
        failures = [failure for failure in held.values() if isinstance(failure, TemporaryFailure)]
        rounds = state.rounds + any(failure.reason != THROTTLED for failure in failures)
        if rounds >= ROUNDS:
            return state.move(dict.fromkeys(held, "T")).but(rounds=0)
        asked = max(failure.retry_after or 0 for failure in failures)
        pause = max(asked, min(15.0 * 2**rounds, 900.0) * (0.5 + self.handover.jitter() / 2))
        return state.but(due=self._now() + int(pause * 1000), rounds=rounds)

    def _pass_on(self, sending: Sending, state: State) -> None:
        """Send the page on: to be recorded when final, back to its lane when time ran out."""
        body = {"sending": state.sending, "page": state.page}
        if state.final() and not state.recorded:
            self.queue.put("record", [body])
        elif not state.final() and not state.due:
            self.queue.put(sending.lane, [body])

    def _write(self, state: State, was: State, until: int) -> State:
        state = state.but(lease_until=until)
        self.table.commit(self.sendings.save_state(state, was))
        return state

    def _now(self) -> int:
        return int(self.clock.now().timestamp() * 1000)

    def _until(self) -> int:
        return self._now() + int(LEASE.total_seconds() * 1000)
