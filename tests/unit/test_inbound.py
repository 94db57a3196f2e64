"""Texts that come in: each judged once, whoever dies in between, and each reply in the right inbox."""

from datetime import timedelta
from functools import partial

import pytest

from chalicelib.domain.delivery import mark
from chalicelib.domain.errors import Conflict
from chalicelib.domain.subscriber import AddressState
from tests.door import TEXT
from tests.factories import an_inbound
from tests.postroom import CONTROL, ELSEWHERE, WARD_OFFICER, PostRoom


def test_a_reply_to_an_alert_reaches_the_inbox_of_the_unit_that_sent_it() -> None:
    room = PostRoom()
    room.sent(unit="snt-mill-lane", alert="ALERT1")
    room.comes("Saw the van on Mill Lane", answers="provider-1")
    (found,) = room.open(WARD_OFFICER)
    assert (found.unit, found.alert, found.sid) == ("snt-mill-lane", "ALERT1", room.sid)
    assert found.due == found.last_at + timedelta(hours=72)
    assert room.open(ELSEWHERE) == []


def test_the_original_words_are_kept_with_their_digest() -> None:
    room = PostRoom()
    room.comes("Wêl, dyna ni! 🙂")
    (words,) = room.conversations.words(room.only().id)
    assert words.original == "Wêl, dyna ni! 🙂".encode()
    assert (words.text(), words.provider_id) == ("Wêl, dyna ni! 🙂", "in-1")


def test_a_reply_is_one_fact_without_a_person() -> None:
    room = PostRoom()
    room.sent()
    room.comes("Saw the van", answers="provider-1")
    (dimensions,) = room.door.kinds("reply")
    assert dimensions["unit"] == "snt-mill-lane"
    assert room.sid not in str(dimensions)


def test_the_message_referred_to_wins_over_a_newer_one() -> None:
    room = PostRoom()
    room.sent(sending="OLD", alert="OLD", mark=mark("old"))
    room.sent(sending="NEW", alert="NEW", mark=mark("new"), at=room.clock.now() + timedelta(minutes=5))
    room.clock.pass_by(minutes=10)
    room.comes("Which one", answers="old")
    assert room.only().alert == "OLD"


def test_without_a_reference_the_newest_that_asked_for_answers_within_a_week_is_meant() -> None:
    room = PostRoom()
    start = room.clock.now()
    room.sent(sending="1", alert="ASKED", mark=mark("1"))
    room.sent(sending="2", alert="TOLD", mark=mark("2"), invites_reply=False, at=start + timedelta(days=1))
    room.clock.pass_by(days=6)
    room.comes("Saw it")
    assert room.only().alert == "ASKED"


def test_after_a_week_a_reply_without_a_reference_belongs_to_the_control_room() -> None:
    room = PostRoom()
    room.sent()
    room.clock.pass_by(days=8)
    room.comes("Saw it")
    assert (room.only().alert, room.only().unit) == (None, "control-room")


def test_an_answer_faster_than_the_record_of_its_page_still_finds_its_alert() -> None:
    room = PostRoom()
    sleep = room.clock.sleep

    def recorded_meanwhile(seconds: float) -> None:
        sleep(seconds)
        room.sent()

    room.clock.sleep = recorded_meanwhile  # type: ignore[method-assign]
    room.comes("Saw the van", answers="provider-1")
    assert room.only().alert == "ALERT1"


def test_a_number_nobody_knows_is_kept_for_the_control_room() -> None:
    room = PostRoom()
    room.incoming.accept(an_inbound(sender="+447700900555"))
    room.judge()
    assert (room.only().sid, room.only().unit) == (None, "control-room")
    assert room.inbox.show(CONTROL, "open")[0].who == "Unknown number"


def test_a_number_that_changed_hands_begins_another_conversation_with_its_new_holder() -> None:
    room = PostRoom()
    room.comes("Is the road open?", id="in-1")
    with_ann = room.only().id
    room.comes("STOP", id="in-2")
    holder = room.door.joined("text", name="Bea Field").contact.sid
    room.comes("Who is Ann?", id="in-3")
    assert {each.last_text: each.sid for each in room.open()} == {
        "Is the road open?": room.sid,
        "Who is Ann?": holder,
    }
    assert [words.text() for words in room.conversations.words(with_ann)] == ["Is the road open?"]


def test_who_wrote_before_they_joined_can_be_answered_once_they_have() -> None:
    room, stranger = PostRoom(), an_inbound(sender="+447700900555")
    room.incoming.accept(stranger)
    room.judge()
    sid = room.door.joined("text", text="07700 900555").contact.sid
    room.incoming.accept(stranger.but(id="in-2"))
    room.judge()
    assert {each.sid for each in room.open()} == {None, sid}


def test_replies_to_one_alert_are_one_conversation_whose_clock_goes_on() -> None:
    room = PostRoom()
    room.comes("First", id="in-1")
    due = room.only().due
    room.clock.pass_by(hours=1)
    room.comes("Second", id="in-2")
    assert (room.only().unread, room.only().last_text, room.only().due) == (2, "Second", due)
    assert [words.text() for words in room.conversations.words(room.only().id)] == ["First", "Second"]


def test_an_older_reply_that_comes_late_is_not_the_last() -> None:
    room = PostRoom()
    room.comes("Second", id="in-2")
    room.clock.pass_by(minutes=-5)
    room.comes("First", id="in-1")
    assert (room.only().last_text, room.only().unread) == ("Second", 2)
    assert [words.text() for words in room.conversations.words(room.only().id)] == ["First", "Second"]


@pytest.mark.parametrize("body", ["Stop sign at Mill Lane smashed", "Cancel. Hes back.", "make it stop"])
def test_what_may_be_an_opt_out_or_danger_stays_a_reply_at_the_top_of_the_inbox(body: str) -> None:
    room = PostRoom()
    room.incoming.accept(an_inbound(id="before", sender="+447700900555"))
    room.judge()
    room.comes(body)
    assert [each.flagged for each in room.open()] == [True, False]
    assert room.door.contact(room.sid).verified("text")


def test_stop_ends_texts_and_is_confirmed_once() -> None:
    room = PostRoom()
    room.comes("STOP", id="in-1")
    assert [message.to for message in room.door.work()] == [TEXT]
    room.comes("Stop", id="in-2")
    assert room.door.work() == []
    assert room.door.contact(room.sid).addresses[0].state is AddressState.OPTED_OUT
    assert room.open() == []


def test_start_takes_texts_up_again() -> None:
    room = PostRoom()
    room.comes("STOP", id="in-1")
    room.clock.pass_by(minutes=1)
    room.comes("START", id="in-2")
    assert room.door.contact(room.sid).verified("text")


def test_a_stop_that_is_delivered_again_after_start_changes_nothing() -> None:
    room = PostRoom()
    stop = room.comes("STOP", id="in-1")
    room.clock.pass_by(minutes=1)
    room.comes("START", id="in-2")
    room.incoming.accept(stop)
    room.judge()
    assert room.door.contact(room.sid).verified("text")


def test_help_is_answered_with_the_contact_route_and_nobody_is_troubled() -> None:
    room = PostRoom()
    room.comes("HELP")
    (message,) = room.door.work()
    assert (message.to, "101" in message.text) == (TEXT, True)
    assert room.open() == []


def test_help_please_is_answered_and_read_by_a_person() -> None:
    room = PostRoom()
    room.comes("Help please")
    assert len(room.door.work()) == 1
    assert room.only().flagged


def test_help_from_a_number_we_cannot_answer_goes_to_a_person() -> None:
    room = PostRoom()
    room.incoming.accept(an_inbound(sender="+447700900555", body="HELP"))
    room.judge()
    assert room.only().flagged


@pytest.mark.parametrize("body", ["Saw the van", "STOP", "HELP", "Help please"])
def test_the_same_inbound_id_is_judged_once(body: str) -> None:
    room = PostRoom()
    for _ in range(3):
        room.comes(body)
    room.incoming.judge("end-user-messaging", "in-1")
    assert len(room.door.kinds("reply")) == (body not in {"STOP", "HELP"})
    assert sum(each.unread for each in room.open()) == (body not in {"STOP", "HELP"})
    assert len(set(map(str, room.queue.take("direct")))) == (body != "Saw the van")


@pytest.mark.parametrize("body", ["Saw the van", "STOP", "HELP", "Help please"])
def test_a_worker_killed_at_any_call_is_made_good_by_the_next(body: str) -> None:
    """The text is delivered again after each death; at the end all is done exactly once."""
    for deaths in range(1, 30):
        room = PostRoom()
        room.incoming.accept(an_inbound(sender=TEXT, body=body, received_at=room.clock.now()))
        survived = room.table.survives(partial(room.incoming.judge, "end-user-messaging", "in-1"), deaths)
        room.incoming.judge("end-user-messaging", "in-1")
        replies = int(body in {"Saw the van", "Help please"})
        assert len(room.door.kinds("reply")) == replies
        assert sum(each.unread for each in room.open()) == replies
        stored = room.conversations.inbound("end-user-messaging", "in-1")
        assert stored
        assert stored.verdict
        texts = {
            str(item["pk"]) for item in room.table.items.values() if item.get("why") in ("help", "opted-out")
        }
        assert len(texts) == (body != "Saw the van")
        if survived:
            return
    pytest.fail("a text took more than thirty calls")


def test_two_workers_with_the_same_text_make_one_reply() -> None:
    room = PostRoom()
    room.incoming.accept(an_inbound(sender=TEXT, received_at=room.clock.now()))
    room.table.overtake(lambda: room.incoming.judge("end-user-messaging", "in-1"))
    room.incoming.judge("end-user-messaging", "in-1")
    assert room.only().unread == 1


def test_two_replies_at_the_same_moment_share_one_conversation() -> None:
    room = PostRoom()
    for n in (1, 2):
        room.incoming.accept(an_inbound(id=f"in-{n}", sender=TEXT, received_at=room.clock.now()))
    room.table.overtake(lambda: room.incoming.judge("end-user-messaging", "in-2"))
    room.incoming.judge("end-user-messaging", "in-1")
    assert room.only().unread == 2


def test_a_conversation_that_never_rests_gives_the_text_back_to_the_queue() -> None:
    room = PostRoom()
    room.comes("First", id="in-1")
    room.incoming.accept(an_inbound(id="in-2", sender=TEXT, received_at=room.clock.now()))

    def somebody_else(name: str) -> None:
        if name == "transaction":
            room.table.before = lambda name: None
            was = room.only()
            room.table.commit(room.conversations.save(was.read(), was))
            room.table.before = somebody_else

    room.table.before = somebody_else
    with pytest.raises(Conflict):
        room.incoming.judge("end-user-messaging", "in-2")


def test_a_text_is_queued_again_when_it_comes_again_in_case_we_died_before() -> None:
    room = PostRoom()
    for _ in range(2):
        room.incoming.accept(an_inbound())
    body = {"provider": "end-user-messaging", "id": "in-1"}
    assert room.queue.take("inbound") == [body, body]


@pytest.mark.parametrize(("seconds", "texts"), [(0, 1), (3.9, 1), (4, 1), (4.1, 2), (-3.9, 1), (-4.1, 2)])
def test_without_an_id_the_same_words_within_four_seconds_are_one(seconds: float, texts: int) -> None:
    room = PostRoom()
    at = room.clock.now()
    for moment in (at, at + timedelta(seconds=seconds)):
        room.incoming.accept(an_inbound(id="", sender=TEXT, received_at=moment))
    room.judge()
    assert room.only().unread == texts


def test_without_an_id_other_words_or_another_sender_are_another_text() -> None:
    room = PostRoom()
    for sender, body in [(TEXT, "Saw it"), (TEXT, "Saw him"), ("+447700900555", "Saw it")]:
        room.incoming.accept(an_inbound(id="", sender=sender, body=body))
    room.judge()
    assert sum(each.unread for each in room.open()) == 3


def test_no_queue_holds_a_number_or_a_word_of_a_text() -> None:
    room = PostRoom()
    room.incoming.accept(an_inbound(id="", sender=TEXT, body="Secret"))
    told = str(room.queue.bodies)
    assert TEXT not in told
    assert "Secret" not in told


def test_a_text_that_is_gone_is_nothing_to_judge() -> None:
    room = PostRoom()
    room.incoming.judge("end-user-messaging", "never-seen")
    assert room.open() == []
