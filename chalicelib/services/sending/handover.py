"""Handing one window of messages to a channel: each call in its own time, several at once, none twice."""

import math
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

from ...domain.errors import Failure, PermanentFailure, TemporaryFailure, Uncertain
from ...domain.pace import LATE, Call, Lease, Pace
from ...domain.sending import Message
from ...ports import Channel, Clock

LATENCY = 0.15
"""Seconds that a call takes, with a good deal to spare: the calls of so long are under way at once."""
SLOW, SLOWLY = 2.5, 0.3
"""Seconds after which an answer counts for less, and for how much: half of the time that a client waits."""
THROTTLED = "throttled"
"""The reason of a TemporaryFailure that only means "not so fast": waiting for rate burns no round."""


class Parcel(NamedTuple):
    """A message, the slot of the page it is for, and how many parts are paid for."""

    slot: int
    message: Message
    parts: int = 1


Outcomes = dict[int, str | Failure]
"""Slot -> the provider's id, or why it was not sent (or why nobody knows)."""


class Turns:
    """A lease given out call by call, to threads that ask for it."""

    def __init__(self, lease: Lease, clock: Clock) -> None:
        self._lease, self._clock = lease, clock
        self._last: Call | None = None
        self._one_at_a_time = threading.Lock()

    def wait(self, weight: int) -> bool:
        """Return when it is time for the next call; False where the lease does not last so long."""
        while call := self._take(weight):
            if (ahead := call.at - self._now()) > 0:
                self._clock.sleep(ahead)
            if self._now() <= call.at + LATE:
                return True
        return False

    def _take(self, weight: int) -> Call | None:
        with self._one_at_a_time:
            call = self._lease.turn(self._last, weight, self._now())
            self._last = call or self._last
            return call

    def _now(self) -> float:
        return self._clock.now().timestamp()


@dataclass(frozen=True)
class HandOver:
    """Sends a window in as many threads as its pace needs, and `threads` at most."""

    clock: Clock
    threads: int = 32
    _own: threading.local = field(default_factory=threading.local, repr=False, compare=False)

    def send(
        self, channel: Channel, parcels: Sequence[Parcel], lease: Lease
    ) -> tuple[Outcomes, tuple[float, ...]]:
        """Hand everything over that the lease lasts for; answer what became of it, and a mark a call.

        A slot without an outcome was not handed over.
        """
        size, turns = lease.pace.size, Turns(lease, self.clock)
        batches = [parcels[start : start + size] for start in range(0, len(parcels), size)]
        threads = min(self._threads(lease.pace), len(batches))

        def one(batch: Sequence[Parcel]) -> tuple[Outcomes, list[float]]:
            return self._timed(channel, batch) if turns.wait(max(each.parts for each in batch)) else ({}, [])

        answers = list((map if threads == 1 else self._crew(threads).map)(one, batches))
        outcomes = {slot: outcome for found, _ in answers for slot, outcome in found.items()}
        return outcomes, tuple(mark for _, marks in answers for mark in marks)

    def _threads(self, pace: Pace) -> int:
        return min(max(2, math.ceil(pace.beats * LATENCY)), self.threads)

    def _crew(self, threads: int) -> ThreadPoolExecutor:
        """Answer this worker's threads: kept over windows, and its own, so that no lane waits for another."""
        crews: dict[int, ThreadPoolExecutor] = self._own.__dict__.setdefault("crews", {})
        if threads not in crews:
            crews[threads] = ThreadPoolExecutor(threads)
        return crews[threads]

    def _timed(self, channel: Channel, batch: Sequence[Parcel]) -> tuple[Outcomes, list[float]]:
        began = self.clock.now()
        outcomes = _once(channel, batch)
        well = SLOWLY if (self.clock.now() - began).total_seconds() > SLOW else 1.0
        return outcomes, [mark for each in outcomes.values() if (mark := _mark(each, well)) is not None]


def _mark(outcome: str | Failure, well: float) -> float | None:
    """Judge how a provider does by one answer; to be told "not so fast" says nothing."""
    if isinstance(outcome, TemporaryFailure):
        return None if outcome.reason == THROTTLED else 0.0
    return 0.0 if isinstance(outcome, Uncertain) else well


def _once(channel: Channel, batch: Sequence[Parcel]) -> Outcomes:
    """Call the channel once; what it was not meant to raise came after the bytes may have left."""
    answers: list[str | Failure]
    try:
        answers = channel.send([parcel.message for parcel in batch])
    except (TemporaryFailure, PermanentFailure, Uncertain) as failure:
        answers = [failure] * len(batch)
    except Exception as surprise:
        answers = [Uncertain(type(surprise).__name__)] * len(batch)
    lost: list[str | Failure] = [Uncertain("no answer for this entry")] * (len(batch) - len(answers))
    return {parcel.slot: answer for parcel, answer in zip(batch, [*answers, *lost], strict=False)}
