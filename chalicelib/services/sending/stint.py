"""One worker's hold of a page: what stands in the table, what it will be, and what its slots went through."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...domain.delivery import State
from ...domain.errors import TemporaryFailure
from ...domain.sending import Job
from ...domain.traffic import Report
from .handover import THROTTLED, Outcomes
from .window import settled

TRIES = 4
"""Once, and up to three times more while the page is held."""
LONGEST_PAUSE = 5.0
"""Seconds; who is asked to wait longer lets the page wait instead of a worker."""
FIRST_PAUSE = 0.5
ROUNDS = 8
"""A slot that could not be reached in this many leases has failed."""


@dataclass
class Stint:
    """What only this worker knows; everything that others must know is in `stored`."""

    job: Job
    stored: State
    state: State
    quiet: dict[int, int] = field(default_factory=dict)
    """Slots that wait for the end of quiet hours, and until when."""
    failures: dict[int, TemporaryFailure] = field(default_factory=dict)
    tries: Counter[int] = field(default_factory=Counter)
    asked: float = 0.0
    """Seconds until the first provider may be tried again, where none is well."""
    report: Report | None = None
    """How the last window went; the next one's write takes it along."""
    wait: float = 0.0
    """Seconds until the lane's turn, where that is too long to wait with a page in hand."""

    def fresh(self, size: int) -> tuple[int, ...]:
        """Answer the first slots that were not tried yet."""
        return self.state.waiting(size, besides={*self.quiet, *self.failures})

    def again(self, size: int) -> tuple[int, ...]:
        """Answer the first slots that failed and may be tried again."""
        left = self.state.waiting(len(self.state.slots), besides=self.quiet)
        return tuple(slot for slot in left if self._may_try(slot))[:size]

    def pause(self, slots: Sequence[int], jitter: float) -> float:
        """Answer the seconds to wait before these are tried again: longer each time, with full jitter."""
        tries = max(self.tries[slot] for slot in slots)
        asked = [self.failures[slot].retry_after or 0.0 for slot in slots]
        return max([jitter * FIRST_PAUSE * float(1 << (tries - 1)), *asked])

    def hold(self, failure: TemporaryFailure) -> None:
        """Let all who wait, wait for another time."""
        self.asked = failure.retry_after or 0.0
        self.failures = dict.fromkeys(self._waiting(), failure) | self.failures

    def settle(self, outcomes: Outcomes) -> None:
        """Enter what became of the window that is stored as attempting."""
        self.state = settled(self.stored, outcomes)
        for slot, outcome in outcomes.items():
            if isinstance(outcome, TemporaryFailure):
                self.failures[slot] = outcome
                self.tries[slot] += 1

    def held(self) -> dict[int, TemporaryFailure]:
        """Answer who could not be reached, and why."""
        return {slot: self.failures[slot] for slot in self._waiting() if slot in self.failures}

    def deferred(self, now: int, jitter: float) -> State:
        """Let a page whose slots could not be reached wait, longer each round, and give up in the end."""
        held = self.held()
        if not held:
            return self.state
        rounds = self.state.rounds + any(failure.reason != THROTTLED for failure in held.values())
        if rounds >= ROUNDS:
            return self.state.move(dict.fromkeys(held, "T")).but(rounds=0)
        asked = [failure.retry_after or 0.0 for failure in held.values()]
        pause = max(self.asked, *asked, min(15.0 * 2**rounds, 900.0) * (0.5 + jitter / 2))
        return self.state.but(due=now + int(pause * 1000), rounds=rounds)

    def _waiting(self) -> tuple[int, ...]:
        return self.state.waiting(len(self.state.slots), besides=self.quiet)

    def _may_try(self, slot: int) -> bool:
        failure = self.failures.get(slot)
        return (
            failure is not None and self.tries[slot] < TRIES and (failure.retry_after or 0) <= LONGEST_PAUSE
        )
