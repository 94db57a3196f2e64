"""Incoming texts as they came, and conversations with their words, in the table."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..domain.conversation import Conversation, Inbound, Words
from ..domain.errors import Conflict
from ..ports import ABSENT, Item, Table, Write
from . import keys
from .items import adding, model_of, plain, saving


@dataclass(frozen=True)
class ConversationStore:
    """`ports.Conversations` on the table."""

    table: Table

    def receive(self, inbound: Inbound) -> bool:
        """Keep a text under its provider's id; False where it is there already."""
        try:
            self.table.commit(adding(inbound, keys.inbound(inbound.provider, inbound.id)))
        except Conflict:
            return False
        return True

    def receive_unnumbered(self, inbound: Inbound, digest: str, within: timedelta) -> Inbound:
        """Keep a text without an id, or find the one of this digest that came less than `within` away.

        One item per digest holds the newest; whoever changes it first wins, and the other looks again.
        """
        pointer = keys.latest_inbound(inbound.provider, digest)
        while True:
            latest = self.table.get(pointer) or {}
            if latest and abs(datetime.fromisoformat(str(latest["at"])) - inbound.received_at) <= within:
                return inbound.but(id=str(latest["id"]))
            stamp = int(inbound.received_at.timestamp() * 1000)
            numbered = inbound.but(id=f"{digest}-{stamp}")
            item = {"pk": pointer.pk, "sk": pointer.sk, "at": plain(inbound.received_at), "id": numbered.id}
            point = Write(pointer, item, {"at": latest.get("at", ABSENT)})
            try:
                self.table.commit(adding(numbered, keys.inbound(inbound.provider, numbered.id)), point)
            except Conflict:
                if self.inbound(inbound.provider, numbered.id):
                    return numbered
                continue
            return numbered

    def inbound(self, provider: str, id: str) -> Inbound | None:
        """Find an incoming text."""
        item = self.table.get(keys.inbound(provider, id))
        return model_of(Inbound, item) if item else None

    def judged(self, inbound: Inbound, verdict: str) -> Write:
        """Mark a text as dealt with; conflicts where it is already."""
        return saving(
            inbound.but(verdict=verdict), inbound, keys.inbound(inbound.provider, inbound.id), "verdict"
        )

    def load(self, conversation: str) -> Conversation | None:
        """Find a conversation."""
        item = self.table.get(keys.conversation(conversation))
        return model_of(Conversation, item) if item else None

    def current(
        self, address_hash: str, unit: str, alert: str | None, sid: str | None
    ) -> Conversation | None:
        """Find the one conversation of this address, held by this person, with this unit on this alert."""
        item = self.table.get(keys.conversation_of(address_hash, unit, alert, sid))
        return self.load(str(item["conversation"])) if item else None

    def add(self, conversation: Conversation) -> list[Write]:
        """Write a new conversation; conflicts where its address, holder, unit and alert have one already."""
        new = conversation
        key = keys.conversation_of(new.address_hash, new.unit, new.alert, new.sid)
        pointer: Item = {"pk": key.pk, "sk": key.sk, "conversation": conversation.id}
        head = adding(conversation, keys.conversation(conversation.id), **_listed(conversation))
        return [head, Write(key, pointer, {"pk": ABSENT})]

    def save(self, conversation: Conversation, was: Conversation) -> Write:
        """Write a change; conflicts where `was` is not what is stored."""
        key = keys.conversation(conversation.id)
        return saving(conversation, was, key, "version", **_listed(conversation))

    def say(self, words: Words) -> Write:
        """Write one message; conflicts where it is there already."""
        return adding(words, keys.words(words.conversation, words.id))

    def words(self, conversation: str) -> list[Words]:
        """Read a conversation, oldest words first."""
        first = keys.words(conversation, "")
        found = self.table.query(first.pk, first.sk, first.sk + keys.LAST)
        return [model_of(Words, item) for item in found]

    def inbox(self, unit: str, state: str) -> list[Conversation]:
        """List a unit's conversations, at most 100, those due first before the others."""
        found = self.table.query(keys.inbox(unit, state), index="G2", limit=100)
        wanted = [keys.conversation(keys.id_in(item["pk"])) for item in found]
        items = self.table.get_many(wanted) if wanted else {}
        heads = (model_of(Conversation, items[key]) for key in wanted if key in items)
        # The index lags behind the table by a moment.
        return [head for head in heads if (head.unit, head.state) == (unit, state)]


def _listed(conversation: Conversation) -> dict[str, object]:
    partition = keys.inbox(conversation.unit, conversation.state)
    return {"g2pk": partition, "g2sk": f"{plain(conversation.due)}#{conversation.id}"}
