"""The inbox: who sees what, and an answer that goes out once."""

from functools import partial

import pytest

from chalicelib.domain.alert import LogEntry
from chalicelib.domain.conversation import Conversation
from chalicelib.domain.errors import Conflict, Invalid, NotFound
from chalicelib.domain.ids import derived
from tests.door import EMAIL, TEXT
from tests.factories import a_conversation, an_alert, an_inbound
from tests.parts import POSTCODES
from tests.postroom import CONTROL, ELSEWHERE, WARD_OFFICER, PostRoom


def asked() -> tuple[PostRoom, Conversation]:
    """Ann answered an alert of the ward's team."""
    room = PostRoom()
    room.sent()
    room.comes("Saw the van on Mill Lane", answers="provider-1")
    conversation = room.only()
    room.clock.pass_by(minutes=1)
    return room, conversation


def test_a_reply_to_an_alert_is_kept_by_number_for_later_audiences() -> None:
    room, conversation = asked()
    person = room.door.subscribers.contact(conversation.sid or "")
    assert person
    assert person.number
    assert room.door.reaches.answered(conversation.alert or "") == 1 << person.number
    assert room.door.reaches.answered("ANOTHER") == 0


def test_an_officer_sees_their_units_inbox_and_the_control_room_every_one() -> None:
    room, conversation = asked()
    assert [each.id for each in room.open(WARD_OFFICER)] == [conversation.id]
    assert [each.id for each in room.open(CONTROL)] == [conversation.id]
    assert room.open(ELSEWHERE) == []


def test_to_an_officer_of_another_unit_a_conversation_does_not_exist() -> None:
    room, conversation = asked()
    for act in (
        lambda: room.inbox.read(ELSEWHERE, conversation.id),
        lambda: room.answering.answer(ELSEWHERE, conversation.id, "Hello", "nonce-01"),
        lambda: room.inbox.close(ELSEWHERE, conversation.id, 1),
        lambda: room.inbox.read(CONTROL, "no-such-conversation"),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_inbox_names_the_person_and_the_ward_and_shows_the_last_words() -> None:
    room = PostRoom()
    room.sent(ward=POSTCODES[0].ward)
    room.comes("Saw the van on Mill Lane", answers="provider-1")
    (line,) = room.inbox.show(WARD_OFFICER, "open")
    area = room.door.places.area(POSTCODES[0].ward)
    assert area
    assert (line.who, line.ward) == ("Ann Marrow", area.name)
    assert line.conversation.last_text == "Saw the van on Mill Lane"


def test_what_is_due_first_stands_first() -> None:
    room, first = asked()
    room.clock.pass_by(hours=1)
    room.incoming.accept(an_inbound(id="in-2", sender="+447700900555", received_at=room.clock.now()))
    room.judge()
    assert room.open()[0].id == first.id


def test_reading_is_an_audit_entry_and_leaves_nothing_unread() -> None:
    room, conversation = asked()
    thread = room.inbox.read(WARD_OFFICER, conversation.id)
    assert (thread.who, thread.conversation.unread) == ("Ann Marrow", 0)
    assert room.only().unread == 0
    entries = [(each.by, each.action, each.subject) for each in room.door.audit.entries("2026-03-02")]
    assert (WARD_OFFICER.id, "conversation read", conversation.id) in entries


def test_every_reading_is_an_audit_entry_also_of_what_was_read_before() -> None:
    room, conversation = asked()
    for _ in range(3):
        room.inbox.read(WARD_OFFICER, conversation.id)
    actions = [each.action for each in room.door.audit.entries("2026-03-02")]
    assert actions.count("conversation read") == 3


def test_a_reading_names_the_alert_that_is_answered() -> None:
    room, conversation = asked()
    alert = an_alert(id="ALERT1")
    entry = LogEntry(at=room.clock.now(), officer="author1", action="draft")
    room.table.commit(*room.inbox.alerts.add(alert, entry))
    assert room.inbox.read(WARD_OFFICER, conversation.id).headline == alert.content.headline


def test_a_reply_during_the_reading_is_not_lost() -> None:
    room, conversation = asked()
    came = False

    def a_reply_comes(name: str) -> None:
        nonlocal came
        if name == "transaction" and not came:
            came = True
            room.comes("And another thing", id="in-2", answers="provider-1")

    room.table.before = a_reply_comes
    thread = room.inbox.read(WARD_OFFICER, conversation.id)
    assert [said.words.text() for said in thread.messages] == [
        "Saw the van on Mill Lane",
        "And another thing",
    ]


def test_an_answer_goes_to_the_number_that_wrote_and_stays_in_the_conversation() -> None:
    room, conversation = asked()
    words = room.answering.answer(
        WARD_OFFICER, conversation.id, " Thank you, an officer will call. ", "nonce-01"
    )
    (message,) = room.door.work()
    assert message.to == TEXT
    assert "Thank you, an officer will call." in message.text
    thread = room.inbox.read(WARD_OFFICER, conversation.id)
    said = thread.messages[-1]
    assert (said.words.id, said.officer, said.status) == (words.id, WARD_OFFICER.name, "waiting")
    assert thread.conversation.state == "answered"
    assert room.open(WARD_OFFICER) == []


def test_an_answer_invites_the_next_reply_into_the_same_conversation() -> None:
    room, conversation = asked()
    words = room.answering.answer(WARD_OFFICER, conversation.id, "Which colour?", "nonce-01")
    sending = room.door.sendings.load(str(words.sending))
    assert sending
    assert (sending.invites_reply, sending.unit, sending.alert) == (True, "snt-mill-lane", "ALERT1")
    assert (sending.why, sending.lane, sending.conversation) == ("answer", "direct", conversation.id)
    room.comes("White", id="in-2", answers="provider-1")
    assert (room.only().id, room.only().state, room.only().unread) == (conversation.id, "open", 1)


def test_the_same_nonce_is_the_same_answer() -> None:
    room, conversation = asked()
    first = room.answering.answer(WARD_OFFICER, conversation.id, "Thank you", "nonce-01")
    room.clock.pass_by(seconds=5)
    again = room.answering.answer(WARD_OFFICER, conversation.id, "Thank you", "nonce-01")
    assert again == first
    assert len(room.conversations.words(conversation.id)) == 2
    assert {str(body["sending"]) for body in room.queue.take("direct")} == {first.sending}


def test_another_nonce_is_another_answer() -> None:
    room, conversation = asked()
    for nonce in ("nonce-01", "nonce-02"):
        room.answering.answer(WARD_OFFICER, conversation.id, "Thank you", nonce)
    assert len(room.door.work()) == 2


def test_an_answer_that_died_at_any_call_goes_out_once_when_it_is_sent_again() -> None:
    for deaths in range(1, 30):
        room, conversation = asked()
        answer = partial(room.answering.answer, WARD_OFFICER, conversation.id, "Thank you", "nonce-01")
        survived = room.table.survives(answer, deaths)
        answer()
        assert len(room.conversations.words(conversation.id)) == 2
        assert {body["sending"] for body in room.queue.take("direct")} == {
            derived("answer", conversation.id, "nonce-01")
        }
        if survived:
            return
    pytest.fail("an answer took more than thirty calls")


def test_whose_number_is_stopped_is_answered_by_email() -> None:
    room, conversation = asked()
    room.comes("STOP", id="in-2")
    room.door.work()
    room.answering.answer(WARD_OFFICER, conversation.id, "Thank you", "nonce-01")
    assert [message.to for message in room.door.work()] == [EMAIL]


def test_whom_nothing_reaches_any_more_is_not_answered() -> None:
    room, conversation = asked()
    room.door.leaving.leave_as(room.sid)
    with pytest.raises(Conflict, match="opted out or left"):
        room.answering.answer(WARD_OFFICER, conversation.id, "Thank you", "nonce-01")
    assert len(room.conversations.words(conversation.id)) == 1


def test_an_unknown_number_is_not_answered() -> None:
    room = PostRoom()
    room.incoming.accept(an_inbound(sender="+447700900555"))
    room.judge()
    with pytest.raises(Conflict):
        room.answering.answer(CONTROL, room.only().id, "Thank you", "nonce-01")


@pytest.mark.parametrize("text", ["", "  ", "x" * 919])
def test_an_answer_has_words_and_not_too_many(text: str) -> None:
    room, conversation = asked()
    with pytest.raises(Invalid):
        room.answering.answer(WARD_OFFICER, conversation.id, text, "nonce-01")


def test_a_conversation_is_put_aside_and_opened_again_by_a_reply() -> None:
    room, conversation = asked()
    version = room.inbox.read(WARD_OFFICER, conversation.id).conversation.version
    assert room.inbox.close(WARD_OFFICER, conversation.id, version).state == "closed"
    assert room.open() == []
    room.comes("One more thing", id="in-2", answers="provider-1")
    assert (room.only().id, room.only().unread) == (conversation.id, 1)


def test_closing_what_changed_in_the_meantime_is_refused() -> None:
    room, conversation = asked()
    room.comes("One more thing", id="in-2", answers="provider-1")
    with pytest.raises(Conflict):
        room.inbox.close(WARD_OFFICER, conversation.id, conversation.version)


def test_the_clock_of_a_reply_that_was_answered_starts_afresh_with_the_next() -> None:
    conversation = a_conversation()
    answered = conversation.answered("Thanks", conversation.last_at)
    later = answered.heard("More", conversation.due, flagged=False)
    assert later.due > conversation.due
    assert (later.state, later.unread, later.version) == ("open", 1, 3)


def test_reading_does_not_stop_the_clock() -> None:
    conversation = a_conversation().read()
    assert conversation.heard("More", conversation.due, flagged=False).due == conversation.due
