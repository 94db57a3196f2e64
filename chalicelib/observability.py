"""Logs for every function: JSON lines with ids in them, never people."""

import traceback
from functools import cache
from typing import TYPE_CHECKING

SERVICE = "watchword"

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger


@cache
def _logger() -> "Logger":
    # Imported by whoever has something to say: most requests log nothing, and someone waits for a cold start.
    from aws_lambda_powertools import Logger

    return Logger(service=SERVICE, log_uncaught_exceptions=False)


def note(message: str, **ids: object) -> None:
    """Log something that went as it should."""
    _logger().info(message, extra=ids, stacklevel=3)


def warn(message: str, **ids: object) -> None:
    """Log something that was refused or is away."""
    _logger().warning(message, extra=ids, stacklevel=3)


def place_of(error: BaseException) -> str:
    """Answer the place in our code that an error came from, `compose.py:88`."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"


def fault(message: str, error: BaseException, **ids: object) -> None:
    """Log an unexpected error by its type and where it happened; never its text, which may hold a person."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-6:]]
    extra = {"error": type(error).__name__, "where": where, **ids}
    _logger().error(message, extra=extra, stacklevel=3)
