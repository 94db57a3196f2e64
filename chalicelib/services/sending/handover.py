"""Handing one window of messages to a channel: in parallel, tried again only where nothing left us."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

from ...domain.errors import Failure, PermanentFailure, TemporaryFailure, Uncertain
from ...domain.sending import Message
from ...ports import Channel, Clock

TRIES = 4
"""Once, and up to three times more in place."""
LONGEST_PAUSE = 5.0
"""Seconds; who is asked to wait longer lets the page wait instead of a worker."""
FIRST_PAUSE = 0.5


class Parcel(NamedTuple):
    """A message and the slot of the page it is for."""

    slot: int
    message: Message


Outcomes = dict[int, str | Failure]
"""Slot -> the provider's id, or why it was not sent (or why nobody knows)."""


@dataclass(frozen=True)
class HandOver:
    """Sends a window; `jitter` answers a number from 0 to 1, `threads` is how many calls run at once.

    Two, because a function of 1 GB has little more than half a core, and every further thread costs it
    more than it carries: at 30 ms a call two send 66 texts a second, three times SNS's first limit, and a
    lane has several workers.
    """

    clock: Clock
    jitter: Callable[[], float]
    threads: int = 2
    _own: threading.local = field(default_factory=threading.local, repr=False, compare=False)

    def send(self, channel: Channel, parcels: Sequence[Parcel], remaining: Callable[[], float]) -> Outcomes:
        """Hand everything over; stops trying again when `remaining()` seconds do not allow it."""
        size = channel.batch
        batches = [parcels[start : start + size] for start in range(0, len(parcels), size)]

        def one(batch: Sequence[Parcel]) -> Outcomes:
            return self._patiently(channel, batch, remaining)

        if len(batches) == 1 or self.threads == 1:
            answers = [one(batch) for batch in batches]
        else:
            answers = list(self._crew().map(one, batches))
        return {slot: outcome for answer in answers for slot, outcome in answer.items()}

    def _crew(self) -> ThreadPoolExecutor:
        """Answer this worker's threads: kept over windows, and its own, so that no lane waits for another."""
        crew: ThreadPoolExecutor | None = getattr(self._own, "crew", None)
        if crew is None:
            crew = self._own.crew = ThreadPoolExecutor(self.threads)
        return crew

    def _patiently(
        self, channel: Channel, batch: Sequence[Parcel], remaining: Callable[[], float]
    ) -> Outcomes:
        """Try the entries, not the batch, again with full jitter while the failure is temporary."""
        outcomes: Outcomes = {}
        for attempt in range(TRIES):
            outcomes |= _once(channel, batch)
            batch = [parcel for parcel in batch if isinstance(outcomes[parcel.slot], TemporaryFailure)]
            pause = self._pause(attempt, [outcomes[parcel.slot] for parcel in batch])
            if not batch or attempt == TRIES - 1 or pause > min(LONGEST_PAUSE, remaining()):
                break
            self.clock.sleep(pause)
        return outcomes

    def _pause(self, attempt: int, failures: Sequence[str | Failure]) -> float:
        asked = [f.retry_after or 0.0 for f in failures if isinstance(f, TemporaryFailure)]
        return max([self.jitter() * FIRST_PAUSE * float(1 << attempt), *asked])


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
