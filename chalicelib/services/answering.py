"""Answers: an officer's words to the person who wrote, sent like everything else that goes out."""

from contextlib import suppress
from dataclasses import dataclass

from ..domain.conversation import Conversation, Words, sha256, words_id
from ..domain.errors import Conflict, Invalid
from ..domain.ids import derived
from ..domain.model import Moment
from ..domain.officer import Officer
from ..domain.subscriber import Address, AddressState
from ..ports import Audit, Clock, Conversations, Subscribers, Table
from .conversations import ATTEMPTS, BUSY, visible
from .sending.direct import Direct, Note

LONGEST = 918
"""Characters of an answer: it goes out as a text."""
UNREACHABLE = "This person cannot be sent to any more: they opted out or left. Nothing was sent."


@dataclass(frozen=True)
class Answering:
    """Answers by the number that was written from, or any other way the person can be reached."""

    table: Table
    clock: Clock
    subscribers: Subscribers
    conversations: Conversations
    audit: Audit
    direct: Direct

    def answer(self, officer: Officer, conversation: str, text: str, nonce: str) -> Words:
        """Send an answer and keep its words; the same `nonce` again answers what was said the first time.

        Raises Invalid for no words or too many, and Conflict where the person cannot be reached any more.
        """
        said = text.strip()
        if not 0 < len(said) <= LONGEST:
            raise Invalid({"text": f"Write an answer of up to {LONGEST} characters."})
        for _ in range(ATTEMPTS):
            was = visible(self.conversations, officer, conversation)
            note = self._note(was, said, nonce)
            words = _words(note, officer, said, self.clock.now(), was)
            with suppress(Conflict):
                self.table.commit(
                    self.conversations.save(was.answered(said, words.at), was),
                    self.conversations.say(words),
                    *self.direct.writes(note),
                    self.audit.entry(officer.id, "conversation answered", was.id, note.id),
                )
                self.direct.enqueue(note)
                return words
            if first := self._answered(was.id, note):
                self.direct.enqueue(note)
                return first
        raise Conflict(BUSY)

    def _note(self, thread: Conversation, text: str, nonce: str) -> Note:
        address = self._address(thread)
        if thread.sid is None or address is None:
            raise Conflict(UNREACHABLE)
        return Note(
            id=derived("answer", thread.id, nonce),
            why="answer",
            sid=thread.sid,
            address=address.id,
            channel=address.channel,
            unit=thread.unit,
            ward=thread.ward,
            text=text,
            alert=thread.alert,
            conversation=thread.id,
            invites_reply=True,
        )

    def _address(self, thread: Conversation) -> Address | None:
        """Choose where to answer: the number they wrote from, else any way they can be reached."""
        contact = self.subscribers.contact(thread.sid) if thread.sid else None
        if contact is None:
            return None
        usable = [a for a in contact.addresses if a.state is AddressState.VERIFIED]
        known = (
            a for a in usable if self.subscribers.address_hash(a.channel, a.value) == thread.address_hash
        )
        return next(known, usable[0] if usable else None)

    def _answered(self, conversation: str, note: Note) -> Words | None:
        found = (each for each in self.conversations.words(conversation) if each.sending == note.id)
        return next(found, None)


def _words(note: Note, officer: Officer, text: str, at: Moment, thread: Conversation) -> Words:
    return Words(
        conversation=thread.id,
        id=words_id(at, note.id),
        at=at,
        by="officer",
        officer=officer.id,
        channel=note.channel,
        original=text.encode(),
        sha256=sha256(text.encode()),
        sending=note.id,
    )
