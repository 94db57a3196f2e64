"""Proving an address: codes, links, tries, and what the first proof makes."""

from collections.abc import Callable

import pytest

from chalicelib.domain.errors import Conflict, Expired, Invalid, TooMany
from chalicelib.domain.packed import unpack
from chalicelib.domain.subscriber import AddressState
from chalicelib.services.proofs import NEWER, USED
from tests.door import EMAIL, IP, TEXT, Door
from tests.fakes import MemoryTable
from tests.parts import FORCE, POSTCODES


def snapshot(door: Door) -> dict[object, object]:
    return dict(door.table.items)


def racing(table: MemoryTable, first: Callable[[], object]) -> Callable[..., None]:
    """Make a `commit` that lets somebody else go first, once."""
    commit, waiting = table.commit, [first]

    def raced(*writes: object) -> None:
        if waiting:
            waiting.pop()()
        commit(*writes)  # type: ignore[arg-type]

    return raced


def test_the_first_proved_address_makes_a_subscriber_with_everything_they_chose() -> None:
    door = Door()
    request = door.asked()
    standing = door.verification.by_code(request, "text", door.code(request, "text"))
    assert (standing.verified, standing.waiting) == (("text",), ("email",))
    person = door.person(door.sid(request))
    assert [a.state for a in person.contact.addresses] == [AddressState.VERIFIED, AddressState.UNVERIFIED]
    assert (person.contact.number, person.profile.joined_week) == (1, "2026-W10")
    assert person.interests == ("dog-walkers", "wildlife")
    assert (person.places[0].postcode, person.places[0].house) == (POSTCODES[0].postcode, "12A")
    assert person.places[0].ward == POSTCODES[0].ward
    assert person.contact.consents == {FORCE.id: FORCE.wording.version}
    assert door.subscribers.owner("text", TEXT) == person.contact.sid
    assert door.subscribers.owner("email", EMAIL) is None
    assert len(door.indexed()) == 3
    assert not any("ttl" in item for key, item in door.table.items.items() if key.sk == "CONTACT")


def test_consent_says_who_when_how_and_to_which_words() -> None:
    door = Door()
    person = door.joined("email")
    (consent,) = [item for key, item in door.table.items.items() if key.sk.startswith("CONSENT#")]
    assert consent["by"] == consent["sid"] == person.contact.sid
    assert (consent["at"], consent["how"]) == ("2026-03-02T09:00:00Z", "web form, email confirmed by code")
    assert (consent["wording_version"], consent["sender"]) == (FORCE.wording.version, FORCE.id)


def test_the_second_address_changes_the_index_too() -> None:
    door = Door()
    request = door.asked()
    door.verification.by_code(request, "text", door.code(request, "text"))
    assert {unpack("x", str(item["b"])).channels for item in door.indexed()} == {"t"}
    standing = door.verification.by_link(request, door.link(request, "email"))
    assert (standing.verified, standing.waiting) == (("text", "email"), ())
    assert {frozenset(unpack("x", str(item["b"])).channels) for item in door.indexed()} == {frozenset("et")}
    assert [fact["channel"] for fact in door.kinds("verified")] == ["text", "email"]
    assert [fact["channel"] for fact in door.kinds("joined")] == ["text"]


def test_each_address_is_welcomed_once_it_is_proved() -> None:
    door = Door()
    request = door.asked()
    door.verification.by_code(request, "text", door.code(request, "text"))
    (welcome,) = door.work()
    assert welcome.to == TEXT


def test_a_wrong_code_says_how_many_tries_are_left_and_the_sixth_is_not_looked_at() -> None:
    door = Door()
    request = door.asked()
    for left in ("4 tries", "3 tries", "2 tries", "1 try"):
        with pytest.raises(Invalid) as refusal:
            door.verification.by_code(request, "text", "0000000")
        assert left in refusal.value.fields["code"]
    with pytest.raises(Invalid):
        door.verification.by_code(request, "text", "0000000")
    with pytest.raises(TooMany):
        door.verification.by_code(request, "text", door.code(request, "text"))
    door.sign_up.resend(request, "text", IP)
    assert door.verification.by_code(request, "text", door.code(request, "text", 2)).verified == ("text",)


def test_a_code_may_be_typed_with_spaces() -> None:
    door = Door()
    request = door.asked()
    code = door.code(request, "text")
    door.verification.by_code(request, "text", f" {code[:3]} {code[3:]}\u00a0")


def test_a_thousand_guesses_at_once_are_still_five(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door()
    request = door.asked()

    def elsewhere() -> None:
        for _ in range(5):
            with pytest.raises(Invalid):
                door.verification.by_code(request, "text", "0000000")

    monkeypatch.setattr(door.table, "commit", racing(door.table, elsewhere))
    with pytest.raises(TooMany):
        door.verification.by_code(request, "text", door.code(request, "text"))


def test_tries_that_keep_colliding_are_told_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door()
    request = door.asked()

    def never(*_: object) -> None:
        raise Conflict("no")

    monkeypatch.setattr(door.table, "commit", never)
    with pytest.raises(Conflict):
        door.verification.by_code(request, "text", door.code(request, "text"))


def test_a_code_lasts_ten_minutes_and_a_link_two_days() -> None:
    door = Door()
    request = door.asked()
    door.clock.pass_by(minutes=10, seconds=1)
    with pytest.raises(Expired, match="expired"):
        door.verification.by_code(request, "text", door.code(request, "text"))
    door.clock.pass_by(days=1)
    door.verification.by_link(request, door.link(request, "email"))
    other = door.asked(text="07700 900321", email="bob@example.org")
    door.clock.pass_by(days=2, seconds=1)
    with pytest.raises(Expired, match="expired"):
        door.verification.by_link(other, door.link(other, "email"))


def test_a_code_or_link_works_once_and_says_kindly_that_it_was_used() -> None:
    door = Door()
    request = door.asked()
    code, link = door.code(request, "email"), door.link(request, "email")
    door.verification.by_link(request, link)
    before = snapshot(door)
    with pytest.raises(Expired, match=USED):
        door.verification.by_link(request, link)
    with pytest.raises(Expired, match=USED):
        door.verification.by_code(request, "email", code)
    assert snapshot(door) == before


def test_a_tampered_link_is_told_kindly_and_changes_nothing() -> None:
    door = Door()
    request = door.asked()
    link, before = door.link(request, "email"), snapshot(door)
    elsewhere = door.asked(text="07700 900321", email="bob@example.org")
    before = snapshot(door)
    for token in (link[:-1], link[:-1] + ("0" if link[-1] != "0" else "1"), "", "é" * 24, link.lower()):
        with pytest.raises(Invalid) as refusal:
            door.verification.by_link(request, token)
        assert "whole link" in refusal.value.fields["token"]
    for other in (elsewhere, "NOSUCHREQUEST000"):
        with pytest.raises(Invalid):
            door.verification.by_link(other, link)
    assert snapshot(door) == before


def test_a_link_that_was_overtaken_points_to_the_newest() -> None:
    door = Door()
    request = door.asked()
    door.sign_up.resend(request, "email", IP)
    with pytest.raises(Expired, match=NEWER):
        door.verification.by_link(request, door.link(request, "email", 1))


def test_a_code_of_another_kind_or_request_does_not_fit() -> None:
    door = Door()
    person = door.joined()
    settings = door.settings.ask_code(TEXT, IP)
    door.work()
    for request, channel in ((settings, "text"), ("NOSUCHREQUEST000", "text"), (settings, "letter")):
        with pytest.raises(Invalid) as refusal:
            door.verification.by_code(request, channel, door.code(settings, "text"))
        assert "not right" in refusal.value.fields["code"]
    with pytest.raises(Invalid):
        door.verification.by_link(settings, door.link(settings, "text"))
    assert door.person(person.contact.sid) == person


def test_of_two_people_with_one_address_the_first_has_it_and_the_other_learns_nothing() -> None:
    door = Door()
    first, second = door.asked(email=None), door.asked(email="bob@example.org")
    door.verification.by_code(first, "text", door.code(first, "text"))
    with pytest.raises(Invalid) as wrong:
        door.verification.by_code(second, "email", "0000000")
    with pytest.raises(Invalid) as taken:
        door.verification.by_code(second, "text", door.code(second, "text"))
    assert taken.value.fields == wrong.value.fields
    assert door.subscribers.load(door.sid(second)) is None
    assert door.subscribers.owner("text", TEXT) == door.sid(first)


def test_the_same_code_twice_at_the_same_moment_joins_once(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door()
    request = door.asked(email=None)
    link = door.link(request, "text")
    first = racing(door.table, lambda: door.verification.by_link(request, link))
    monkeypatch.setattr(door.table, "commit", first)
    with pytest.raises(Expired, match=USED):
        door.verification.by_link(request, link)
    assert len(door.kinds("joined")) == 1


def test_both_addresses_at_the_same_moment_are_one_person(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door()
    request = door.asked()
    other = door.link(request, "text")
    first = racing(door.table, lambda: door.verification.by_link(request, other))
    monkeypatch.setattr(door.table, "commit", first)
    door.verification.by_link(request, door.link(request, "email"))
    assert door.person(door.sid(request)).contact.channels() == ("text", "email")
    assert len(door.kinds("joined")) == 1
    assert len(door.kinds("verified")) == 2


def test_a_crash_before_the_commit_leaves_nothing_half_written(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door()
    request = door.asked()
    people = {key for key in door.table.items if not key.pk.startswith("CFG#")}
    commit = door.table.commit

    def dies(*writes: object) -> None:
        if len(writes) > 1:
            raise SystemExit
        commit(*writes)

    monkeypatch.setattr(door.table, "commit", dies)
    with pytest.raises(SystemExit):
        door.verification.by_code(request, "text", door.code(request, "text"))
    assert {key for key in door.table.items if not key.pk.startswith("CFG#")} == people
    monkeypatch.setattr(door.table, "commit", commit)
    assert door.verification.by_code(request, "text", door.code(request, "text")).verified == ("text",)


def test_a_sign_up_whose_postcode_has_gone_starts_again() -> None:
    door = Door()
    request = door.asked()
    for key in [key for key in door.table.items if key.pk.startswith("PC#")]:
        del door.table.items[key]
    with pytest.raises(Expired, match="Fill in the form again"):
        door.verification.by_link(request, door.link(request, "text"))


def test_a_home_is_counted_and_not_who_lives_there() -> None:
    door = Door()
    door.joined()
    door.joined(text="07700 900321", email="bob@example.org", house=" 12 a")
    homes = {key.pk for key in door.table.items if key.pk.startswith("HOME#")}
    rows = [item for key, item in door.table.items.items() if key.pk.startswith("HOME#")]
    assert (len(homes), len(rows)) == (1, 2)
    assert all(set(row) == {"pk", "sk"} for row in rows)


def test_somebody_who_left_may_sign_up_again_and_is_a_new_person() -> None:
    door = Door()
    first = door.joined()
    door.leaving.leave(door.leave_token(first.contact.sid))
    second = door.joined()
    assert second.contact.sid != first.contact.sid
    assert door.subscribers.owner("text", TEXT) == second.contact.sid
