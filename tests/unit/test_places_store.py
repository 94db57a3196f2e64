"""Postcodes and areas come back as they were loaded."""

import json
from typing import Any

import pytest
from shapely import union_all
from shapely.geometry import shape

from chalicelib.domain.errors import Conflict
from chalicelib.domain.new_subscriber import place_at
from chalicelib.domain.place import Loading, Outline, Outward, areas_of, tidy_postcode
from chalicelib.stores.loads import LoadStore
from chalicelib.stores.places import PlaceStore
from infra.made_up import country
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


def test_an_outward_code_says_which_other_forces_have_a_part_of_it(places: PlaceStore) -> None:
    elsewhere = Outward(outward="XW1", forces=("Fennshire Police https://www.fennshire.police.example",))
    places.put_outwards([elsewhere])
    assert places.outward("XW1") == elsewhere
    assert places.outward("XV1") is None


def test_outlines_are_read_a_district_at_a_time(places: PlaceStore) -> None:
    geometry = '{"type": "Polygon", "coordinates": []}'
    outlines = [
        Outline(code=code, kind="ward", name=code, district=district, geometry=geometry)
        for code, district in (("W1", "D1"), ("W2", "D1"), ("W3", "D11"), ("D1", ""), ("D11", ""))
    ]
    places.put_outlines(outlines)
    assert [[each.code for each in places.outlines(of)] for of in ("D1", "D11", "", "D2")] == [
        ["W1", "W2"],
        ["W3"],
        ["D1", "D11"],
        [],
    ]


def test_a_finer_point_widens_its_areas_by_its_cell_once(places: PlaceStore) -> None:
    farm = place_at("S1", POSTCODES[0], None).but(geohash="gcrzzzzzz", finer=True)
    writes = places.widened(farm)
    places.table.commit(*writes)
    for code in (farm.district, farm.ward):
        area = places.area(code)
        assert area
        assert "gcrzzz" in area.cells
        assert list(area.cells) == sorted(area.cells)
    assert [len(writes), len(places.widened(farm))] == [2, 0]
    assert places.widened(place_at("S1", POSTCODES[0], None)) == []


def test_two_finer_points_at_once_do_not_lose_each_others_cell(places: PlaceStore) -> None:
    farm = place_at("S1", POSTCODES[0], None).but(geohash="gcrzzzzzz", finer=True)
    writes = places.widened(farm)
    places.table.commit(*places.widened(farm.but(geohash="gcryyyyyy")))
    with pytest.raises(Conflict):
        places.table.commit(*writes)


def test_the_list_of_loaded_postcodes_grows_and_finds_each(places: PlaceStore) -> None:
    loads, known = LoadStore(places.table), [postcode.postcode for postcode in POSTCODES]
    loads.add(known[200:])
    loads.add(known[:300])
    assert loads.listed() == sorted(known)
    assert {each.postcode: each for each in loads.read([*known[:250], "ZZ1 1ZZ"])} == {
        each.postcode: each for each in POSTCODES[:250]
    }


def test_loading_remembers_the_file_and_how_far_it_came(places: PlaceStore) -> None:
    loads = LoadStore(places.table)
    assert loads.loading() is None
    loads.put_loading(Loading(digest="00ff", rows=5000))
    assert loads.loading() == Loading(digest="00ff", rows=5000)


def test_the_made_up_country_has_outlines_with_a_hole_and_an_island_and_homes_for_all() -> None:
    outlines = {outline.name: outline for outline in country.outlines(FORCE)}
    shapes: dict[str, Any] = {}
    shapes |= {name: shape(json.loads(outline.geometry)) for name, outline in outlines.items()}
    assert len(outlines) == 23
    assert all(made.is_valid for made in shapes.values())
    assert [len(part.interiors) for part in shapes["Castle Green"].geoms] == [1]
    assert len(shapes["Lantern Point"].geoms) == 2
    for district in FORCE.districts:
        wards = [shapes[each.name] for each in outlines.values() if each.district == district.code]
        assert union_all(wards).symmetric_difference(shapes[district.name]).area < 1e-9
    for kind in ("district", "ward"):
        assert sum(area.households or 0 for area in AREAS if area.kind == kind) == 41_000
    assert [postcode.ended for postcode in POSTCODES if postcode.ended] == ["2019-05"]
    assert {outward.outward for outward in country.elsewhere()} == {"XW1", "XW2", "XV3"}
