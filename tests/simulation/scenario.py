"""What a seed stands for: how many people and workers, which faults, when; all of it can be overruled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from .faults import FAULTS

HARMLESS = ("F10", "F19", "F20", "F23")
"""Faults that hold up nobody's page."""
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
    rate: int
    """Parts of texts a second that a provider allows; emails twice as many."""
    pounds: float | None
    """What texts may cost in a month."""
    parts: int
    busy: bool
    """What is urgent comes while others keep the texts' provider busy; nothing holds up a page."""

    @classmethod
    def of(cls, seed: int) -> Scenario:
        """Draw a story: most have some of the faults, some have all of them."""
        chance = Random(f"{seed} scenario")
        if seed % 10 == 9:
            return cls._busy(seed, chance)
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
            rate=chance.choice((2, 5, 10, 20)),
            pounds=chance.choice((None, None, 0.1, 0.5)),
            parts=chance.choice((1, 1, 1, 3)),
            busy=False,
        )

    @classmethod
    def _busy(cls, seed: int, chance: Random) -> Scenario:
        return cls(
            seed=seed,
            faults=(chance.choice(HARMLESS),),
            people=24,
            alerts=2,
            notes=0,
            workers=chance.choice((2, 3)),
            threads=2,
            page=8,
            text_window=4,
            email_window=4,
            calm_at=60,
            wildness=1.0,
            start=PLAIN[0],
            quiet=None,
            rate=chance.choice((2, 3)),
            pounds=None,
            parts=1,
            busy=True,
        )

    def but(self, **changes: object) -> Scenario:
        """Answer a changed copy."""
        return replace(self, **changes)  # type: ignore[arg-type]
