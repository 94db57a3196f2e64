"""Signing up, settings and leaving on the emulator's table: the same steps and answers as on the fake."""

from datetime import timedelta

import pytest

from chalicelib.domain.change import Change, NewAddress
from chalicelib.domain.errors import Conflict, Invalid, TooMany
from chalicelib.domain.own_places import NewPlace
from chalicelib.stores.table import DynamoTable
from infra.local.cloud import Cloud
from tests.door import EMAIL, IP, TEXT, Door, an_application
from tests.factories import NOW
from tests.parts import POSTCODES

STAGE = "people"
FARM = f"{POSTCODES[0].lat + 0.05:.5f}, {POSTCODES[0].lon:.5f}"


@pytest.fixture(scope="module")
def door(cloud: Cloud) -> Door:
    return Door(table=DynamoTable(cloud.client("dynamodb"), cloud.deploy(STAGE, "people.example").table))


def test_somebody_joins_stops_returns_adds_an_address_and_leaves(door: Door) -> None:
    request = door.sign_up.apply(an_application(), IP)
    assert [found.id for found in door.requests.waiting(NOW + timedelta(minutes=1))] == [request]
    assert len(door.work()) == 2
    assert door.requests.waiting(NOW + timedelta(minutes=1)) == []
    with pytest.raises(Invalid):
        door.verification.by_code(request, "text", "0000000")
    for channel in ("text", "email"):
        door.verification.by_code(request, channel, door.code(request, channel))
    assert len(door.work()) == 2
    person = door.person(door.sid(request))
    assert (person.contact.channels(), person.contact.number) == (("text", "email"), 1)
    with pytest.raises(Conflict):
        door.table.commit(door.subscribers.lock(person.contact.addresses[0], "0" * 10))
    door.clock.pass_by(minutes=1)
    assert door.leaving.stop(TEXT, "inbound-1")
    assert not door.leaving.stop(TEXT, "inbound-1")
    door.work()
    door.clock.pass_by(minutes=1)
    assert door.leaving.start(TEXT, "inbound-2")
    door.work()
    wish = Change(
        add=NewAddress(text="07700 900555"),
        places=(NewPlace(postcode=person.places[0].postcode, point=FARM),),
    )
    shown = door.settings.change(door.session(), wish, IP)
    door.work()
    door.verification.by_link(str(shown.request), door.link(str(shown.request), "text"))
    assert [message.to for message in door.work()] == ["+447700900555", TEXT, EMAIL]
    sid, home = person.contact.sid, door.person(person.contact.sid).places[0]
    assert home.finer
    partition = f"G#{home.geohash[:5]}"
    ((_, row),) = door.subscribers.rows(partition, home.geohash, f"{home.geohash}~")
    assert (row.sid, sorted(row.channels)) == (sid, ["e", "t"])
    door.leaving.leave(door.leave_token(sid))
    door.leaving.leave(door.leave_token(sid))
    assert door.contact(sid).left_at == door.clock.now()
    assert list(door.subscribers.rows(partition, home.geohash, f"{home.geohash}~")) == []
    kinds = sorted(fact.kind for fact in door.facts.of("2026-W10"))
    assert kinds == ["joined", "left", "sign-up", "verified", "verified", "verified"]
    assert door.audit.entries("2026-03-02")[-1].action == "left"


def test_a_budget_ends_on_the_table_too(door: Door) -> None:
    for _ in range(5):
        door.settings.ask_code("bob@example.org", IP)
    with pytest.raises(TooMany):
        door.settings.ask_code("bob@example.org", IP)
