"""Joining groups: at once, with an officer's yes, or by invitation; the same on every form."""

from datetime import timedelta

import pytest

from chalicelib.domain.change import Change
from chalicelib.domain.errors import Invalid
from chalicelib.domain.groups import Chosen, chosen, suggested
from chalicelib.domain.packed import unpack
from chalicelib.services.invitations import Invitations
from chalicelib.settings import load_force
from tests.door import FORCE, IP, Door, a_paper_form, an_application
from tests.factories import NOW, an_officer

OPEN, APPROVAL, INVITATION = "wildlife", "shops", "gamekeepers"


def invitation(door: Door, interest: str = INVITATION) -> str:
    return door.make(Invitations).make(interest).link


def refused(door: Door, token: str, change: Change) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        door.settings.change(token, change, IP)
    return refusal.value.fields


def test_the_force_has_a_group_of_each_way_to_join() -> None:
    joining = {interest.id: interest.joining for interest in FORCE.interests}
    assert (joining[OPEN], joining[APPROVAL], joining[INVITATION]) == ("open", "approval", "invitation")


def test_an_open_group_is_joined_an_approved_one_asked_for_and_a_closed_one_refused() -> None:
    assert chosen((OPEN, APPROVAL), FORCE) == Chosen((OPEN,), (APPROVAL,))
    with pytest.raises(ValueError, match="Gamekeepers by invitation only"):
        chosen((OPEN, INVITATION), FORCE)
    with pytest.raises(ValueError, match="from the list"):
        chosen(("spying",), FORCE)


def test_whoever_is_a_member_stays_one_and_whoever_is_invited_becomes_one() -> None:
    assert chosen((APPROVAL, INVITATION), FORCE, members=(APPROVAL, INVITATION)).asked == ()
    assert chosen((), FORCE, invited=(INVITATION,)) == Chosen((INVITATION,))
    assert chosen((APPROVAL,), FORCE, invited=(APPROVAL,)) == Chosen((APPROVAL,))


def test_groups_are_suggested_by_area_and_a_closed_one_never() -> None:
    force = FORCE.but(
        interests=tuple(
            each.but(suggested=("X1",) if each.id in {"farm", INVITATION} else ()) for each in FORCE.interests
        )
    )
    assert suggested(force, "X1", "X2") == ("farm",)
    assert suggested(force, "X2") == ()


@pytest.mark.parametrize("stem", ["fictional", "kent"])
def test_what_the_forces_suggest_are_districts_of_theirs(stem: str) -> None:
    force = load_force(stem)
    assert all(interest.out for interest in force.interests)
    assert all(force.serves(code) for interest in force.interests for code in interest.suggested)
    assert suggested(force, *(district.code for district in force.districts))


def test_a_sign_up_joins_and_asks_and_only_a_member_stands_in_the_index() -> None:
    door = Door()
    person = door.joined(interests=(OPEN, APPROVAL))
    assert (person.interests, person.asked) == ((OPEN,), {APPROVAL: NOW})
    assert door.subscribers.asked(APPROVAL) == [person.contact.sid]
    lists = {str(item["g1pk"]).split("#")[1] for item in door.indexed()}
    assert OPEN in lists
    assert APPROVAL not in lists
    rows = [unpack("x", str(item["b"])) for item in door.indexed()]
    assert {row.interests for row in rows} == {FORCE.interest_bits((OPEN,))}


def test_a_sign_up_to_a_closed_group_needs_an_invitation() -> None:
    door = Door()
    with pytest.raises(Invalid) as refusal:
        door.sign_up.apply(an_application(interests=(INVITATION,)), IP)
    assert list(refusal.value.fields) == ["interests"]
    person = door.joined(interests=(), invitation=invitation(door))
    assert (person.interests, person.asked) == ((INVITATION,), {})


def test_a_paper_form_has_no_other_rules() -> None:
    door, officer = Door(), an_officer("author1")
    with pytest.raises(Invalid):
        door.sign_up.paper(a_paper_form(interests=(INVITATION,)), officer)
    request = door.sign_up.paper(a_paper_form(interests=(APPROVAL,), invitation=invitation(door)), officer)
    found = door.requests.load(request)
    assert found
    assert found.form
    assert (found.form.interests, found.form.asked) == ((INVITATION,), (APPROVAL,))


def test_settings_show_what_one_asked_for_and_whoever_asks_again_waits_since_the_first_time() -> None:
    door = Door()
    sid = door.joined(interests=(APPROVAL,)).contact.sid
    door.clock.pass_by(minutes=5)
    shown = door.settings.change(door.session(), Change(interests=(OPEN, APPROVAL)), IP)
    assert (shown.interests, shown.asked) == ((OPEN,), (APPROVAL,))
    assert door.person(sid).asked == {APPROVAL: NOW}
    door.settings.change(door.session(), Change(name="Ann Smith"), IP)
    assert door.person(sid).asked == {APPROVAL: NOW}


def test_one_may_take_ones_asking_back() -> None:
    door = Door()
    sid = door.joined(interests=(APPROVAL,)).contact.sid
    door.settings.change(door.session(), Change(interests=()), IP)
    assert (door.person(sid).asked, door.subscribers.asked(APPROVAL)) == ({}, [])


def test_an_invitation_in_the_settings_joins_and_leaves_everything_else_as_it_was() -> None:
    door = Door()
    sid = door.joined(interests=(OPEN, APPROVAL)).contact.sid
    token = door.session()
    assert "interests" in refused(door, token, Change(interests=(INVITATION,)))
    shown = door.settings.change(token, Change(invitation=invitation(door)), IP)
    assert (shown.interests, shown.asked) == ((INVITATION, OPEN), (APPROVAL,))
    door.settings.change(token, Change(interests=(INVITATION,)), IP)
    assert door.person(sid).interests == (INVITATION,)
    door.settings.change(token, Change(interests=()), IP)
    assert "interests" in refused(door, token, Change(interests=(INVITATION,)))


def test_an_invitation_is_taken_by_somebody_in_a_group_that_the_force_has_given_up() -> None:
    door = Door()
    person = door.joined(interests=(OPEN,))
    later = FORCE.but(interests=tuple(each for each in FORCE.interests if each.id != OPEN))
    admits, change = door.make(Invitations).interest, Change(invitation=invitation(door))
    assert change.made(person, later, door.settings.lookup.find, admits, NOW).interests == (INVITATION,)


def test_an_invitation_ends_the_waiting() -> None:
    door = Door()
    sid = door.joined(interests=(APPROVAL,)).contact.sid
    door.settings.change(door.session(), Change(invitation=invitation(door, APPROVAL)), IP)
    assert (door.person(sid).interests, door.person(sid).asked) == ((APPROVAL,), {})
    assert door.subscribers.asked(APPROVAL) == []


def test_an_invitation_is_good_for_thirty_days() -> None:
    door = Door()
    link = invitation(door)
    door.clock.time = NOW + timedelta(days=30)
    assert door.make(Invitations).interest(link) == INVITATION
    door.clock.pass_by(days=1)
    door.joined()
    assert refused(door, door.session(), Change(invitation=link)) == {
        "invitation": "This invitation has expired. Ask the officer for a new one."
    }


def test_an_invitation_that_was_cut_off_changed_or_made_up_opens_nothing() -> None:
    door = Door()
    link = invitation(door)
    door.joined()
    token = door.session()
    other = link.replace(INVITATION, APPROVAL)
    later = link.replace("20260401", "20990401")
    assert later != link
    for bad in (
        link[:-1],
        link + "x",
        other,
        later,
        "x",
        ".",
        "..",
        "é" * 30,
        f"spying.20990401.{link[-24:]}",
    ):
        fields = refused(door, token, Change(invitation=bad))
        assert fields["invitation"].startswith("This invitation is not complete."), bad


def test_who_left_waits_no_more_and_waits_again_when_they_come_back() -> None:
    door = Door()
    person = door.joined("text", interests=(APPROVAL,))
    number = person.contact.addresses[0].value
    door.leaving.stop(number, "in-1")
    assert door.subscribers.asked(APPROVAL) == []
    door.leaving.start(number, "in-2")
    assert door.subscribers.asked(APPROVAL) == [person.contact.sid]
