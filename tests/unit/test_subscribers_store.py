"""People in the table: items, index, locks and guards."""

from datetime import timedelta

import pytest

from chalicelib.domain.errors import Conflict
from chalicelib.domain.history import Sent
from chalicelib.domain.subscriber import Consent, Subscriber
from chalicelib.ports import Key
from chalicelib.stores.items import item_of
from chalicelib.stores.sendings import SendingStore
from chalicelib.stores.subscribers import SubscriberStore
from tests.factories import NOW, a_contact, a_force, a_place, a_sid, a_subscriber, an_address
from tests.fakes import FakeKeys, MemoryTable

WEEK = timedelta(days=7)


def a_store() -> tuple[MemoryTable, SubscriberStore]:
    table = MemoryTable()
    return table, SubscriberStore(table, FakeKeys(), a_force())


def added(table: MemoryTable, store: SubscriberStore, person: Subscriber) -> Subscriber:
    """Put somebody there by the way everybody takes, and read them back."""
    pending = person.contact.but(number=0, version=0)
    table.commit(store.pending(pending, NOW + WEEK))
    table.commit(*store.add(person, pending))
    return loaded(store, person.contact.sid)


def loaded(store: SubscriberStore, sid: str) -> Subscriber:
    person = store.load(sid)
    assert person
    return person


def test_a_person_comes_back_as_they_went_in() -> None:
    table, store = a_store()
    places = (a_place(house="12A"), a_place().but(n=1, geohash="u10hb1111"))
    person = a_subscriber(places=places, interests=("dog-walkers", "wildlife"))
    assert added(table, store, person) == person
    assert store.contact(a_sid(1)) == person.contact
    assert store.load(a_sid(2)) is None
    assert store.contact(a_sid(2)) is None


def test_who_has_not_proved_an_address_is_nobody_yet() -> None:
    table, store = a_store()
    table.commit(store.pending(a_contact(version=0), NOW + WEEK))
    assert store.load(a_sid(1)) is None
    assert table.items[Key(f"S#{a_sid(1)}", "CONTACT")]["ttl"] == int((NOW + WEEK).timestamp())


def test_a_person_takes_two_reads_however_long_their_history() -> None:
    table, store = a_store()
    added(table, store, a_subscriber())
    SendingStore(table).record([sent(n) for n in range(50)])
    table.calls.clear()
    assert store.load(a_sid(1))
    assert dict(table.calls) == {"query": 1, "get": 1}


def test_every_place_and_interest_stands_in_the_index_with_the_whole_person() -> None:
    table, store = a_store()
    places = (a_place(), a_place().but(n=1, geohash="u10hc1111", ward="W2"))
    added(table, store, a_subscriber(places=places, interests=("wildlife",)))
    ((at, home),) = store.rows("G#u10hb", "u10hb", "u10hb~")
    ((_, away),) = store.rows("G#u10hc", "u10hc", "u10hc~")
    ((where, member),) = store.rows("I#wildlife#u10h", "u", "v")
    assert (at, home.sid, home.n, away.n, member.n) == (f"u10hb0000#{a_sid(1)}#0", a_sid(1), 0, 1, 0)
    assert where == f"u10hb0000#{a_sid(1)}"
    assert home.spots == away.spots == member.spots
    assert list(store.rows("G#u10hb", "u10hb1", "u10hb~")) == []


def test_a_change_writes_only_what_it_changes() -> None:
    table, store = a_store()
    person = added(table, store, a_subscriber(interests=("wildlife",)))
    renamed = person.but(profile=person.profile.but(name="Ann"))
    assert {write.key.sk for write in store.save(renamed, person)} == {"CONTACT", "PROFILE"}
    paused = person.but(contact=person.contact.but(paused_until=NOW))
    assert {write.key.sk for write in store.save(paused, person)} == {"CONTACT", "PLACE#0", "IN#wildlife"}


def test_a_place_that_is_given_up_is_gone() -> None:
    table, store = a_store()
    person = added(table, store, a_subscriber(places=(a_place(), a_place().but(n=1, geohash="u10hb1111"))))
    table.commit(*store.save(person.but(places=person.places[:1]), person))
    assert len(list(store.rows("G#u10hb", "u10hb", "u10hb~"))) == 1
    assert loaded(store, a_sid(1)).places == person.places[:1]


def test_two_changes_of_the_same_person_do_not_both_win() -> None:
    table, store = a_store()
    person = added(table, store, a_subscriber())
    table.commit(*store.save(person.but(contact=person.contact.but(paused_until=NOW)), person))
    with pytest.raises(Conflict):
        table.commit(*store.save(person.but(contact=person.contact.but(mutes=("news",))), person))


def test_who_left_stands_in_no_index_but_keeps_their_choices() -> None:
    table, store = a_store()
    person = added(table, store, a_subscriber(places=(a_place(house="1"),), interests=("wildlife",)))
    table.commit(*store.save(person.but(contact=person.contact.but(left_at=NOW)), person))
    assert not any("g1pk" in item or "b" in item for item in table.items.values())
    assert not any(key.pk.startswith("HOME#") for key in table.items)
    assert loaded(store, a_sid(1)).interests == ("wildlife",)


def test_an_address_belongs_to_one_person() -> None:
    table, store = a_store()
    address = an_address()
    table.commit(store.lock(address, a_sid(1)))
    assert store.owner("text", address.value) == a_sid(1)
    with pytest.raises(Conflict):
        table.commit(store.lock(address, a_sid(2)))
    with pytest.raises(Conflict):
        table.commit(store.unlock(address, a_sid(2)))
    with pytest.raises(Conflict):
        table.commit(store.suppress(address, a_sid(2), "stop"))
    table.commit(store.unlock(address, a_sid(1)))
    table.commit(store.lock(address, a_sid(2)))
    assert store.owner("text", address.value) == a_sid(2)


def test_a_stopped_address_is_nobodys_but_still_leads_to_who_held_it() -> None:
    table, store = a_store()
    address = an_address()
    known_by = store.address_hash("text", address.value)
    assert store.owners(known_by) is None
    table.commit(store.lock(address, a_sid(1)))
    table.commit(store.suppress(address, a_sid(1), "stop"))
    assert store.owner("text", address.value) is None
    assert store.owners(known_by) == a_sid(1)
    table.commit(store.lock(address, a_sid(2)))
    assert store.owners(known_by) == a_sid(2)


def test_an_address_item_holds_no_address() -> None:
    table, store = a_store()
    table.commit(store.lock(an_address(), a_sid(1)))
    assert "7700" not in str(table.items)


def test_a_mailbox_is_one_in_any_capitals() -> None:
    _, store = a_store()
    assert store.address_hash("email", "Ann@example.org") == store.address_hash("email", "ann@example.org")
    assert store.address_hash("email", "1") != store.address_hash("text", "1")


def test_a_consent_is_never_overwritten() -> None:
    table, store = a_store()
    consent = Consent(
        sid=a_sid(1), address="t1", at=NOW, by=a_sid(1), how="web", wording_version="1", sender="marrowshire"
    )
    table.commit(store.consent(consent))
    table.commit(store.consent(consent.but(address="e1")))
    with pytest.raises(Conflict):
        table.commit(store.consent(consent.but(wording_version="2")))


def test_numbers_count_up() -> None:
    _, store = a_store()
    assert [store.next_number() for _ in range(3)] == [1, 2, 3]


def test_erasing_empties_the_persons_own_partition() -> None:
    table, store = a_store()
    added(table, store, a_subscriber(interests=("wildlife",)))
    table.commit(*store.erase(a_sid(1)))
    assert not any(key.pk.startswith("S#") for key in table.items)


def test_the_newest_of_a_history_come_first() -> None:
    table, store = a_store()
    SendingStore(table).record([sent(n) for n in range(5)])
    assert [row.sending for row in store.history(a_sid(1), 2)] == ["SND4", "SND3"]


def test_a_contact_is_stored_as_it_always_was() -> None:
    contact = a_contact(paused_until=NOW, order={"urgent": ("email",)}, consents={"marrowshire": "2026-01"})
    assert item_of(contact, Key("S#0000000001", "CONTACT")) == {
        "pk": "S#0000000001",
        "sk": "CONTACT",
        "sid": "0000000001",
        "number": 1,
        "version": 1,
        "addresses": [
            {"id": "t1", "channel": "text", "value": "+447000000001", "state": "verified"},
            {"id": "e1", "channel": "email", "value": "person1@example.org", "state": "verified"},
        ],
        "order": {"urgent": ["email"]},
        "paused_until": "2026-03-02T09:00:00Z",
        "consents": {"marrowshire": "2026-01"},
    }


def sent(n: int) -> Sent:
    return Sent(
        sid=a_sid(1),
        at=NOW + timedelta(hours=n),
        sending=f"SND{n}",
        channel="text",
        why="alert",
        status="sent",
        unit="control-room",
    )
