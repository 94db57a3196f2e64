"""A dead letter: a message that failed five times, and what can be said of it in plain English."""

import json
from typing import NamedTuple

from .model import Model, Moment

DEAD = "-dead"
"""What the name of a queue's dead letters ends with."""
TRIES = 5
"""How often a message is tried before it is a dead letter, as `infra/data.yaml` says of every queue."""
_AWAY = "What it needed was away or too busy each time"
_DAMAGED = "What it speaks of, or the message itself, cannot be read"
_WHY = {
    "TemporaryFailure": _AWAY,
    "NotFound": "What it speaks of was not there",
    "Conflict": "Somebody else was changing the same thing each time",
    "JSONDecodeError": _DAMAGED,
    "ValidationError": _DAMAGED,
    "KeyError": _DAMAGED,
    "TypeError": _DAMAGED,
    "MemoryError": "The worker ran out of memory",
}
_SILENT = "The worker said nothing: it ran out of time or was stopped."


class Letter(NamedTuple):
    """A letter as a queue holds it; `receipt` is good for giving it back or taking it away, once."""

    id: str
    queue: str
    body: str
    at: Moment
    receipt: str = ""

    def fields(self) -> dict[str, object]:
        """Answer what its body says; nothing where it says nothing that can be read."""
        try:
            said = json.loads(self.body)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}

    def said(self, name: str) -> str:
        """Answer one field of its body; empty where there is none."""
        value = self.fields().get(name, "")
        return str(value) if isinstance(value, str | int) else ""


class Failed(Model):
    """How a message failed the last time: an error's type and where it happened, never its text."""

    id: str
    error: str
    where: str
    at: Moment

    def why(self) -> str:
        """Say it in a sentence."""
        said = _WHY.get(self.error, "Our software has a fault")
        return f"{said} ({self.error} at {self.where})."


class Explained(Model):
    """A dead letter as officers see it: what it was about, why it is here, and what to do; ids only.

    `times` counts letters that say the same. `hopeless` is what can never be done: it may be put away.
    """

    id: str
    queue: str
    at: Moment
    about: str
    why: str
    todo: str
    times: int = 1
    hopeless: bool = False
    alert: str | None = None
    sending: str | None = None


def why(failed: Failed | None) -> str:
    """Say why a message failed, also where its worker left no word."""
    return failed.why() if failed else _SILENT
