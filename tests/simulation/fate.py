"""What happens to a worker at each of its steps: time passes, or it crashes, freezes or is held up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.ports import Key, Write
from tests.fakes import Killed

from .faults import Faults
from .world import Life, World

if TYPE_CHECKING:
    from .queues import Parcel

LANES = frozenset({"urgent", "routine", "direct"})
LATENCY = {"table": 0.006, "queue": 0.01, "provider": 0.06}
"""Seconds that a request takes to get there, mostly."""


@dataclass(eq=False)
class Worker(Life):
    """One invocation. `stage`: before its window is written ahead, `ahead`, or `given` to the provider."""

    role: str = ""
    deadline: float = float("inf")
    stage: str = "before"
    seen_at: float = -1.0
    """When it last read whom it may send to, in the world's seconds."""
    parcel: Parcel | None = None
    """What it was woken by."""


class Fate:
    """Decides by chance; the steps of what is no worker (the test itself) pass undisturbed."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.world, self.faults = world, faults
        self.people_change: Callable[[], None] = lambda: None
        """Lets some people join, leave or move."""
        self.again: Callable[[Parcel], None] = lambda parcel: None
        """Delivers a message once more."""
        self.give_up: Callable[[Parcel], None] = lambda parcel: None
        """Lets the queue believe that a worker is gone, whatever it still does."""
        self._busy_until = 0.0
        self._latency = faults.chance("F1")

    @property
    def worker(self) -> Worker | None:
        """Answer whose turn it is."""
        task = self.world.task
        return task.life if task and isinstance(task.life, Worker) else None

    def step(self, where: str) -> None:
        """Let a request travel; on its way the worker may die or stand still."""
        if (worker := self.worker) is None:
            return
        self._strike(worker, where)
        self.world.pause(LATENCY[where] * (0.5 + self._latency.random()))

    def answered(self) -> None:
        """Let an answer travel back, which a worker that dies now never sees."""
        if worker := self.worker:
            self._strike(worker, "answer")

    def _strike(self, worker: Worker, where: str) -> None:
        if self.faults.strikes(*self._crash(worker, where)):
            if worker.role == "plan":
                self.world.later(0.0, self.people_change)
            worker.dead = True
            raise Killed
        if self.faults.strikes("F8", 0.01 if worker.role in LANES else 0.002):
            # Lambda stops an instance and may start it again: it goes on as if no time had passed.
            self.outstay(worker)
            worker.frozen_until = self.world.time + self.faults.chance("F8").uniform(61, 400)
            self.world.pause()

    def outstay(self, worker: Worker) -> None:
        """Let a worker go on for longer than its queue waits for it."""
        worker.deadline = float("inf")
        if parcel := worker.parcel:
            self.world.later(1.0, lambda: self.give_up(parcel))

    def _crash(self, worker: Worker, where: str) -> tuple[str, float]:
        if worker.role == "plan":
            return "F27", 0.03
        if worker.stage == "given":
            return "F6", 0.05
        if worker.stage == "ahead":
            return "F5", 0.05
        return "F4", 0.02

    def saw(self, keys: Sequence[Key]) -> None:
        """Note that a worker reads now what holds for some people."""
        worker = self.worker
        if worker and any(key.sk == "CONTACT" for key in keys):
            worker.seen_at = self.world.time

    def busy(self) -> bool:
        """Tell whether the table refuses this request, alone or for some seconds."""
        if self.worker is None or self.faults.calm:
            return False
        if self.world.time < self._busy_until:
            return True
        if self.faults.strikes("F12", 0.02):
            if self.faults.chance("F12").random() < 0.3:
                self._busy_until = self.world.time + self.faults.chance("F12").uniform(0.1, 8)
            return True
        return False

    def unprocessed(self, items: int) -> int:
        """Answer how many items of a batch are left undone."""
        return self.faults.chance("F12").randint(1, items) if self.faults.strikes("F12", 0.03) else 0

    def lags(self, key: Key, behind: dict[Key, Any]) -> bool:
        """Decide whether an index shows an item as it was, for a while."""
        if not self.faults.strikes("F12", 0.1):
            return False
        self.world.later(self.faults.chance("F12").choice((0.05, 1, 20)), lambda: behind.pop(key, None))
        return True

    def commits(self, writes: int) -> str:
        """Decide how a commit goes: "" as it should."""
        if self.worker is None or not self.faults.strikes("F14", 0.03):
            return ""
        ways = ("cancelled", "unanswered") if writes > 1 else ("repeated", "unanswered")
        return self.faults.chance("F14").choice(ways)

    def race(self, writes: Sequence[Write]) -> None:
        """Bring a second worker into the race for an item, just ahead of this one's write."""
        worker = self.worker
        if worker and worker.parcel and self.faults.strikes("F13", 0.04):
            self.again(worker.parcel)
            self.world.pause(self.faults.chance("F13").choice((0.0, 0.02, 0.05, 2.0)))

    def lost_race(self, writes: Sequence[Write]) -> None:
        """Count a race that was lost."""
        self.faults.counts["races lost"] += 1
