"""Conversations, nonces and weeks in the table: the same on the fake and on the emulator."""

from datetime import timedelta

import pytest

from chalicelib.domain.conversation import Words, sha256
from chalicelib.domain.engagement import Week, bounds
from chalicelib.domain.errors import Conflict
from chalicelib.ports import Table
from chalicelib.stores.conversations import ConversationStore
from chalicelib.stores.facts import FactStore
from chalicelib.stores.nonces import NonceStore
from chalicelib.stores.table import DynamoTable
from infra.local.cloud import Cloud
from tests.factories import NOW, a_conversation, an_inbound
from tests.fakes import MemoryTable

STAGE = "conversations"
_made: list[DynamoTable] = []


@pytest.fixture(params=["fake", "emulator"])
def table(request: pytest.FixtureRequest, cloud: Cloud) -> Table:
    if request.param == "fake":
        return MemoryTable()
    if not _made:
        _made.append(
            DynamoTable(cloud.client("dynamodb"), cloud.deploy(STAGE, "conversations.example").table)
        )
    return _made[0]


@pytest.fixture
def store(table: Table) -> ConversationStore:
    return ConversationStore(table)


def test_a_text_is_received_once_and_judged_once(store: ConversationStore, table: Table) -> None:
    inbound = an_inbound(id="judged", answers="out-1")
    assert [store.receive(inbound), store.receive(inbound)] == [True, False]
    assert store.inbound(inbound.provider, "judged") == inbound
    table.commit(store.judged(inbound, "reply"))
    with pytest.raises(Conflict):
        table.commit(store.judged(inbound, "reply"))
    stored = store.inbound(inbound.provider, "judged")
    assert stored
    assert stored.verdict == "reply"


def test_a_text_without_an_id_gets_one(store: ConversationStore) -> None:
    inbound = an_inbound(id="")
    first = store.receive_unnumbered(inbound, "v1-abc", timedelta(seconds=4))
    again = store.receive_unnumbered(
        inbound.but(received_at=NOW + timedelta(seconds=4)), "v1-abc", timedelta(seconds=4)
    )
    later = store.receive_unnumbered(
        inbound.but(received_at=NOW + timedelta(seconds=5)), "v1-abc", timedelta(seconds=4)
    )
    assert first.id == again.id != later.id
    assert store.inbound(first.provider, first.id) == first


def test_one_conversation_per_address_unit_and_alert(store: ConversationStore, table: Table) -> None:
    conversation = a_conversation(id="ONE", address_hash="v1#one", alert="A1", unit="media-team")
    table.commit(*store.add(conversation))
    assert store.load("ONE") == conversation
    assert store.current("v1#one", "media-team", "A1", conversation.sid) == conversation
    assert store.current("v1#one", "media-team", None, conversation.sid) is None
    assert store.current("v1#one", "media-team", "A1", None) is None
    with pytest.raises(Conflict):
        table.commit(*store.add(conversation.but(id="TWO")))


def test_an_inbox_lists_by_unit_and_state_what_is_due_first(store: ConversationStore, table: Table) -> None:
    late = a_conversation(id="LATE", address_hash="v1#late", unit="csu-osterbrook")
    soon = late.but(id="SOON", address_hash="v1#soon", due=NOW)
    for each in (late, soon):
        table.commit(*store.add(each))
    assert [each.id for each in store.inbox("csu-osterbrook", "open")] == ["SOON", "LATE"]
    answered = soon.answered("Thanks", NOW)
    table.commit(store.save(answered, soon))
    assert store.inbox("csu-osterbrook", "open") == [late]
    assert store.inbox("csu-osterbrook", "answered") == [answered]
    with pytest.raises(Conflict):
        table.commit(store.save(answered, soon))


def test_words_come_back_byte_for_byte_in_order(store: ConversationStore, table: Table) -> None:
    original = "Wêl 🙂\x00".encode() + b"\xff"
    words = [
        Words(
            conversation="WORDS",
            id=f"M{n}",
            at=NOW,
            by="subscriber",
            channel="text",
            original=original,
            sha256=sha256(original),
        )
        for n in (1, 2)
    ]
    for each in reversed(words):
        table.commit(store.say(each))
    assert store.words("WORDS") == words
    with pytest.raises(Conflict):
        table.commit(store.say(words[0]))


def test_a_nonce_is_seen_once_it_is_remembered(table: Table) -> None:
    nonces = NonceStore(table)
    assert not nonces.seen("sns", "n1")
    for _ in range(2):
        nonces.remember("sns", "n1", NOW)
    assert nonces.seen("sns", "n1")
    assert not nonces.seen("other", "n1")


def test_a_closed_week_comes_back_as_it_was(table: Table) -> None:
    facts = FactStore(table)
    starts, ends = bounds("2026-W10")
    figures = {"totals": {"joined": 3, "left": 0}, "sign-ups by day": {"2026-03-02": 3}}
    week = Week(week="2026-W10", starts=starts, ends=ends, closed_at=NOW, figures=figures)
    facts.close(week)
    assert facts.week("2026-W10") == week
    with pytest.raises(Conflict):
        facts.close(week)
