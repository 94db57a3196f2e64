"""Queues as SQS and Lambda have them: at least once, in any order, counted, and dead in the end."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.domain.errors import TemporaryFailure

from .fate import Fate, Worker

RECEIVES = 5
VISIBILITY = 30.0
"""Seconds; short, so that what failed is seen again soon."""
BATCH = {"direct": 10, "record": 10, "receipts": 10}
DAYS = 2 * 86_400.0
DEAD = "-dead"
TIMEOUT = {"plan": 900.0}
Body = dict[str, object]
Carry = Callable[[str, Sequence[Mapping[str, object]]], list[str]]


@dataclass(eq=False)
class Letter:
    """A message in a queue."""

    queue: str
    text: str
    receives: int = 0
    poison: bool = False


@dataclass(eq=False)
class Parcel:
    """What one invocation gets: letters of one queue; those that `failed` come again."""

    queue: str
    letters: list[Letter]
    failed: list[Letter] = field(default_factory=list)
    over: bool = False


class Queues:
    """`ports.Queue`, and the poller behind it; `work` is given each body in a worker of its own."""

    def __init__(self, fate: Fate, at_once: Mapping[str, int], work: Callable[[str, Body], None]) -> None:
        self._fate, self._at_once, self._work = fate, at_once, work
        self._world, self._faults = fate.world, fate.faults
        self.waiting: dict[str, list[Letter]] = defaultdict(list)
        self.dead: dict[str, list[Letter]] = defaultdict(list)
        self.ever: list[tuple[str, str]] = []
        self.late: list[Letter] = []
        """Letters, or second copies of them, that come days later."""
        self.carry: Carry = lambda queue, bodies: [json.dumps(body) for body in bodies]
        """Turns bodies into what a worker will get; a test may carry them through a real queue."""
        self._running, self._away = Counter[str](), 0

    def put(self, queue: str, bodies: Sequence[Mapping[str, object]]) -> None:
        """Take bodies, ten a call."""
        for start in range(0, len(bodies), 10):
            self._fate.step("queue")
            for text in self.carry(queue, bodies[start : start + 10]):
                self.send(queue, text)
            self._fate.answered()
            if self._fate.worker and self._faults.strikes("F12", 0.02):
                raise TemporaryFailure(f"queue {queue}: ReadTimeoutError")

    def send(self, queue: str, text: str, poison: bool = False) -> None:
        """Put one message on its way, by which it may be held up or doubled; nobody works on the dead."""
        if queue.endswith(DEAD):
            self.dead[queue.removesuffix(DEAD)].append(Letter(queue.removesuffix(DEAD), text))
            return
        self.ever.append((queue, text))
        letter, chance = Letter(queue, text, poison=poison), self._faults.chance("F3")
        delay = 0.01
        if self._faults.strikes("F3", 0.05):
            if chance.random() < 0.3:
                self.late.append(Letter(queue, text))
            delay = chance.uniform(0.1, 120)
        self._later(letter, delay)

    def still(self) -> bool:
        """Tell whether nothing is queued, on its way or worked on."""
        waiting = [letter for letters in self.waiting.values() for letter in letters if not letter.poison]
        return not waiting and not self._away and not +self._running

    def again(self, parcel: Parcel) -> None:
        """Deliver a parcel once more, at once."""
        self._start(Parcel(parcel.queue, [Letter(parcel.queue, each.text) for each in parcel.letters]))

    def _later(self, letter: Letter, seconds: float) -> None:
        self._away += not letter.poison

        def arrive() -> None:
            self._away -= not letter.poison
            self.waiting[letter.queue].append(letter)
            self._poll(letter.queue)

        self._world.later(seconds, arrive)

    def _poll(self, queue: str) -> None:
        waiting = self.waiting[queue]
        while waiting and self._running[queue] < self._at_once.get(queue, 1):
            if self._faults.strikes("F3", 0.2):
                self._faults.chance("F3").shuffle(waiting)
            parcel = Parcel(queue, [])
            while waiting and len(parcel.letters) < BATCH.get(queue, 1):
                self._receive(waiting.pop(0), parcel)
            if parcel.letters:
                self._start(parcel)
                if self._faults.strikes("F1", 0.3 if queue == "plan" else 0.1):
                    self.again(parcel)

    def _receive(self, letter: Letter, parcel: Parcel) -> None:
        """Count the receive; a function that is throttled never sees the message."""
        letter.receives += 1
        if letter.receives > RECEIVES:
            self.dead[letter.queue].append(letter)
        elif self._faults.strikes("F9", 0.2):
            self._later(letter, VISIBILITY)
        else:
            parcel.letters.append(letter)

    def _start(self, parcel: Parcel) -> None:
        self._running[parcel.queue] += 1
        timeout = TIMEOUT.get(parcel.queue, 60.0)
        worker = Worker(role=parcel.queue, deadline=self._world.time + timeout, parcel=parcel)
        if self._faults.strikes("F22", 0.2):
            worker.skew = self._faults.chance("F22").choice((-300.0, 300.0))
        task = self._world.start(lambda: self._invoke(parcel), worker)
        task.then.append(lambda: self.over(parcel))
        self._world.later(timeout, lambda: self._end(worker))

    def _end(self, worker: Worker) -> None:
        """Stop an invocation that has used up its time."""
        if worker.deadline <= self._world.time:
            worker.dead = True

    def _invoke(self, parcel: Parcel) -> None:
        """Work as `handlers/workers.py` does: each message by itself, and those that raise come again."""
        parcel.failed = list(parcel.letters)
        if self._faults.strikes("F25", 0.1):
            # A cold start reads the keys before anything else.
            return
        failed = list[Letter]()
        for letter in parcel.letters:
            try:
                self._work(parcel.queue, json.loads(letter.text))
            except Exception:
                failed.append(letter)
        if not self._faults.strikes("F11", 0.05):
            parcel.failed = failed

    def over(self, parcel: Parcel) -> None:
        """End an invocation for the queue, once: its place is free, and what failed is seen again."""
        if parcel.over:
            return
        parcel.over = True
        self._running[parcel.queue] -= 1
        for letter in parcel.failed:
            self._later(letter, VISIBILITY)
        self._poll(parcel.queue)
