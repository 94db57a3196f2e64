"""The laptop's made-up people and officers: the same each time, and nobody's."""

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from chalicelib import wiring
from chalicelib.domain.engagement import week_of
from chalicelib.domain.officer import Role
from chalicelib.domain.packed import pack, unpack
from chalicelib.domain.subscriber import Subscriber
from chalicelib.settings import load_force
from chalicelib.stores.places import PlaceStore
from infra import seed
from infra.geography.sources import MissingData, data_files
from infra.local.cloud import NotALaptop
from infra.local.demo.headcount import take
from infra.made_up.people import NUMBERS, made_people
from tests.fakes import MemoryTable
from tests.parts import AREAS

FORCE = load_force("fictional")
NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


def people(count: int, now: datetime = NOW) -> list[Subscriber]:
    return list(made_people(FORCE, seed.postcodes_of("fictional"), count, now))


def test_made_up_people_have_no_real_address_and_share_none() -> None:
    addresses = [address for person in people(2000) for address in person.contact.addresses]
    assert len({address.value for address in addresses}) == len(addresses)
    for address in addresses:
        assert re.fullmatch(r"\+447700900[0-9]{3}|[a-z]+\.[0-9]+@example\.org", address.value)


def test_nobody_beyond_the_drama_numbers_has_a_phone_and_everybody_can_be_reached() -> None:
    made = people(3000)
    phones = [person for person in made if person.contact.verified("text")]
    assert len(phones) == NUMBERS
    assert all(person.contact.channels() for person in made)
    assert {person.contact.channels() for person in made} == {("text",), ("email",), ("text", "email")}


def test_a_hundred_numbers_stay_free_for_whoever_tries_the_laptop() -> None:
    taken = {address.value for person in people(3000) for address in person.contact.addresses}
    assert not [f"+447700900{n:03d}" for n in range(100) if f"+447700900{n:03d}" in taken]


def test_a_larger_seed_begins_with_the_people_of_a_smaller_one() -> None:
    assert people(300)[:100] == people(100)


@pytest.mark.parametrize("day", [datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 3, 29, 23, 30, tzinfo=UTC)])
def test_everybody_joined_in_the_two_weeks_that_have_ended(day: datetime) -> None:
    weeks = {person.profile.joined_week for person in people(300, day)}
    assert len(weeks) == 2
    assert max(weeks) < week_of(day)
    assert all(week_of(person.profile.joined_at) == person.profile.joined_week for person in people(300, day))


def test_made_up_people_fit_into_the_audience_index() -> None:
    for person in people(100):
        row = unpack(person.contact.sid, pack(person, person.places[0], FORCE, ""))
        assert row.spots[0].ward == person.places[0].ward


def test_there_is_one_officer_per_role_with_a_password_the_pool_takes() -> None:
    assert [officer.roles for officer in seed.officers(FORCE)] == [(role,) for role in Role]
    signed = dict(seed.sign_ins("fictional"))
    assert set(signed) == {officer.id for officer in seed.officers(FORCE)}
    assert all(len(password) >= 12 for password in signed.values())
    assert {officer.unit for officer in seed.officers(FORCE)} <= {unit.id for unit in FORCE.units}


def test_anything_but_the_emulator_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    amazon = SimpleNamespace(meta=SimpleNamespace(endpoint_url="https://dynamodb.eu-west-2.amazonaws.com"))
    monkeypatch.setattr(wiring, "client", lambda _: amazon)
    with pytest.raises(NotALaptop, match="is not this machine"):
        seed.seed("fictional", 1, MemoryTable())


def test_a_real_force_without_its_data_says_what_to_download_and_from_whom(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for folder in ("", str(tmp_path)):
        monkeypatch.setenv("WATCHWORD_DATA", folder)
        with pytest.raises(MissingData, match=r"Office for National Statistics.*Open Government Licence"):
            data_files("kent")


def test_some_made_up_people_work_elsewhere_or_farm_and_nobody_else_changed_for_it() -> None:
    made = people(2000)
    seconds = [person.places[1] for person in made if len(person.places) > 1]
    assert Counter(place.label for place in seconds) == {"Work": 119, "Farm": 23}
    assert all(place.finer == (place.label == "Farm") for place in seconds)
    assert all(
        [place.n for place in person.places] == list(range(len(person.places)))
        and {place.sid for place in person.places} == {person.contact.sid}
        for person in made
    )


def test_areas_reach_the_farms_of_made_up_people(monkeypatch: pytest.MonkeyPatch) -> None:
    places = PlaceStore(MemoryTable())
    places.put_areas(AREAS)
    farms = [place for person in people(2000) for place in person.places if place.finer]
    seed._widen(places, farms)
    cells = {area.code: set(area.cells) for area in places.areas()}
    assert all(farm.geohash[:6] in cells[farm.ward] & cells[farm.district] for farm in farms)


def test_the_census_counts_a_person_once_wherever_they_have_a_place() -> None:
    counted, made = take("fictional", 500), people(500)
    two = sum(len({place.ward for place in person.places}) == 2 for person in made)
    assert counted.in_wards.total() == 500 + two > 500
    assert len(counted.people) == sum(
        any(place.ward in counted.wards for place in person.places) for person in made
    )
    assert len(counted.sample()) == 20


@pytest.mark.parametrize("number", [50, 200])
def test_few_people_still_have_somebody_at_the_storys_home(number: int) -> None:
    counted = take("fictional", number)
    assert any(place.postcode == counted.home and not place.finer for place in counted.places())
