"""The schedules: what nobody asked for but must happen."""

from chalice.app import Blueprint, CloudWatchEvent, Rate

from .. import wiring
from ..observability import logger

bp = Blueprint(__name__)


@bp.schedule(Rate(1, unit=Rate.MINUTES))
def sweep(event: CloudWatchEvent) -> None:
    """Queue again what fell between saving and enqueueing, or between two lives of a worker."""
    wiring.sweep().run()


@bp.schedule(Rate(1, unit=Rate.HOURS))
def close_weeks(event: CloudWatchEvent) -> None:
    """Close every week that has ended in London: rules are in UTC, so this asks every hour."""
    closed = wiring.engagement().close_weeks()
    logger.info("weeks closed", extra={"weeks": list(closed)})
