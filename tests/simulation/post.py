"""What providers say later of what they took: twice, out of order, early, accepted and then rejected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from chalicelib.domain.receipt import LETTERS, Outcome, Receipt, Report

from .fate import Fate
from .judge import Delivered, Slot

Accept = Callable[[Iterable[Report]], None]
STORIES: tuple[tuple[Outcome, ...], ...] = (
    ("delivered",),
    ("delivered", "delivered"),
    ("temporary", "delivered"),
    ("delivered", "temporary"),
    ("delivered", "permanent"),
    ("permanent", "delivered", "permanent"),
    ("unknown", "delivered"),
    ("delivered", "complaint"),
)
WHEN = (0.0, 0.05, 0.5, 5.0, 40.0, 200.0)
"""Seconds after the provider took it, the first before it has said so."""


class Post:
    """Brings receipts to the webhook, each story of one message in any order."""

    def __init__(self, fate: Fate, accept: Accept, begin: Callable[[Callable[[], None]], None]) -> None:
        self._fate, self._accept, self._begin = fate, accept, begin
        self.said: dict[Slot, list[str]] = defaultdict(list)
        """By slot, the letters of what was said with our reference."""

    def taken(self, taken: Delivered, id: str) -> None:
        """Let a provider say something of a message later, now and then."""
        if not self._fate.faults.strikes("F19", 0.5):
            return
        chance = self._fate.faults.chance("F19")
        for outcome in chance.choice(STORIES):
            self._fate.world.later(chance.choice(WHEN), lambda o=outcome: self._bring(taken, id, o))  # type: ignore[misc]

    def _bring(self, taken: Delivered, id: str, outcome: Outcome) -> None:
        """Call the webhook, which the provider calls again where it fails."""
        text = taken.to[0] == "+"
        sending, page, slot = taken.slot
        reference = "" if text else f"{sending}.{page.replace('#', '-')}.{slot}"
        receipt = Receipt(
            provider=taken.provider, outcome=outcome, at=self._fate.world.now(), reference=reference
        )
        report = Report(receipt, "text" if text else "email", taken.to, id if text else "")

        def call() -> None:
            try:
                self._accept([report])
            except BaseException:
                self._fate.world.later(20.0, lambda: self._begin(call))
                raise
            if reference:
                self.said[taken.slot].append(LETTERS[outcome])

        self._begin(call)
