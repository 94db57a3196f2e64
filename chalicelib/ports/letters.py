"""What is stuck: the boxes of dead letters, what is known of why, and what the last look found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from ..domain.dead_letter import Failed, Letter
    from ..domain.finding import Look


class Depth(NamedTuple):
    """About how many messages a queue has: those that wait, and those that somebody holds."""

    waiting: int
    held: int


class Letterbox(Protocol):
    """Every queue and its dead letters. All methods may raise TemporaryFailure."""

    queues: Sequence[str]
    """The queues that have dead letters."""

    def depth(self, queue: str) -> Depth:
        """Count the messages of a queue; `routine-dead` are the dead letters of `routine`."""

    def take(self, queue: str) -> list[Letter]:
        """Hold up to ten dead letters of a queue for a minute; nobody else sees them in the meantime."""

    def give_back(self, letters: Sequence[Letter]) -> None:
        """Let go of letters at once, where they were."""

    def remove(self, letters: Sequence[Letter]) -> None:
        """Take letters away for good."""


class Failures(Protocol):
    """How messages failed the last time."""

    def note(self, id: str, error: str, where: str) -> None:
        """Keep it for as long as a dead letter is kept."""

    def of(self, ids: Sequence[str]) -> dict[str, Failed]:
        """Answer what is known of these messages, at most 100."""


class Looks(Protocol):
    """The last look at everything on its way."""

    def latest(self) -> Look | None: ...
    def keep(self, look: Look) -> None: ...
