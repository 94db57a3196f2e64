"""EventBridge's schedules: handlers run at their rate, and once when the laptop starts."""

import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from chalice.app import ScheduledEventConfig

from .cloud import REGION
from .lambdas import App, Context
from .tables import ACCOUNT

SECONDS = {"minute": 60.0, "hour": 3600.0, "day": 86400.0}

log = logging.getLogger(__name__)


class UnknownRate(ValueError):
    """An expression that is not `rate(n unit)`; what goes by the clock is an hourly, repeatable check."""


@dataclass
class Schedules:
    """All schedule triggers of the app; a thread for each until `stop`."""

    entries: list[tuple[str, float, Callable[[dict[str, Any], Any], Any]]]
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    @classmethod
    def of(cls, app: App) -> "Schedules":
        return cls(
            [
                (config.name, seconds_of(config.schedule_expression), app.handler_map[config.name])
                for config in app.event_sources
                if isinstance(config, ScheduledEventConfig)
            ]
        )

    def start(self) -> None:
        for name, every, handler in self.entries:
            thread = threading.Thread(
                target=self._repeat, args=(name, every, handler), name=f"schedule-{name}", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def _repeat(self, name: str, every: float, handler: Callable[[dict[str, Any], Any], Any]) -> None:
        while not self._stopping.is_set():
            try:
                handler(_event(name), Context(name))
            except Exception:
                log.exception("The schedule %s failed; it runs again at its time.", name)
            self._stopping.wait(every)


def seconds_of(expression: Any) -> float:
    """Seconds between two runs of `rate(n minutes|hours|days)`; raises UnknownRate."""
    text = expression if isinstance(expression, str) else expression.to_string()
    found = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", text)
    if found is None:
        raise UnknownRate(f"The laptop runs schedules by rate, not {text!r}.")
    return int(found[1]) * SECONDS[found[2]]


def _event(name: str) -> dict[str, Any]:
    """A CloudWatch scheduled event (payload of an EventBridge rule)."""
    return {
        "version": "0",
        "id": str(uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}"],
        "detail": {},
    }
