"""The schedules: what nobody asked for but must happen."""

from collections.abc import Callable
from typing import TypeVar

from chalice.app import Blueprint, CloudWatchEvent, Rate

from .. import wiring
from ..observability import fault, note, warn

bp = Blueprint(__name__)
T = TypeVar("T")


class ScheduleFailed(Exception):
    """A round that failed; why is in the log, without the error's own text."""


def _guarded(name: str, run: Callable[[], T]) -> T:
    """Fail without the error's text: Lambda logs whatever leaves a function, and it may hold a person."""
    try:
        return run()
    except Exception as error:
        fault("schedule failed", error, schedule=name)
        raise ScheduleFailed(f"{name} failed") from None


@bp.schedule(Rate(1, unit=Rate.MINUTES))
def sweep(event: CloudWatchEvent) -> None:
    """Queue again what fell between saving and enqueueing, or between two lives of a worker."""
    _guarded("sweep", lambda: wiring.sweep().run())


@bp.schedule(Rate(10, unit=Rate.MINUTES))
def reconcile(event: CloudWatchEvent) -> None:
    """Look over everything on its way, mend what is stuck, and tell what somebody has to look at."""
    look = _guarded("reconcile", lambda: wiring.reconciling().run())
    note("reconciled", sendings=look.sendings, found=len(look.findings) + look.more)
    if stuck := look.stuck():
        # An alarm counts this line: infra/watch.yaml.
        warn("stuck", kinds=sorted({each.kind for each in stuck}), subjects=[each.subject for each in stuck])


@bp.schedule(Rate(1, unit=Rate.MINUTES))
def census(event: CloudWatchEvent) -> None:
    """Count everybody where that is due: often while it is quick, every few minutes where it takes longer."""
    if counted := _guarded("census", lambda: wiring.census().build_if_due()):
        note("census", people=counted.people, seconds=round(counted.seconds, 1))


@bp.schedule(Rate(1, unit=Rate.HOURS))
def digests(event: CloudWatchEvent) -> None:
    """Begin the digests whose morning has come in London: rules are in UTC, so this asks every hour."""
    note("digests", begun=_guarded("digests", lambda: wiring.digesting().run()))


@bp.schedule(Rate(1, unit=Rate.HOURS))
def close_weeks(event: CloudWatchEvent) -> None:
    """Close every week that has ended in London: rules are in UTC, so this asks every hour."""
    closed = _guarded("close_weeks", lambda: wiring.engagement().close_weeks())
    note("weeks closed", weeks=list(closed))
