"""What is found stuck or at odds when everything on its way is looked over, in plain English."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, Self

from .model import Model, Moment

Kind = Literal[
    "planning", "ranges", "waiting", "worker", "deferred", "unrecorded", "open", "slow", "counts", "alert",
    "codes", "letters",
]  # fmt: skip
MOST = 100
"""Findings that are kept of one look; the rest is counted."""


class Finding(Model):
    """One thing that is stuck; `subject` and `alert` are ids, `mended` says that something was done about it.

    `again` is what was found by the look before as well: then mending did not help.
    """

    kind: Kind
    subject: str
    since: Moment
    said: str
    todo: str = ""
    alert: str | None = None
    mended: bool = False
    again: bool = False

    def stuck(self) -> bool:
        """Tell whether somebody has to look at it."""
        return self.again or not self.mended

    def name(self) -> tuple[str, str]:
        """Answer what tells whether it is the same as another."""
        return self.kind, self.subject


class Look(Model):
    """One look at everything on its way: when, over how many sendings, and what was found."""

    at: Moment
    sendings: int
    findings: tuple[Finding, ...] = ()
    more: int = 0
    """Findings beyond those that are kept."""

    @classmethod
    def of(cls, at: datetime, sendings: int, found: Iterable[Finding], before: "Look | None") -> Self:
        """Make a look, with a mark on what the look before had found too; what is stuck comes first."""
        known = {each.name() for each in before.findings} if before else set()
        marked = [each.but(again=True) if each.name() in known else each for each in found]
        marked.sort(key=lambda each: (not each.stuck(), each.since))
        return cls(at=at, sendings=sendings, findings=tuple(marked[:MOST]), more=len(marked[MOST:]))

    def stuck(self) -> tuple[Finding, ...]:
        """Answer what somebody has to look at."""
        return tuple(each for each in self.findings if each.stuck())


def ago(since: datetime, now: datetime) -> str:
    """Say a length of time: "12 minutes", "3 hours", "2 days"."""
    minutes = int((now - since) / timedelta(minutes=1))
    if minutes < 120:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // 1440} days"
