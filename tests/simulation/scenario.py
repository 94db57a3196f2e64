"""What a seed stands for: how many people and workers, which faults, when; all of it can be overruled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from .faults import FAULTS

Quiet = tuple[str, str] | None
PLAIN: tuple[datetime, Quiet] = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), None
HOURS: tuple[tuple[datetime, Quiet], ...] = (
    PLAIN,
    (datetime(2026, 3, 29, 0, 58, tzinfo=UTC), ("00:30", "02:10")),
    (datetime(2026, 10, 25, 0, 51, tzinfo=UTC), ("01:52", "02:05")),
    (datetime(2026, 3, 2, 20, 55, tzinfo=UTC), ("20:56", "21:06")),
    (datetime(2026, 7, 1, 6, 55, tzinfo=UTC), ("22:00", "08:00")),
)
"""When a story begins, and quiet hours: none; over either change of the clocks; about to begin, or to end."""


@dataclass(frozen=True)
class Scenario:
    """One story. `calm_at` is when faults stop, in seconds; `wildness` multiplies their chances."""

    seed: int
    faults: tuple[str, ...]
    people: int
    alerts: int
    notes: int
    workers: int
    threads: int
    page: int
    text_window: int
    email_window: int
    calm_at: float
    wildness: float
    start: datetime
    quiet: Quiet

    @classmethod
    def of(cls, seed: int) -> Scenario:
        """Draw a story: most have some of the faults, some have all of them."""
        chance = Random(f"{seed} scenario")
        some = len(FAULTS) if chance.random() < 0.15 else chance.randint(1, 9)
        faults = sorted(chance.sample(sorted(FAULTS), some))
        start, quiet = chance.choice(HOURS) if "F22" in faults else PLAIN
        return cls(
            seed=seed,
            faults=tuple(faults),
            people=chance.choice((3, 8, 12, 16, 24)),
            alerts=chance.choice((1, 1, 2)),
            notes=chance.choice((0, 0, 1, 3)),
            workers=chance.choice((1, 2, 3)),
            threads=chance.choice((1, 2, 3)),
            page=chance.choice((3, 5, 8)),
            text_window=chance.choice((1, 2, 4)),
            email_window=chance.choice((2, 4, 6)),
            calm_at=chance.uniform(60, 400),
            wildness=chance.choice((0.5, 1.0, 2.0)) * (1.0 if some < 10 else 0.5),
            start=start,
            quiet=quiet,
        )

    def but(self, **changes: object) -> Scenario:
        """Answer a changed copy."""
        return replace(self, **changes)  # type: ignore[arg-type]
