"""What services take the machine for, on a world's time: its clock, and its threads."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from .world import World

A = TypeVar("A")
B = TypeVar("B")


class Crew:
    """Threads of one worker: what `HandOver` takes a ThreadPoolExecutor for, on the world's time."""

    def __init__(self, world: World, threads: int) -> None:
        self._world, self._threads = world, threads

    def map(self, work: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """Work on all at once, as many as there are threads; answers in order, raises the first error."""
        waiting, answers = list(enumerate(items)), dict[int, B]()
        errors = list[Exception]()

        def take() -> None:
            while waiting:
                n, item = waiting.pop(0)
                try:
                    answers[n] = work(item)
                except Exception as error:
                    errors.append(error)

        mine = self._world.task
        if mine is None:
            take()
        else:
            size = min(self._threads, len(waiting))
            self._world.join([self._world.start(take, mine.life) for _ in range(size)])
        if errors:
            raise errors[0]
        return iter([answer for _, answer in sorted(answers.items())])


class WorldClock:
    """`ports.Clock`: the clock of whose turn it is, right or wrong, and sleeping is pausing."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        task = self._world.task
        skew = task.life.skew if task else 0.0
        return self._world.now() + timedelta(seconds=skew) if skew else self._world.now()

    def sleep(self, seconds: float) -> None:
        self._world.pause(max(seconds, 0.0))
