"""Replies: each put into the conversation of the alert it answers, in the inbox of the unit that sent it."""

from dataclasses import dataclass
from datetime import timedelta

from ..domain.conversation import ANSWER_WITHIN, EXCERPT, Conversation, Inbound, Words, sha256, words_id
from ..domain.delivery import mark
from ..domain.engagement import fact
from ..domain.errors import Conflict
from ..domain.force import Force
from ..domain.history import Sent
from ..domain.ids import derived
from ..ports import Audit, Clock, Conversations, Facts, Ids, Reaches, Subscribers, Table, Write

ATTEMPTS = 5
LOOK_BACK = 10
ANSWERS_LATE = timedelta(days=7)
"""A reply without a reference belongs to the newest sending that invited one, this long."""
PAUSES = (1.0, 2.0)
"""Seconds to wait for the record of a text that is being answered already."""


@dataclass(frozen=True)
class Replies:
    """Takes in what people write; from an unknown number or to nothing of ours it is the control room's."""

    table: Table
    clock: Clock
    ids: Ids
    subscribers: Subscribers
    conversations: Conversations
    facts: Facts
    reaches: Reaches
    audit: Audit
    force: Force

    def take(self, inbound: Inbound, *, flagged: bool) -> None:
        """Put a reply into its conversation; all in one commit, so that a second run finds it done.

        Raises Conflict where others kept changing the conversation.
        """
        sid = self.subscribers.owners(self.subscribers.address_hash("text", inbound.sender))
        tie = self._tied_to(sid, inbound) if sid else None
        for _ in range(ATTEMPTS):
            try:
                self._hear(inbound, sid, tie, flagged=flagged)
            except Conflict:
                latest = self.conversations.inbound(inbound.provider, inbound.id)
                if latest is None or latest.verdict:
                    return
            else:
                return
        raise Conflict("The conversation was changed at the same moment.")

    def _hear(self, inbound: Inbound, sid: str | None, tie: Sent | None, *, flagged: bool) -> None:
        now, address = self.clock.now(), self.subscribers.address_hash("text", inbound.sender)
        unit, alert = (tie.unit, tie.alert) if tie else (self.force.control_unit, None)
        was = self.conversations.current(address, unit, alert, sid)
        if was:
            thread = was.heard(inbound.body, inbound.received_at, flagged=flagged)
            writes = [self.conversations.save(thread, was)]
        else:
            thread = self._opened(inbound, sid, tie, flagged=flagged)
            writes = self.conversations.add(thread)
        dimensions = {"channel": "text", "unit": unit, "ward": thread.ward, "tied": "yes" if alert else "no"}
        self.table.commit(
            *writes,
            self.conversations.say(_words(inbound, thread)),
            self.conversations.judged(inbound, "reply"),
            *self._answered(sid, alert),
            self.facts.add(fact("reply", derived("reply", inbound.name()), now, dimensions)),
            self.audit.entry("inbound", "reply received", thread.id),
        )

    def _answered(self, sid: str | None, alert: str | None) -> list[Write]:
        """Keep by their number that this person answered an alert, for later audiences."""
        contact = self.subscribers.contact(sid) if sid and alert else None
        return [self.reaches.answer(alert, contact.number)] if contact and alert else []

    def _opened(self, inbound: Inbound, sid: str | None, tie: Sent | None, *, flagged: bool) -> Conversation:
        return Conversation(
            id=self.ids.ulid(),
            unit=tie.unit if tie else self.force.control_unit,
            sid=sid,
            address_hash=self.subscribers.address_hash("text", inbound.sender),
            alert=tie.alert if tie else None,
            sending=tie.sending if tie else None,
            ward=tie.ward if tie else "",
            opened_at=inbound.received_at,
            last_at=inbound.received_at,
            last_text=inbound.body[:EXCERPT],
            due=inbound.received_at + ANSWER_WITHIN,
            flagged=flagged,
            unread=1,
        )

    def _tied_to(self, sid: str, inbound: Inbound) -> Sent | None:
        """Find the sending that is answered: the one referred to, else the newest that asked for answers."""
        rows = self.subscribers.history(sid, LOOK_BACK)
        if inbound.answers:
            wanted = mark(inbound.answers)
            for pause in (*PAUSES, 0.0):
                if exact := next((row for row in rows if row.mark == wanted), None):
                    return exact
                # Somebody answered faster than the page they are on was recorded.
                self.clock.sleep(pause)
                rows = self.subscribers.history(sid, LOOK_BACK)
        since = inbound.received_at - ANSWERS_LATE
        invited = (row for row in rows if row.invites_reply and row.at >= since)
        return next(invited, None)


def _words(inbound: Inbound, thread: Conversation) -> Words:
    original = inbound.body.encode("utf-8", "surrogatepass")
    return Words(
        conversation=thread.id,
        id=words_id(inbound.received_at, inbound.name()),
        at=inbound.received_at,
        by="subscriber",
        channel="text",
        original=original,
        sha256=sha256(original),
        provider_id=inbound.id,
    )
