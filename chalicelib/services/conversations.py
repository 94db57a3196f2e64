"""The inbox: a unit's conversations, read and closed by its officers."""

from contextlib import suppress
from dataclasses import dataclass

from ..domain.conversation import Conversation, Words
from ..domain.delivery import SLOTS
from ..domain.errors import Conflict, NotFound
from ..domain.force import Force
from ..domain.model import Model
from ..domain.officer import Officer
from ..ports import Alerts, Audit, Conversations, Officers, Places, Sendings, Subscribers, Table

ATTEMPTS = 5
UNKNOWN = "Unknown number"
BUSY = "This conversation was changed at the same moment. Try again."


class Summary(Model):
    """One line of the inbox."""

    conversation: Conversation
    who: str
    ward: str


class Said(Model):
    """One message of a conversation; `status` is that of an answer's delivery, with its reason."""

    words: Words
    officer: str | None = None
    status: str | None = None
    reason: str = ""


class Thread(Model):
    """A conversation with all its words; `headline` is that of the alert it answers."""

    conversation: Conversation
    who: str
    headline: str | None
    messages: tuple[Said, ...]


@dataclass(frozen=True)
class Inbox:
    """An officer sees the inbox of their unit, the control room every one; others do not exist for them."""

    table: Table
    subscribers: Subscribers
    places: Places
    conversations: Conversations
    alerts: Alerts
    sendings: Sendings
    officers: Officers
    audit: Audit
    force: Force

    def show(self, officer: Officer, state: str) -> list[Summary]:
        """Answer the conversations in this state, flagged ones first, then those due first."""
        everywhere = officer.may("see every inbox")
        units = [unit.id for unit in self.force.units] if everywhere else [officer.unit]
        found = [each for unit in units for each in self.conversations.inbox(unit, state)]
        found.sort(key=lambda each: (not each.flagged, each.due))
        self.table.commit(self.audit.entry(officer.id, "inbox read", ",".join(units), state))
        return [Summary(conversation=each, who=self._who(each), ward=self._ward(each)) for each in found]

    def read(self, officer: Officer, conversation: str) -> Thread:
        """Answer a conversation; that it was read is an audit entry, and nothing in it is unread after."""
        for _ in range(ATTEMPTS):
            was = visible(self.conversations, officer, conversation)
            thread = was.read() if was.unread else was
            seen = [self.conversations.save(thread, was)] if was.unread else []
            with suppress(Conflict):
                self.table.commit(*seen, self.audit.entry(officer.id, "conversation read", was.id))
                return self._thread(thread)
        raise Conflict(BUSY)

    def close(self, officer: Officer, conversation: str, version: int) -> Conversation:
        """Put a conversation aside; raises Conflict where it changed since it was read."""
        was = visible(self.conversations, officer, conversation)
        if was.version != version:
            raise Conflict("Something came in since you opened this. Read it first.")
        closed = was.closed()
        entry = self.audit.entry(officer.id, "conversation closed", was.id)
        self.table.commit(self.conversations.save(closed, was), entry)
        return closed

    def _thread(self, thread: Conversation) -> Thread:
        alert = self.alerts.load(thread.alert) if thread.alert else None
        return Thread(
            conversation=thread,
            who=self._who(thread),
            headline=alert.content.headline if alert else None,
            messages=tuple(self._said(each) for each in self.conversations.words(thread.id)),
        )

    def _said(self, words: Words) -> Said:
        if words.sending is None:
            return Said(words=words)
        status, reason = SLOTS[self.sendings.state(words.sending, f"{words.channel}#0000#0000").slots]
        officer = self.officers.load(words.officer) if words.officer else None
        return Said(
            words=words, officer=officer.name if officer else words.officer, status=status, reason=reason
        )

    def _who(self, thread: Conversation) -> str:
        person = self.subscribers.load(thread.sid) if thread.sid else None
        return person.profile.name if person else UNKNOWN

    def _ward(self, thread: Conversation) -> str:
        area = self.places.area(thread.ward) if thread.ward else None
        return area.name if area else ""


def visible(conversations: Conversations, officer: Officer, conversation: str) -> Conversation:
    """Find a conversation of the officer's unit, or any for the control room; raises NotFound."""
    found = conversations.load(conversation)
    if found is None or not (officer.unit == found.unit or officer.may("see every inbox")):
        raise NotFound("There is no such conversation.")
    return found
