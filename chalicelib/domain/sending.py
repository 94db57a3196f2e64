"""A sending: anything that goes out, from an alert's first round to one person's code."""

from enum import StrEnum
from typing import Literal

from .model import Model, Moment

Lane = Literal["urgent", "routine", "direct"]
Why = Literal["alert", "code", "known", "welcome", "opted-out", "opted-in", "help", "answer", "new-address"]
WINDOW = {"text": 20, "email": 50}
"""Recipients that may be uncertain after a crash, at most, by channel."""


class SendingStatus(StrEnum):
    """Planning until nobody stands in two pages, then released, then closed when every slot is final."""

    PLANNING = "planning"
    RELEASED = "released"
    CLOSED = "closed"


class Sending(Model):
    """The head of a sending, read again before every window: cancelled, expired?"""

    id: str
    why: Why
    lane: Lane
    unit: str
    status: SendingStatus
    created_at: Moment
    alert: str | None = None
    conversation: str | None = None
    code: str
    kind: str = ""
    priority: str = "standard"
    invites_reply: bool = False
    ranges: int = 0
    expires_at: Moment | None = None
    cancelled_at: Moment | None = None
    released_at: Moment | None = None
    closed_at: Moment | None = None
    forms_hash: str = ""

    def window(self, channel: str, recipients: int) -> int:
        """Answer how many may be attempted at once: one when urgent to few, so that none stays uncertain."""
        few = self.lane == "urgent" and recipients <= 10
        return 1 if few or self.lane == "direct" else WINDOW[channel]


class Forms(Model):
    """The words of a sending, written once beside its head.

    `template` names how they are dressed; `subject`, `text` and `email` are an author's own words;
    `values` are what else the template needs (ids only, never a person's data).
    """

    sending: str
    template: str
    subject: str = ""
    text: str = ""
    email: str = ""
    values: dict[str, str] = {}


class Range(Model):
    """A stretch of the audience index that one message plans: (partition, first, last) runs in order."""

    sending: str
    n: int
    runs: tuple[tuple[str, str, str], ...]
    done: bool = False


class Message(Model):
    """One message ready for a channel; `reference` is ours and rides along where the provider carries it."""

    channel: str
    to: str
    reference: str
    text: str
    subject: str = ""
    html: str = ""
    headers: dict[str, str] = {}
