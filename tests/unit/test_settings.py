"""A person's own settings: a fresh code opens half an hour in which everything can be changed."""

from datetime import timedelta

import pytest

from chalicelib.domain.change import Change, NewAddress
from chalicelib.domain.errors import Expired, Invalid, NotSignedIn, TooMany
from chalicelib.domain.own_places import NewPlace
from chalicelib.domain.packed import unpack
from chalicelib.domain.subscriber import AddressState
from chalicelib.services.budgets import PER_ADDRESS
from tests.door import EMAIL, IP, TEXT, Door
from tests.factories import NOW
from tests.parts import AREAS, POSTCODES

ELSEWHERE = next(p for p in POSTCODES if p.district != POSTCODES[0].district)
NEW = NewAddress(text="07700 900555")


def test_a_fresh_code_opens_the_settings_and_addresses_are_shown_by_a_hint() -> None:
    door = Door()
    door.joined()
    shown = door.settings.show(door.session())
    assert (shown.name, shown.kind, shown.interests) == (
        "Ann Marrow",
        "resident",
        ("dog-walkers", "wildlife"),
    )
    assert [(a.channel, a.hint, a.state) for a in shown.addresses] == [
        ("text", "number ending 123", AddressState.VERIFIED),
        ("email", "a…@example.org", AddressState.VERIFIED),
    ]
    names = {area.code: area.name for area in AREAS}
    (place,) = shown.places
    assert (place.postcode, place.house) == (POSTCODES[0].postcode, "12A")
    assert (place.area, place.district) == (names[POSTCODES[0].ward], names[POSTCODES[0].district])


def test_the_settings_code_comes_without_a_link() -> None:
    door = Door()
    door.joined()
    request = door.settings.ask_code(EMAIL, IP)
    (message,) = door.work()
    assert door.code(request, "email") in message.text
    assert "verify.html" not in message.text


def test_capitals_in_a_mailbox_find_the_same_person() -> None:
    door = Door()
    door.joined()
    assert door.settings.show(door.session("ANN@example.org")).name == "Ann Marrow"


def test_a_stranger_gets_nothing_and_no_code_fits() -> None:
    door = Door()
    request = door.settings.ask_code(TEXT, IP)
    assert door.work() == []
    with pytest.raises(Invalid) as refusal:
        door.settings.open_session(request, door.code(request, "text"))
    with pytest.raises(Invalid) as unknown:
        door.settings.open_session("NOSUCHREQUEST000", "0000000")
    assert refusal.value.fields == unknown.value.fields


def test_what_is_no_address_is_refused_with_a_sentence() -> None:
    for typed in ("ann@", "01622 690690", ""):
        with pytest.raises(Invalid) as refusal:
            Door().settings.ask_code(typed, IP)
        assert list(refusal.value.fields) == ["address"]


def test_a_settings_code_works_once_and_for_ten_minutes() -> None:
    door = Door()
    door.joined()
    request = door.settings.ask_code(TEXT, IP)
    door.work()
    door.settings.open_session(request, door.code(request, "text"))
    with pytest.raises(Expired):
        door.settings.open_session(request, door.code(request, "text"))
    late = door.settings.ask_code(TEXT, IP)
    door.work()
    door.clock.pass_by(minutes=11)
    with pytest.raises(Expired):
        door.settings.open_session(late, door.code(late, "text"))


def test_five_wrong_codes_use_a_request_up() -> None:
    door = Door()
    door.joined()
    request = door.settings.ask_code(TEXT, IP)
    door.work()
    for _ in range(5):
        with pytest.raises(Invalid):
            door.settings.open_session(request, "0000000")
    with pytest.raises(TooMany):
        door.settings.open_session(request, door.code(request, "text"))


def test_a_sign_up_code_opens_no_settings() -> None:
    door = Door()
    request = door.asked()
    with pytest.raises(Invalid):
        door.settings.open_session(request, door.code(request, "text"))


def test_an_address_that_was_stopped_opens_nothing() -> None:
    door = Door()
    door.joined()
    request = door.settings.ask_code(TEXT, IP)
    door.work()
    door.leaving.stop(TEXT, "inbound-1")
    with pytest.raises(Invalid):
        door.settings.open_session(request, door.code(request, "text"))


def test_a_session_ends_after_half_an_hour_or_when_the_person_leaves() -> None:
    door = Door()
    sid = door.joined().contact.sid
    token = door.session()
    door.clock.pass_by(minutes=29)
    door.settings.show(token)
    door.clock.pass_by(minutes=1)
    with pytest.raises(NotSignedIn, match="half hour"):
        door.settings.show(token)
    token = door.session()
    door.leaving.leave(door.leave_token(sid))
    with pytest.raises(NotSignedIn):
        door.settings.show(token)


def test_a_made_up_or_borrowed_token_opens_nothing() -> None:
    door = Door()
    sid = door.joined().contact.sid
    token = door.session()
    value, _, signature = token.rpartition(".")
    other = f"{'0' * 10}.{value.partition('.')[2]}.{signature}"
    later = f"{sid}.{int(NOW.timestamp()) + 10**6}.{signature}"
    for bad in (
        "",
        "x",
        "..",
        token[:-1],
        other,
        later,
        door.leave_token(sid),
        f"{sid}.x.{signature}",
        f"é.1.{signature}",
    ):
        with pytest.raises(NotSignedIn):
            door.settings.show(bad)


def test_moving_house_moves_place_memberships_and_home() -> None:
    door = Door()
    sid = door.joined().contact.sid
    door.settings.change(
        door.session(), Change(places=(NewPlace(postcode=ELSEWHERE.postcode, house="7"),)), IP
    )
    (place,) = door.person(sid).places
    assert (place.postcode, place.house, place.ward) == (ELSEWHERE.postcode, "7", ELSEWHERE.ward)
    assert {unpack("x", str(item["b"])).spots[0].ward for item in door.indexed()} == {ELSEWHERE.ward}
    assert len(door.indexed()) == 3
    assert len([key for key in door.table.items if key.pk.startswith("HOME#")]) == 1


def test_only_what_was_sent_changes() -> None:
    door = Door()
    before = door.joined()
    shown = door.settings.change(door.session(), Change(name=" Ann  Smith "), IP)
    after = door.person(before.contact.sid)
    assert (shown.name, after.profile.name) == ("Ann Smith", "Ann Smith")
    assert (after.places, after.interests) == (before.places, before.interests)
    assert after.contact == before.contact.but(version=before.contact.version + 1)


def test_an_empty_house_takes_the_old_one_away() -> None:
    door = Door()
    sid = door.joined().contact.sid
    door.settings.change(
        door.session(), Change(places=(NewPlace(postcode=POSTCODES[0].postcode, house=""),)), IP
    )
    assert door.person(sid).places[0].house is None
    assert not any(key.pk.startswith("HOME#") for key in door.table.items)


def test_interests_can_be_dropped_and_joined() -> None:
    door = Door()
    sid = door.joined().contact.sid
    door.settings.change(door.session(), Change(interests=("wildlife",)), IP)
    assert door.person(sid).interests == ("wildlife",)
    assert len(door.indexed()) == 2


def test_a_pause_can_be_set_and_lifted() -> None:
    door = Door()
    door.joined()
    token = door.session()
    until = NOW + timedelta(days=30)
    assert door.settings.change(token, Change(paused_until=until), IP).paused_until == until
    assert door.settings.change(token, Change(paused_until=None), IP).paused_until is None


def test_a_holiday_can_be_told_ahead_and_begins_on_its_first_day() -> None:
    door = Door()
    sid = door.joined().contact.sid
    leaves, returns = NOW + timedelta(days=10), NOW + timedelta(days=24)
    door.settings.change(door.session(), Change(paused_from=leaves, paused_until=returns), IP)
    contact = door.contact(sid)
    at = (NOW, leaves, returns - timedelta(seconds=1), returns)
    assert [contact.paused(moment) for moment in at] == [False, True, True, False]
    rows = [unpack("x", str(item["b"])) for item in door.indexed()]
    assert {tuple(row.rests(moment.timestamp()) for moment in at) for row in rows} == {
        (False, True, True, False)
    }


def test_a_pause_that_has_begun_by_now_needs_no_beginning() -> None:
    door = Door()
    sid = door.joined().contact.sid
    change = Change(paused_from=NOW - timedelta(hours=9), paused_until=NOW + timedelta(days=2))
    door.settings.change(door.session(), change, IP)
    assert door.contact(sid).paused_from is None
    assert door.contact(sid).paused(NOW)


def test_when_and_how_messages_come_is_everybodys_own_choice() -> None:
    door = Door()
    sid = door.joined().contact.sid
    change = Change(
        order={"urgent": ("text",), "standard": ("email",), "standard/evening": ("text",)},
        quiet_hours=("22:00", "07:00"),
        urgent_wakes=True,
        digest="weekly",
        discreet=True,
    )
    shown = door.settings.change(door.session(), change, IP)
    assert shown.order == change.order == door.contact(sid).order
    assert (shown.quiet_hours, shown.urgent_wakes) == (("22:00", "07:00"), True)
    assert (shown.digest, shown.discreet) == ("weekly", True)
    rows = [unpack("x", str(item["b"])) for item in door.indexed()]
    found = {(row.order, row.digest, row.quiet, row.discreet) for row in rows}
    assert found == {("tttete---", "w", "2207u", True)}


def test_what_is_not_sent_stays_and_what_is_sent_empty_is_taken_away() -> None:
    door = Door()
    sid = door.joined().contact.sid
    token = door.session()
    door.settings.change(token, Change(quiet_hours=("22:00", "07:00"), digest="daily", discreet=True), IP)
    door.settings.change(token, Change(quiet_hours=None), IP)
    contact = door.contact(sid)
    assert (contact.quiet_hours, contact.digest, contact.discreet) == (None, "daily", True)
    door.settings.change(token, Change(digest=None, discreet=False), IP)
    assert (door.contact(sid).digest, door.contact(sid).discreet) == (None, False)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (Change(name=" "), "name"),
        (Change(interests=("spying",)), "interests"),
        (Change(places=(NewPlace(postcode="nowhere"),)), "places.0.postcode"),
        (Change(places=(NewPlace(),)), "places.0.postcode"),
        (Change(places=()), "places"),
        (Change(paused_until=NOW - timedelta(days=1)), "paused_until"),
        (Change(paused_until=NOW + timedelta(days=400)), "paused_until"),
        (Change(paused_from=NOW + timedelta(days=9), paused_until=NOW + timedelta(days=8)), "paused_until"),
        (Change(order={"always": ("text",)}), "order"),
        (Change(order={"low/noon": ("text",)}), "order"),
        (Change(quiet_hours=("07:00", "07:00")), "quiet_hours"),
        (Change(quiet_hours=("07:00", "02:00")), "quiet_hours"),
        (Change(add=NewAddress(text="01622 690690")), "add"),
        (Change(add=NewAddress(email="x")), "add"),
        (Change(add=NewAddress()), "add"),
        (Change(add=NewAddress(text="07700 900555", email="x@example.org")), "add"),
        (Change(add=NewAddress(text=TEXT)), "add"),
    ],
)
def test_a_mistake_gets_a_sentence_and_changes_nothing(change: Change, field: str) -> None:
    door = Door()
    door.joined()
    token = door.session()
    before = dict(door.table.items)
    with pytest.raises(Invalid) as refusal:
        door.settings.change(token, change, IP)
    assert list(refusal.value.fields) == [field]
    assert door.table.items == before


def test_a_new_address_needs_a_code_of_its_own_and_is_announced_to_the_old_ones() -> None:
    door = Door()
    sid = door.joined().contact.sid
    shown = door.settings.change(door.session(), Change(add=NEW), IP)
    assert shown.request
    (code,) = door.work()
    assert code.to == "+447700900555"
    assert door.link(shown.request, "text") in code.text
    assert [a.value for a in door.contact(sid).addresses if a.state is AddressState.VERIFIED] == [TEXT, EMAIL]
    door.verification.by_link(shown.request, door.link(shown.request, "text"))
    assert [message.to for message in door.work()] == ["+447700900555", TEXT, EMAIL]
    assert door.subscribers.owner("text", "+447700900555") == sid
    assert len(door.kinds("joined")) == 1


def test_an_address_of_somebody_else_is_told_to_its_owner_and_not_taken() -> None:
    door = Door()
    door.joined("email")
    other = door.joined("text", text="07700 900321")
    shown = door.settings.change(door.session("07700 900321"), Change(add=NewAddress(email=EMAIL)), IP)
    (message,) = door.work()
    assert message.to == EMAIL
    assert "already" in message.subject
    assert shown.request
    with pytest.raises(Invalid):
        door.verification.by_code(shown.request, "email", door.code(shown.request, "email"))
    assert door.person(other.contact.sid).contact.channels() == ("text",)


def test_a_number_that_was_stopped_can_be_added_again_with_a_code() -> None:
    door = Door()
    sid = door.joined().contact.sid
    door.leaving.stop(TEXT, "inbound-1")
    door.work()
    shown = door.settings.change(door.session(EMAIL), Change(add=NewAddress(text=TEXT)), IP)
    door.work()
    assert shown.request
    door.clock.pass_by(minutes=1)
    door.verification.by_code(shown.request, "text", door.code(shown.request, "text"))
    assert door.contact(sid).channels() == ("text", "email")
    assert len(door.contact(sid).addresses) == 2


def test_new_addresses_have_the_same_budget_as_sign_ups() -> None:
    door = Door()
    door.joined("email")
    for n in range(PER_ADDRESS):
        door.settings.ask_code("07700 900555", f"203.0.{n}.1")
    with pytest.raises(TooMany):
        door.settings.change(door.session(EMAIL), Change(add=NEW), IP)


def test_nobody_holds_more_than_six_addresses() -> None:
    door = Door()
    door.joined()
    token = door.session()
    for n in range(4):
        door.settings.change(token, Change(add=NewAddress(email=f"ann{n}@example.org")), IP)
    with pytest.raises(Invalid) as refusal:
        door.settings.change(token, Change(add=NEW), IP)
    assert "Remove an address" in refusal.value.fields["add"]


def test_a_removed_address_is_free_and_out_of_the_index() -> None:
    door = Door()
    sid = door.joined().contact.sid
    token = door.session()
    text = door.contact(sid).holding("text", TEXT)
    assert text
    shown = door.settings.change(token, Change(remove=(text.id,)), IP)
    assert [a.channel for a in shown.addresses] == ["email"]
    assert door.subscribers.owner("text", TEXT) is None
    assert {unpack("x", str(item["b"])).channels for item in door.indexed()} == {"e"}


def test_the_last_address_cannot_be_removed() -> None:
    door = Door()
    sid = door.joined("text").contact.sid
    (only,) = door.contact(sid).addresses
    with pytest.raises(Invalid) as refusal:
        door.settings.change(door.session(), Change(remove=(only.id,)), IP)
    assert "only address" in refusal.value.fields["remove"]


def test_leaving_from_the_settings_is_leaving() -> None:
    door = Door()
    sid = door.joined().contact.sid
    door.settings.leave(door.session())
    assert door.contact(sid).left_at == NOW
