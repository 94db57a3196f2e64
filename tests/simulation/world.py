"""Virtual time and whose turn it is: tasks run one at a time, and the same way every time.

A task is ordinary code on a thread of its own. It runs until it pauses; then whoever is due next has the
turn, and the clock stands at their time. So nothing depends on the machine, and no second is waited for.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from tests.fakes import Killed

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LONGEST = 1_000_000
"""Turns after which a world is stopped."""
Action = Callable[[], None]


@dataclass
class Life:
    """A worker's process: all its tasks end with it, stand still with it, and read its clock.

    `skew` is how many seconds that clock is ahead.
    """

    skew: float = 0.0
    dead: bool = False
    frozen_until: float = 0.0


class Task:
    """A piece of work that can pause; `done` once it has returned, raised or been killed."""

    def __init__(self, work: Action, life: Life) -> None:
        self.work, self.life, self.done = work, life, False
        self.seat: _Seat | None = None
        self.then: list[Action] = []


class _Seat:
    """A thread that runs one task after another; its lock is released to give it the turn."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.turn.acquire()
        self.task: Task | None = None


class World:
    """The clock and the tasks on it. Use it with `with`: what still runs at the end is killed there."""

    def __init__(self, start: datetime = START) -> None:
        self.start_time, self.time = start, 0.0
        self.task: Task | None = None
        """Whose turn it is; None for the test's own code and for what `later` calls."""
        self._due: list[tuple[float, int, Task | Action]] = []
        self._order = count()
        self._main, self._until = _Seat(), float("inf")
        self._idle: list[_Seat] = []
        self._unfinished: dict[Task, None] = {}
        self._error: BaseException | None = None

    def __enter__(self) -> World:
        return self

    def __exit__(self, *exception: object) -> None:
        self._error = None
        for task in self._unfinished:
            task.life.dead = True
        self._due = [(self.time, next(self._order), task) for task in self._unfinished]
        self.run()
        for seat in self._idle:
            seat.turn.release()

    def now(self) -> datetime:
        """Answer the true time; a worker reads a `WorldClock`, which may be wrong."""
        return self.start_time + timedelta(seconds=self.time)

    def idle(self) -> bool:
        """Tell whether every task is done."""
        return not self._unfinished

    def later(self, seconds: float, action: Action) -> None:
        """Call something then; it must not pause."""
        heapq.heappush(self._due, (self.time + seconds, next(self._order), action))

    def start(self, work: Action, life: Life | None = None, after: float = 0.0) -> Task:
        """Begin a task, in a life of its own unless one is given; being killed ends it quietly."""
        task = Task(work, life or Life())
        self._unfinished[task] = None
        heapq.heappush(self._due, (self.time + after, next(self._order), task))
        return task

    def pause(self, seconds: float = 0.0) -> None:
        """Let time pass for the task whose turn it is; raises Killed where its life ended meanwhile."""
        task = self.task
        if task is None:
            return
        life = task.life
        while not life.dead:
            heapq.heappush(self._due, (max(self.time + seconds, life.frozen_until), next(self._order), task))
            self._stand_aside(task)
            if life.frozen_until <= self.time:
                break
            seconds = 0.0
        if life.dead:
            raise Killed

    def join(self, tasks: Sequence[Task]) -> None:
        """Pause until these tasks are done."""
        me, waiting = self.task, [task for task in tasks if not task.done]
        if me is None or not waiting:
            return
        left = len(waiting)

        def one_less() -> None:
            nonlocal left
            left -= 1
            if not left:
                heapq.heappush(self._due, (self.time, next(self._order), me))

        for task in waiting:
            task.then.append(one_less)
        self._stand_aside(me)
        self.pause()

    def run(self, until: float = float("inf")) -> None:
        """Let everything happen that is due by then, in seconds; raises what a task or an action raised."""
        self._until = until
        self._give_turn(self._main)
        if self._error:
            error, self._error = self._error, None
            raise error
        if until < float("inf"):
            self.time = max(self.time, until)

    def _stand_aside(self, task: Task) -> None:
        """Let others have their turns until this task is due again."""
        assert task.seat
        self._give_turn(task.seat)
        self.task = task

    def _give_turn(self, mine: _Seat) -> None:
        """Give the turn to whoever is next, and come back when it is mine again."""
        seat = self._next()
        if seat is not mine:
            seat.turn.release()
            mine.turn.acquire()

    def _next(self) -> _Seat:
        """Answer the seat of whoever is due next, having called what was to be called before."""
        while self._due and self._due[0][0] <= self._until and not self._error:
            time, order, which = heapq.heappop(self._due)
            if order > LONGEST:
                self._error = RuntimeError("This does not come to an end.")
            self.time, self.task = max(self.time, time), None
            if isinstance(which, Task) and not which.done:
                return self._seat_for(which)
            if not isinstance(which, Task):
                with self._kept():
                    which()
        self.task = None
        return self._main

    def _seat_for(self, task: Task) -> _Seat:
        if task.seat is None:
            task.seat = self._idle.pop() if self._idle else self._new_seat()
            task.seat.task = task
        return task.seat

    def _new_seat(self) -> _Seat:
        seat = _Seat()
        threading.Thread(target=self._sit, args=(seat,), daemon=True).start()
        return seat

    def _sit(self, seat: _Seat) -> None:
        """Run whatever this seat is given; ends when woken with nothing to do."""
        seat.turn.acquire()
        while task := seat.task:
            self.task = task
            with self._kept():
                if not task.life.dead:
                    task.work()
            seat.task, task.done = None, True
            del self._unfinished[task]
            for action in task.then:
                action()
            self._idle.append(seat)
            self._give_turn(seat)

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Keep the first error for `run` to raise; to be killed is none."""
        try:
            yield
        except Killed:
            return
        except BaseException as error:
            self._error = self._error or error
