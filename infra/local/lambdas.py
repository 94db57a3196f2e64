"""What Lambda puts round a function: its context, and a request of its own for each thread that serves."""

import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol

from .cloud import REGION
from .tables import ACCOUNT

SECONDS = 60.0


class App(Protocol):
    """As much of `chalice.app.Chalice` as the laptop needs."""

    routes: dict[str, dict[str, Any]]
    event_sources: list[Any]
    handler_map: dict[str, Callable[[dict[str, Any], Any], Any]]
    api: Any

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Context:
    """The second argument of a handler; Powertools and Chalice read these names."""

    function_name: str
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    memory_limit_in_mb: int = 512
    function_version: str = "$LATEST"
    log_group_name: str = "laptop"
    log_stream_name: str = "laptop"
    ends: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.ends - time.monotonic()) * 1000))


def one_request_a_thread(app: App) -> None:
    """Keep `current_request` and `lambda_context` apart between threads.

    Chalice holds both as plain attributes, since a Lambda serves one request at a time. The app gets a
    subclass of its own class in which they are properties; a property goes before the attribute.
    """
    kept = {name: ContextVar[Any](name, default=None) for name in ("current_request", "lambda_context")}
    app.__class__ = type(
        "ThreadedApp", (app.__class__,), {name: _property(cell) for name, cell in kept.items()}
    )


def _property(cell: ContextVar[Any]) -> property:
    def keep(_app: App, value: Any) -> None:
        cell.set(value)

    return property(lambda _app: cell.get(), keep)
