"""What came back: a reply, and the conversation it belongs to."""

import hashlib
from datetime import timedelta
from typing import Literal, Self

from .ids import ulid
from .model import Model, Moment

ConversationState = Literal["open", "answered", "closed"]
ANSWER_WITHIN = timedelta(hours=72)
"""The Neighbourhood Policing Guarantee: a reply is answered within 72 hours."""
ONE_TEXT = timedelta(seconds=4)
"""Without a provider's id, the same words from the same number within this time are one text."""
EXCERPT = 140


class Inbound(Model):
    """One incoming text as the provider gave it, kept before anybody judges it.

    `id` is the provider's, empty until the store gave one to a text that came without; `answers` is the
    provider's id of the message being answered, where it knows that; `verdict` is set when all is done.
    """

    provider: str
    id: str
    sender: str
    recipient: str
    body: str
    answers: str | None = None
    received_at: Moment
    verdict: str = ""

    def name(self) -> str:
        """Answer what identifies it among all providers' texts."""
        return f"{self.provider}#{self.id}"


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
    """A thread between one person and one unit, tied to the alert it answers where that is known.

    There is one per address, its holder, unit and alert, so that a number which changed hands does not go on
    with somebody else's; a reply to a closed one opens it again. `due` belongs to the oldest reply that
    nobody has answered.
    """

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
    last_text: str = ""
    due: Moment
    flagged: bool = False
    unread: int = 0
    version: int = 1

    def heard(self, text: str, at: Moment, *, flagged: bool) -> Self:
        """Take in a reply; the clock of one that already waits goes on."""
        return self._next(
            text,
            at,
            state="open",
            due=self.due if self.state == "open" else at + ANSWER_WITHIN,
            unread=self.unread + 1,
            flagged=self.flagged or flagged,
        )

    def answered(self, text: str, at: Moment) -> Self:
        """Take in an officer's answer, which ends the wait."""
        return self._next(text, at, state="answered", unread=0, flagged=False)

    def read(self) -> Self:
        """Nothing in it is new to the unit any more."""
        return self.but(unread=0, version=self.version + 1)

    def closed(self) -> Self:
        """Put it aside."""
        return self.but(state="closed", unread=0, flagged=False, version=self.version + 1)

    def _next(self, text: str, at: Moment, **changes: object) -> Self:
        # Replies may come out of order: an older one is not the last.
        last = {"last_at": at, "last_text": text[:EXCERPT]} if at >= self.last_at else {}
        return self.but(**last, **changes, version=self.version + 1)


def words_id(at: Moment, seed: str) -> str:
    """Make the id that sorts words by time and that the same words always get."""
    return ulid(int(at.timestamp() * 1000), int(sha256(seed.encode())[:20], 16))


def sha256(original: bytes) -> str:
    """Answer the digest that proves these bytes were not changed."""
    return hashlib.sha256(original).hexdigest()
