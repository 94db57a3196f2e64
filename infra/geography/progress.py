"""Saying how far something long has come: a bar on a terminal, a line now and then anywhere else."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

Say = Callable[[str], None]
_WIDTH = 30
_LINES = 10
"""How many lines are said where there is no terminal, at the most."""


@dataclass
class Progress:
    """How many of `total` are done, of `what` in the plural; `screen` is a terminal where there is one."""

    total: int
    what: str
    say: Say
    screen: TextIO | None = field(default_factory=lambda: sys.stderr if sys.stderr.isatty() else None)
    done: int = 0
    _begun: int = -1
    _said: int = 0
    _started: float = field(default_factory=time.monotonic)

    def add(self, more: int) -> None:
        """Count more as done."""
        self._begun = self.done if self._begun < 0 else self._begun
        self.done += more
        if self.screen:
            self.screen.write(f"\r{self._bar()}")
            self.screen.flush()
        elif self.done * _LINES // max(1, self.total) > self._said and self.done < self.total:
            self._said = self.done * _LINES // self.total
            self.say(f"{self.done:,} of {self.total:,} {self.what}")

    def end(self) -> None:
        """Say how many there were, and how long it took."""
        if self.screen:
            self.screen.write("\r\033[K")
        self.say(f"{self.done:,} {self.what} in {time.monotonic() - self._started:.0f} s.")

    def _bar(self) -> str:
        share = self.done / max(1, self.total)
        speed = (self.done - self._begun) / max(0.001, time.monotonic() - self._started)
        left = (
            f"{(self.total - self.done) / max(speed, 0.001):.0f} s left" if self.done < self.total else "done"
        )
        bar = "#" * round(share * _WIDTH)
        return f"[{bar:<{_WIDTH}}] {self.done:,} of {self.total:,} {self.what}, {left}\033[K"
