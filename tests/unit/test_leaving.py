"""Leaving, pausing, STOP and START."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.domain.errors import Conflict, Expired, Invalid, NotFound
from chalicelib.domain.packed import unpack
from chalicelib.domain.subscriber import AddressState
from tests.door import EMAIL, TEXT, Door
from tests.factories import NOW


def test_leaving_takes_the_person_out_of_the_index_and_frees_their_addresses() -> None:
    door = Door()
    person = door.joined()
    sid = person.contact.sid
    door.leaving.leave(door.leave_token(sid))
    contact = door.contact(sid)
    assert contact.left_at == NOW
    assert {a.state for a in contact.addresses} == {AddressState.OPTED_OUT}
    assert door.indexed() == []
    assert not any(key.pk.startswith("HOME#") for key in door.table.items)
    assert door.subscribers.owner("text", TEXT) is None
    assert door.subscribers.owner("email", EMAIL) is None
    assert door.person(sid).interests == person.interests


def test_a_leaver_is_counted_as_they_joined() -> None:
    door = Door()
    person = door.joined()
    door.leaving.leave(door.leave_token(person.contact.sid))
    (joined,), (left,) = door.kinds("joined"), door.kinds("left")
    assert left == joined
    assert left["campaign"] == "victim-card"
    assert not any(person.contact.sid in fact.model_dump_json() for fact in door.facts.of("2026-W10"))


def test_leaving_twice_is_fine_and_counts_once() -> None:
    door = Door()
    token = door.leave_token(door.joined().contact.sid)
    for _ in range(3):
        door.leaving.leave(token)
    assert len(door.kinds("left")) == 1


def test_leaving_twice_at_the_same_moment_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door()
    token = door.leave_token(door.joined().contact.sid)
    first_goes(door, monkeypatch, lambda: door.leaving.leave(token))
    door.leaving.leave(token)
    assert len(door.kinds("left")) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token + "0",
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: "0" * 10 + token[10:],
        lambda token: token[:10],
        lambda token: token.lower(),
        lambda token: "é" * 22,
        lambda token: "",
    ],
)
def test_a_tampered_link_is_told_kindly_and_changes_nothing(spoil: Callable[[str], str]) -> None:
    door = Door()
    token = spoil(door.leave_token(door.joined().contact.sid))
    before = dict(door.table.items)
    with pytest.raises(NotFound, match="whole link"):
        door.leaving.leave(token)
    with pytest.raises(NotFound, match="whole link"):
        door.leaving.pause(token, 7)
    assert door.table.items == before


def test_who_never_joined_is_forgotten_and_gets_no_further_code() -> None:
    door = Door()
    request = door.asked()
    sid = door.sid(request)
    door.leaving.leave(door.leave_token(sid))
    door.leaving.leave(door.leave_token(sid))
    assert door.subscribers.contact(sid) is None
    door.sign_up.resend(request, "email", "203.0.113.7")
    assert door.work() == []
    with pytest.raises(Expired):
        door.verification.by_link(request, door.link(request, "text"))


def test_a_pause_is_known_to_the_index_and_ends_by_itself() -> None:
    door = Door()
    sid = door.joined().contact.sid
    until = door.leaving.pause(door.leave_token(sid), 7)
    assert until == NOW + timedelta(days=7)
    assert door.contact(sid).paused(NOW)
    assert not door.contact(sid).paused(until)
    assert {unpack("x", str(item["b"])).paused for item in door.indexed()} == {int(until.timestamp())}


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_pause_lasts_between_a_day_and_a_year(days: int) -> None:
    door = Door()
    with pytest.raises(Invalid):
        door.leaving.pause(door.leave_token(door.joined().contact.sid), days)


def test_who_has_left_cannot_pause() -> None:
    door = Door()
    sid = door.joined().contact.sid
    door.leaving.leave(door.leave_token(sid))
    door.leaving.pause(door.leave_token(sid), 7)
    assert door.contact(sid).paused_until is None


def test_stop_ends_texts_only_and_is_confirmed_once() -> None:
    door = Door()
    sid = door.joined().contact.sid
    assert door.leaving.stop(TEXT, "inbound-1")
    (message,) = door.work()
    assert (message.to, message.channel) == (TEXT, "text")
    assert door.contact(sid).channels() == ("email",)
    assert door.contact(sid).left_at is None
    assert {unpack("x", str(item["b"])).channels for item in door.indexed()} == {"e"}
    assert door.subscribers.owner("text", TEXT) is None
    assert not door.leaving.stop(TEXT, "inbound-2")
    assert door.work() == []
    assert door.kinds("left") == []


def test_a_stop_judged_again_by_another_worker_does_not_undo_a_later_start() -> None:
    door = Door()
    sid = door.joined().contact.sid
    door.leaving.stop(TEXT, "inbound-1")
    door.clock.pass_by(minutes=1)
    door.leaving.start(TEXT, "inbound-2")
    assert not door.leaving.stop(TEXT, "inbound-1")
    assert not door.leaving.start(TEXT, "inbound-2")
    assert door.contact(sid).channels() == ("text", "email")


def test_a_worker_that_died_after_writing_lets_the_next_one_send_the_confirmation() -> None:
    door = Door()
    door.joined()
    door.leaving.stop(TEXT, "inbound-1")
    door.queue.take("direct")
    door.leaving.stop(TEXT, "inbound-1")
    assert [message.to for message in door.work()] == [TEXT]


def test_stop_from_somebody_with_no_other_address_is_leaving() -> None:
    door = Door()
    sid = door.joined("text").contact.sid
    assert door.leaving.stop(TEXT, "inbound-1")
    assert len(door.work()) == 1
    assert door.contact(sid).left_at == NOW
    assert door.indexed() == []
    assert len(door.kinds("left")) == 1


def test_stop_from_a_stranger_is_nothing() -> None:
    door = Door()
    assert not door.leaving.stop("+447700900999", "inbound-1")
    assert not door.leaving.start("+447700900999", "inbound-1")
    assert door.work() == []


def test_start_takes_texts_up_again() -> None:
    door = Door()
    sid = door.joined().contact.sid
    door.leaving.stop(TEXT, "inbound-1")
    door.work()
    door.clock.pass_by(minutes=1)
    assert door.leaving.start(TEXT, "inbound-2")
    (message,) = door.work()
    assert message.to == TEXT
    assert door.contact(sid).channels() == ("text", "email")
    assert door.subscribers.owner("text", TEXT) == sid
    assert len(door.kinds("joined")) == 1
    assert not door.leaving.start(TEXT, "inbound-3")


def test_start_after_leaving_joins_again_with_the_old_choices_and_a_consent_of_its_own() -> None:
    door = Door()
    person = door.joined("text")
    before = len(door.indexed())
    door.leaving.stop(TEXT, "inbound-1")
    door.clock.pass_by(minutes=1)
    assert door.leaving.start(TEXT, "inbound-2")
    again = door.person(person.contact.sid)
    assert again.contact.left_at is None
    assert (again.interests, again.places) == (person.interests, person.places)
    assert len(door.indexed()) == before
    assert len(door.kinds("joined")) == 2
    consents = [item for key, item in door.table.items.items() if key.sk.startswith("CONSENT#")]
    assert [item["how"] for item in consents] == ["web form, text confirmed by code", "START by text"]


def test_a_number_that_somebody_else_holds_now_is_theirs_to_stop() -> None:
    door = Door()
    first = door.joined()
    door.leaving.stop(TEXT, "inbound-1")
    second = door.joined("text")
    assert not door.leaving.start(TEXT, "inbound-2")
    assert door.leaving.stop(TEXT, "inbound-3")
    assert door.contact(second.contact.sid).left_at
    assert door.contact(first.contact.sid).channels() == ("email",)


def test_start_ends_a_pause_and_says_so() -> None:
    door = Door()
    sid = door.joined().contact.sid
    door.leaving.pause(door.leave_token(sid), 30)
    assert door.leaving.start(TEXT, "inbound-1")
    assert door.contact(sid).paused_until is None
    assert any("You will get our texts again" in (m.text or "") for m in door.work())
    assert not door.leaving.start(TEXT, "inbound-2")


def test_start_after_a_pause_and_a_stop_ends_both() -> None:
    door = Door()
    sid = door.joined().contact.sid
    door.leaving.pause(door.leave_token(sid), 30)
    door.leaving.stop(TEXT, "inbound-1")
    assert door.leaving.start(TEXT, "inbound-2")
    assert door.contact(sid).paused_until is None


@pytest.mark.parametrize("verb", ["leave", "pause", "stop", "start"])
def test_what_keeps_colliding_is_left_to_the_caller(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door()
    token = door.leave_token(door.joined().contact.sid)
    if verb == "start":
        door.leaving.stop(TEXT, "inbound-0")

    def never(*_: object) -> None:
        raise Conflict("no")

    monkeypatch.setattr(door.table, "commit", never)
    acts: dict[str, Callable[[], object]] = {
        "leave": lambda: door.leaving.leave(token),
        "pause": lambda: door.leaving.pause(token, 7),
        "stop": lambda: door.leaving.stop(TEXT, "inbound-1"),
        "start": lambda: door.leaving.start(TEXT, "inbound-1"),
    }
    with pytest.raises(Conflict):
        acts[verb]()


def test_stop_and_a_change_at_the_same_moment_both_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door()
    sid = door.joined().contact.sid
    first_goes(door, monkeypatch, lambda: door.leaving.pause(door.leave_token(sid), 7))
    assert door.leaving.stop(TEXT, "inbound-1")
    assert door.contact(sid).paused_until
    assert door.contact(sid).channels() == ("email",)


def first_goes(door: Door, monkeypatch: pytest.MonkeyPatch, first: Callable[[], object]) -> None:
    """Let somebody else go first, once, between reading and writing."""
    commit, waiting = door.table.commit, [first]

    def raced(*writes: object) -> None:
        if waiting:
            waiting.pop()()
        commit(*writes)

    monkeypatch.setattr(door.table, "commit", raced)
