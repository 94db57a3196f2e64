"""What a seed stands for: how many people and workers, which faults, when; all of it can be overruled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from .faults import FAULTS

STARTS = (
    datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 50, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 50, tzinfo=UTC),
    datetime(2026, 3, 2, 20, 55, tzinfo=UTC),
    datetime(2026, 7, 1, 6, 55, tzinfo=UTC),
)
"""A plain morning; just before either change of the clocks; just before quiet hours begin, and end."""


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

    @classmethod
    def of(cls, seed: int) -> Scenario:
        """Draw a story: most have some of the faults, some have all of them."""
        chance = Random(f"{seed} scenario")
        some = len(FAULTS) if chance.random() < 0.15 else chance.randint(1, 9)
        faults = sorted(chance.sample(sorted(FAULTS), some))
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
            start=chance.choice(STARTS) if "F22" in faults else STARTS[0],
        )

    def but(self, **changes: object) -> Scenario:
        """Answer a changed copy."""
        return replace(self, **changes)  # type: ignore[arg-type]
