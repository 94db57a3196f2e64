"""Texts that come in: kept as they came, then judged once."""

from contextlib import suppress
from dataclasses import dataclass

from ..domain.conversation import ONE_TEXT, Inbound
from ..domain.errors import Conflict
from ..domain.force import Force
from ..domain.ids import derived
from ..domain.opt_out import judge
from ..ports import Conversations, Keys, Queue, Stops, Subscribers, Table
from .replies import Replies
from .sending.direct import Direct, Note


@dataclass(frozen=True)
class Incoming:
    """Accepts texts from the webhook and judges them in the worker; both may happen again at any point."""

    table: Table
    keys: Keys
    queue: Queue
    subscribers: Subscribers
    conversations: Conversations
    force: Force
    direct: Direct
    leaving: Stops
    replies: Replies

    def accept(self, inbound: Inbound) -> None:
        """Keep a text and queue it; one that came before is queued again, in case we died in between."""
        if inbound.id:
            self.conversations.receive(inbound)
        else:
            digest = self.keys.hash("inbound", f"{inbound.sender}\n{inbound.body}").replace("#", "-")
            inbound = self.conversations.receive_unnumbered(inbound, digest, ONE_TEXT)
        self.queue.put("inbound", [{"provider": inbound.provider, "id": inbound.id}])

    def judge(self, provider: str, id: str) -> None:
        """Do what a text asks for, once; raises Conflict where others kept changing the conversation."""
        inbound = self.conversations.inbound(provider, id)
        if inbound is None or inbound.verdict:
            return
        verdict = judge(inbound.body)
        if verdict.kind == "reply":
            self.replies.take(inbound, flagged=verdict.flagged)
        elif verdict.kind == "help":
            self._help(inbound, flagged=verdict.flagged)
        else:
            act = self.leaving.stop if verdict.kind == "stop" else self.leaving.start
            act(inbound.sender, inbound.name())
            self._settle(inbound, verdict.kind)

    def _settle(self, inbound: Inbound, verdict: str) -> None:
        try:
            self.table.commit(self.conversations.judged(inbound, verdict))
        except Conflict:
            # Another worker was given the same text and was first.
            return

    def _help(self, inbound: Inbound, *, flagged: bool) -> None:
        """Send the contact route; whom we cannot send to, or who may be in danger, goes to a person."""
        note = self._route(inbound)
        if note:
            with suppress(Conflict):  # written when this text was judged before
                self.table.commit(*self.direct.writes(note))
            self.direct.enqueue(note)
        if flagged or not note:
            self.replies.take(inbound, flagged=True)
        else:
            self._settle(inbound, "help")

    def _route(self, inbound: Inbound) -> Note | None:
        sid = self.subscribers.owners(self.subscribers.address_hash("text", inbound.sender))
        contact = self.subscribers.contact(sid) if sid else None
        address = contact.holding("text", inbound.sender) if contact else None
        if contact is None or address is None:
            return None
        return Note(
            id=derived("help", inbound.name()),
            why="help",
            sid=contact.sid,
            address=address.id,
            channel="text",
            unit=self.force.control_unit,
        )
