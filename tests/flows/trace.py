"""What happened in a flow, as arrows: who called whom, what was read and written, queued and sent."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

API, TABLE, QUEUES, CLOCK = "API", "table", "queues", "EventBridge"
NETWORKS = {"text": "SNS", "email": "SES"}


class Step(NamedTuple):
    """One arrow: from whom, to whom, with which words; an answer is drawn dashed."""

    source: str
    target: str
    words: str
    answer: bool = False


@dataclass
class Trace:
    """What happened so far. `caller` is who asks the API next, `people` who the networks reach."""

    steps: list[Step] = field(default_factory=list)
    caller: str = "resident"
    people: str = "residents"
    _running: list[str] = field(default_factory=list)
    _deep: int = 0
    _read: dict[str, None] = field(default_factory=dict)

    def says(self, source: str, target: str, words: str, answer: bool = False) -> None:
        """Keep an arrow, after the one of what was read before it."""
        self._flush()
        self.steps.append(Step(source, target, words, answer))

    def reads(self, names: Iterable[str]) -> None:
        """Remember what the running function read: reads that follow each other are one arrow."""
        self._read |= dict.fromkeys(names)

    def does(self, target: str, words: str) -> None:
        """Keep an arrow from the running function, where one runs."""
        if self._running:
            self.says(self._running[-1], target, words)

    @contextmanager
    def running(self, function: str) -> Iterator[None]:
        """Let a function run: what is done meanwhile is its doing."""
        self._running.append(function)
        yield
        self._flush()
        self._running.pop()

    @contextmanager
    def serving(self, words: str) -> Iterator[None]:
        """Let a service work; only the one that the function itself called is drawn."""
        if self._running and not self._deep:
            self.says(self._running[-1], self._running[-1], words)
        self._deep += 1
        try:
            yield
        finally:
            self._deep -= 1

    def _flush(self) -> None:
        names, self._read = self._read, {}
        if names and self._running:
            self.steps.append(Step(self._running[-1], TABLE, f"reads {', '.join(names)}"))
