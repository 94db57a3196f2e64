"""Postcodes and areas come back as they were loaded."""

import pytest

from chalicelib.domain.place import areas_of, tidy_postcode
from chalicelib.stores.places import PlaceStore
from tests.fakes import MemoryTable
from tests.parts import AREAS, FORCE, POSTCODES


@pytest.fixture
def places() -> PlaceStore:
    store = PlaceStore(MemoryTable())
    store.put_postcodes(POSTCODES)
    store.put_areas(AREAS)
    return store


def test_a_postcode_is_found_by_its_tidy_form(places: PlaceStore) -> None:
    tidy = tidy_postcode(" xv1-1aa ")
    assert tidy == "XV1 1AA"
    assert places.postcode(tidy) == POSTCODES[0]
    assert places.postcode("XV9 9ZZ") is None


def test_areas_come_back_sorted_by_code(places: PlaceStore) -> None:
    assert places.areas() == sorted(AREAS, key=lambda area: area.code)
    assert places.area(AREAS[0].code) == AREAS[0]
    assert places.area("X00000000") is None


def test_the_made_up_force_has_three_districts_and_twenty_wards_with_sixty_postcodes_each() -> None:
    wards = [area for area in AREAS if area.kind == "ward"]
    districts = [area for area in AREAS if area.kind == "district"]
    assert (len(districts), len(wards)) == (3, 20)
    assert {ward.postcodes for ward in wards} == {60}
    assert {district.name for district in districts} == {district.name for district in FORCE.districts}
    assert len({postcode.postcode for postcode in POSTCODES}) == len(POSTCODES) == 1200


def test_made_up_postcodes_pass_the_check_that_residents_meet() -> None:
    assert all(tidy_postcode(postcode.postcode) == postcode.postcode for postcode in POSTCODES)


def test_a_postcode_without_a_ward_counts_for_its_district_only() -> None:
    areas = areas_of([POSTCODES[0].but(ward="")], {}, "x")
    assert [(area.kind, area.code, area.name) for area in areas] == [("district", "X07000001", "X07000001")]


def test_an_area_whose_cells_are_many_is_far_from_the_limit_of_an_item(places: PlaceStore) -> None:
    """DynamoDB takes 400 KB; a cell is seven characters, a large district has a thousand."""
    assert max(len(area.cells) for area in AREAS) < 1000
