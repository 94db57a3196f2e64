"""What came back: a reply, and the conversation it belongs to."""

import hashlib
from typing import Literal

from .model import Model, Moment

ConversationState = Literal["open", "answered", "closed"]


class Inbound(Model):
    """One incoming text as the provider gave it, kept before anybody judges it.

    `answers` is the provider's id of the message being answered, where the provider knows it.
    """

    provider: str
    id: str
    sender: str
    recipient: str
    body: str
    answers: str | None = None
    received_at: Moment


class Words(Model):
    """One message in a conversation; `sha256` is over the original bytes."""

    conversation: str
    id: str
    at: Moment
    by: Literal["subscriber", "officer", "system"]
    officer: str | None = None
    channel: str
    original: bytes
    sha256: str
    sending: str | None = None
    provider_id: str | None = None

    def text(self) -> str:
        """Answer the words as text; what is not UTF-8 is shown as a replacement character."""
        return self.original.decode("utf-8", "replace")


class Conversation(Model):
    """A thread between one person and one unit, tied to the alert it answers where that is known."""

    id: str
    unit: str
    sid: str | None
    address_hash: str
    state: ConversationState = "open"
    alert: str | None = None
    sending: str | None = None
    ward: str = ""
    opened_at: Moment
    last_at: Moment
    due: Moment
    flagged: bool = False
    unread: int = 0
    version: int = 1


def sha256(original: bytes) -> str:
    """Answer the digest that proves these bytes were not changed."""
    return hashlib.sha256(original).hexdigest()
