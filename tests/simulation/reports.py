"""What some stories came to, added up and shown as a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from .faults import FAULTS
from .judge import Violation
from .night import Night
from .scenario import Scenario


@dataclass(frozen=True)
class Report:
    """How often each fault struck, messages taken, and the first seed that failed."""

    counts: Counter[str] = field(default_factory=Counter)
    stories: int = 0
    taken: int = 0
    failed: int | None = None

    def __add__(self, other: Report) -> Report:
        """Add up two."""
        failed = [seed for seed in (self.failed, other.failed) if seed is not None]
        return Report(
            self.counts + other.counts,
            self.stories + other.stories,
            self.taken + other.taken,
            min(failed, default=None),
        )


def stories(first: int, seeds: int) -> Report:
    """Run these seeds, up to the first that fails."""
    counts, taken = Counter[str](), 0
    for seed in range(first, first + seeds):
        night = Night(Scenario.of(seed))
        try:
            counts += night.run()
        except (Violation, Exception):
            return Report(counts, seed - first, taken, seed)
        taken += len(night.judge.journal)
    return Report(counts, seeds, taken)


def missing(counts: Counter[str]) -> list[str]:
    """Answer the faults that never struck."""
    return [name for name in FAULTS if not counts[name]]


def table(counts: Counter[str]) -> str:
    """Show how often each fault struck."""
    lines = [f"{name:>4}  {counts[name]:>8}  {words}" for name, words in FAULTS.items()]
    return "\n".join([*lines, f"      {counts['races lost']:>8}  races for an item that somebody lost"])
