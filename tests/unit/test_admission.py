"""Letting people into groups: who waits, a yes that is told, a no that is not, and invitations."""

from itertools import pairwise

import pytest

from chalicelib.domain.change import Change
from chalicelib.domain.errors import Conflict, Forbidden, NotFound
from chalicelib.domain.officer import Role
from chalicelib.domain.subscriber import Subscriber
from chalicelib.services.admission import MOST, Admission
from tests.door import EMAIL, IP, TEXT, Door
from tests.factories import NOW, a_sid, an_officer
from tests.fakes import Killed
from tests.parts import AREAS, POSTCODES

APPROVAL, CLOSED = "shops", "gamekeepers"
OFFICER, LIAISON = an_officer("spoc1", Role.SPOC), an_officer("liaison1", Role.LIAISON)
WARD = next(area.name for area in AREAS if area.code == POSTCODES[0].ward)


class Gate(Door):
    """The front door, and the officer who lets people into a group."""

    def __init__(self) -> None:
        super().__init__()
        self.admission = self.make(Admission)

    def waits(self, *channels: str, **changes: object) -> Subscriber:
        return self.joined(*channels, interests=(APPROVAL,), **changes)

    def decide(self, person: Subscriber, admit: bool = True) -> None:
        self.admission.decide(OFFICER, APPROVAL, person.contact.sid, admit=admit)

    def listed(self) -> set[str]:
        """Answer who stands in the audience index as a member of the group."""
        return {str(item["pk"])[2:] for item in self.indexed() if str(item["g1pk"]).startswith("I#shops#")}

    def actions(self) -> list[tuple[str, str, str]]:
        entries = self.audit.entries("2026-03-02")
        return [(each.action, each.subject, each.note) for each in entries if each.by == OFFICER.id]


def _die(queue: str) -> None:
    raise Killed


@pytest.fixture
def gate() -> Gate:
    return Gate()


def test_who_asked_is_shown_by_name_and_ward_and_without_any_address(gate: Gate) -> None:
    sid = gate.waits().contact.sid
    (waits,) = gate.admission.waiting(OFFICER, APPROVAL)
    shown = {"sid": sid, "name": "Ann Marrow", "kind": "resident", "ward": WARD, "asked_at": NOW}
    assert waits.model_dump() == shown
    assert gate.actions() == [("looked who asked to join", APPROVAL, "")]


def test_whoever_waits_longest_stands_first_and_no_more_than_fifty_are_shown(gate: Gate) -> None:
    for n in range(MOST + 2):
        gate.clock.pass_by(hours=1)
        gate.waits("email", email=f"person{n}@example.org")
    found = gate.admission.waiting(OFFICER, APPROVAL)
    assert len(found) == MOST
    assert all(one.asked_at < other.asked_at for one, other in pairwise(found))
    assert len(gate.subscribers.asked(APPROVAL)) == MOST + 2


def test_a_yes_makes_a_member_and_tells_them_once(gate: Gate) -> None:
    person = gate.waits()
    assert gate.listed() == set()
    gate.decide(person)
    now = gate.person(person.contact.sid)
    assert (now.interests, now.asked) == ((APPROVAL,), {})
    assert gate.listed() == {person.contact.sid}
    (message,) = gate.work()
    assert message.to == EMAIL
    assert message.subject == "You are now in the group Shop watch"
    assert "settings.html" in message.text
    assert ("let into a group", person.contact.sid, APPROVAL) in gate.actions()


def test_whoever_has_no_mailbox_is_told_by_text(gate: Gate) -> None:
    gate.decide(gate.waits("text"))
    (message,) = gate.work()
    assert message.to == TEXT
    assert message.text.startswith("You are now in the group Shop watch.")


def test_a_no_is_not_announced_and_one_may_ask_again(gate: Gate) -> None:
    person = gate.waits()
    gate.decide(person, admit=False)
    assert (gate.person(person.contact.sid).interests, gate.person(person.contact.sid).asked) == ((), {})
    assert gate.work() == []
    assert gate.settings.show(gate.session()).asked == ()
    assert ("declined for a group", person.contact.sid, APPROVAL) in gate.actions()
    gate.settings.change(gate.session(), Change(interests=(APPROVAL,)), IP)
    assert gate.subscribers.asked(APPROVAL) == [person.contact.sid]


@pytest.mark.parametrize("admit", [True, False])
def test_nobody_is_decided_on_twice(gate: Gate, admit: bool) -> None:
    person = gate.waits()
    gate.decide(person, admit)
    gate.work()
    before = dict(gate.table.items)
    with pytest.raises(NotFound):
        gate.decide(person)
    assert (gate.table.items, gate.work()) == (before, [])


def test_who_took_their_asking_back_left_or_never_asked_is_not_let_in(gate: Gate) -> None:
    person = gate.waits()
    gate.settings.change(gate.session(), Change(interests=()), IP)
    with pytest.raises(NotFound):
        gate.decide(person)
    gate.settings.change(gate.session(), Change(interests=(APPROVAL,)), IP)
    gate.leaving.leave_as(person.contact.sid)
    with pytest.raises(NotFound):
        gate.decide(person)
    for interest, sid in ((APPROVAL, a_sid(9)), ("spying", person.contact.sid)):
        with pytest.raises(NotFound):
            gate.admission.decide(OFFICER, interest, sid, admit=True)


def test_a_change_at_the_same_moment_loses_neither(gate: Gate) -> None:
    person = gate.waits()
    token = gate.session()
    gate.table.overtake(lambda: gate.settings.change(token, Change(name="Ann Smith"), IP))
    gate.decide(person)
    now = gate.person(person.contact.sid)
    assert (now.profile.name, now.interests) == ("Ann Smith", (APPROVAL,))


def test_a_worker_that_dies_before_the_queue_leaves_the_message_to_the_sweep(gate: Gate) -> None:
    person = gate.waits()
    gate.queue.before = _die
    with pytest.raises(Killed):
        gate.decide(person)
    assert gate.listed() == {person.contact.sid}
    open_ones = [sending for sending in gate.sendings.open(gate.clock.now()) if sending.why == "admitted"]
    assert [sending.lane for sending in open_ones] == ["direct"]


def test_an_invitation_is_made_for_a_group_that_is_not_open_and_written_down(gate: Gate) -> None:
    made = gate.admission.invite(OFFICER, CLOSED)
    assert (made.interest, f"{made.expires}") == (CLOSED, "2026-04-01")
    assert "/sign-up.html?invitation=gamekeepers.20260401." in made.link
    assert gate.actions() == [("made an invitation", CLOSED, "")]
    assert gate.joined(interests=(), invitation=made.link).interests == (CLOSED,)
    with pytest.raises(Conflict, match="needs no invitation"):
        gate.admission.invite(OFFICER, "wildlife")
    with pytest.raises(NotFound):
        gate.admission.invite(OFFICER, "spying")


def test_a_volunteer_neither_sees_names_nor_decides_nor_invites(gate: Gate) -> None:
    person = gate.waits()
    for forbidden in (
        lambda: gate.admission.waiting(LIAISON, APPROVAL),
        lambda: gate.admission.decide(LIAISON, APPROVAL, person.contact.sid, admit=True),
        lambda: gate.admission.invite(LIAISON, CLOSED),
    ):
        with pytest.raises(Forbidden):
            forbidden()
