"""Logs for every function: JSON lines with ids in them, never people."""

import traceback

from aws_lambda_powertools import Logger

logger = Logger(service="watchword", log_uncaught_exceptions=False)


def fault(message: str, error: BaseException, **ids: object) -> None:
    """Log an unexpected error by its type and where it happened; never its text, which may hold a person."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-6:]]
    logger.error(message, extra={"error": type(error).__name__, "where": where, **ids})
