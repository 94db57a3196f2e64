"""Boundaries: names, outlines for the map, and policing neighbourhoods with whoever lives in them."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from shapely import Polygon
from shapely.geometry import shape

from infra.geography import files, outlines
from infra.geography.files import BadFile
from infra.geography.load_areas import load_areas
from infra.geography.load_postcodes import load_postcodes
from infra.geography.outlines import simplified
from tests.atlas import GOOD, Atlas, a_box, a_csv, a_feature, a_geojson, an_atlas, codes, names_file
from tests.factories import a_sid

WEST, SOUTH, EAST, NORTH = -0.5, 53.0, -0.3, 53.2
WARD, OTHER = "X05001001", "X05002001"
BOW = [[[WEST, SOUTH], [EAST, NORTH], [EAST, SOUTH], [WEST, NORTH], [WEST, SOUTH]]]
RIVER, HILL = a_box(WEST, SOUTH, -0.415, NORTH), a_box(-0.415, SOUTH, EAST, NORTH)


@pytest.fixture
def atlas(tmp_path: Path) -> Atlas:
    atlas = an_atlas()
    load_postcodes(a_csv(tmp_path, *GOOD), atlas)
    atlas.said.clear()
    return atlas


def drawn(atlas: Atlas, district: str, code: str) -> Any:
    """Answer the outline of an area as shapely has it."""
    (found,) = (each for each in atlas.places.outlines(district) if each.code == code)
    return shape(json.loads(found.geometry))


def test_areas_get_their_names_and_those_of_others_are_left_alone(tmp_path: Path, atlas: Atlas) -> None:
    load_areas([names_file(tmp_path, X05001001="Mill Lane", E05009999="Elsewhere")], atlas)
    assert atlas.said[0] == "1 of 4 areas have their names from 1 file."
    assert "Mill Lane" in atlas.by_name()
    assert codes(atlas.places.areas()) == {WARD, OTHER, "X07000001", "X07000002"}


def test_only_areas_that_are_offered_are_counted_among_the_named(tmp_path: Path, atlas: Atlas) -> None:
    gone = next(area for area in atlas.places.areas() if area.code == OTHER)
    atlas.places.put_areas([gone.but(postcodes=0)])
    load_areas([names_file(tmp_path, X05001001="Mill Lane", **{OTHER: "Castle Green"})], atlas)
    assert atlas.said[0] == "1 of 3 areas have their names from 1 file."


def test_names_need_areas_and_files_that_hold_them(tmp_path: Path, atlas: Atlas) -> None:
    with pytest.raises(BadFile, match="load the postcodes first"):
        load_areas([names_file(tmp_path, X05001001="Mill Lane")], an_atlas())
    other = a_geojson(tmp_path, {"properties": {"nom": "Mill Lane"}})
    with pytest.raises(BadFile, match="not GeoJSON"):
        load_areas([other], atlas)
    for raw in (b"", b"[1, 2]", b"{", b"\xff", b"[" * 100_000, b'{"features": 7}'):
        other.write_bytes(raw)
        with pytest.raises(BadFile):
            load_areas([other], atlas)


def test_the_offices_own_property_names_are_known(tmp_path: Path, atlas: Atlas) -> None:
    features: list[dict[str, object]] = [
        {"properties": {"OBJECTID": 7, "WD24CD": WARD, "WD24NM": "Mill Lane", "LAD24CD": "E07000001"}},
        {"properties": {"lad24cd": "X07000001", "lad24nm": "Thistleford Vale"}},
    ]
    load_areas(
        [a_geojson(tmp_path, features[0]), a_geojson(tmp_path, features[1], name="b.geojson.gz")], atlas
    )
    assert {"Mill Lane", "Thistleford Vale"} <= set(atlas.by_name())


def test_boundaries_that_unpack_to_far_too_much_are_refused(
    tmp_path: Path, atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_AS_ONE", 1_000_000)
    bomb = tmp_path / "wards.geojson.gz"
    bomb.write_bytes(gzip.compress(b" " * 2_000_000))
    with pytest.raises(BadFile, match="once unpacked"):
        load_areas([bomb], atlas)


def test_outlines_are_kept_by_district_with_holes_and_islands(tmp_path: Path, atlas: Atlas) -> None:
    hole, island = a_box(-0.45, 53.05, -0.44, 53.06), a_box(-0.2, 53.0, -0.199, 53.001)
    islands = {"type": "MultiPolygon", "coordinates": [[RIVER, hole], [island]]}
    load_areas([a_geojson(tmp_path, a_feature(WARD, "Mill Lane", islands))], atlas)
    made = drawn(atlas, "X07000001", WARD)
    assert (len(made.geoms), sum(len(part.interiors) for part in made.geoms)) == (2, 1)
    assert atlas.said[1] == "1 outlines of wards written."
    assert [each.name for each in atlas.places.outlines("X07000001")] == ["Mill Lane"]


def test_neighbours_still_share_their_border_when_simplified() -> None:
    border = [(-0.4 + (n % 7) * 0.00001, 53.0 + n * 0.0001) for n in range(1000)]
    west = Polygon([(-0.5, 53.0), *border, (-0.5, border[-1][1])])
    east = Polygon([(-0.3, 53.0), *border, (-0.3, border[-1][1])])
    simple: dict[str, Any] = {}
    simple |= {code: shape(json.loads(text)) for code, text in simplified({"w": west, "e": east}).items()}
    assert len(simple["w"].exterior.coords) < 50
    assert simple["w"].intersection(simple["e"]).area == 0
    assert simple["w"].union(simple["e"]).geom_type == "Polygon"
    assert not simple["w"].union(simple["e"]).interiors


def test_coordinates_have_five_decimals(tmp_path: Path, atlas: Atlas) -> None:
    load_areas([a_geojson(tmp_path, a_feature(WARD, "A", [a_box(-0.41234567, 53, -0.4, 53.1)]))], atlas)
    assert "-0.41235," in atlas.places.outlines("X07000001")[0].geometry


def test_an_outline_too_large_for_an_item_is_made_coarser(monkeypatch: pytest.MonkeyPatch) -> None:
    jagged = [(-0.5 + n * 0.0002, 53.0 + (n % 2) * 0.05) for n in range(1000)]
    shapes = {"w": Polygon([*jagged, (-0.3, 52.9), (-0.5, 52.9)])}
    assert len(simplified(shapes)["w"]) > 5000
    monkeypatch.setattr(outlines, "MOST", 5000)
    assert len(simplified(shapes)["w"]) <= 5000
    monkeypatch.setattr(outlines, "MOST", 50)
    with pytest.raises(BadFile, match="The outline of w has so many parts"):
        simplified(shapes)


@pytest.mark.parametrize(
    ("geometry", "sentence"),
    [
        (None, "has no geometry"),
        ([], "has no polygon"),
        ({"type": "Point", "coordinates": [-0.4, 53.1]}, "has no polygon"),
        ({"type": "Polygon", "coordinates": [[["a", "b"]]]}, "cannot be read"),
        ({"type": "Spiral", "coordinates": []}, "cannot be read"),
        ([[[-0.4, 53.1], [-0.3, 53.1]]], "cannot be read"),
        ([a_box(570_000, 150_000, 580_000, 160_000)], "metres of the British National Grid"),
        ([a_box(SOUTH, WEST, NORTH, EAST)], "latitude before longitude"),
        ([a_box(-179, 53, 179, 54)], "across the date line"),
        ([a_box(2.6, 48, 3, 49)], "outside the United Kingdom"),
        ([a_box(-0.4, 53, -0.3, float("inf"))], "corners that are not numbers"),
    ],
)
def test_a_feature_that_cannot_be_drawn_is_named_and_the_others_are(
    tmp_path: Path, atlas: Atlas, geometry: object, sentence: str
) -> None:
    fine, bad = a_feature(WARD, "Mill Lane", [RIVER]), a_feature(OTHER, "Oster Bridge", geometry)
    load_areas([a_geojson(tmp_path, fine, bad)], atlas)
    assert f"areas.geojson, feature 2 ({OTHER})" in atlas.words
    assert sentence in atlas.words
    assert [len(atlas.places.outlines(district)) for district in ("X07000001", "X07000002")] == [1, 0]
    assert "Oster Bridge" in atlas.by_name()


def test_a_ring_that_crosses_itself_is_mended(tmp_path: Path, atlas: Atlas) -> None:
    load_areas([a_geojson(tmp_path, a_feature(WARD, "Mill Lane", BOW))], atlas)
    made = drawn(atlas, "X07000001", WARD)
    assert made.is_valid
    assert made.area == pytest.approx(0.02, rel=0.01)


def test_a_file_on_another_grid_is_refused_whole(tmp_path: Path, atlas: Atlas) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    with pytest.raises(BadFile, match=r"is not in degrees but on another grid\. Download it as WGS 84"):
        load_areas([a_geojson(tmp_path, a_feature(WARD, "A", [RIVER]), crs=crs)], atlas)


@pytest.mark.parametrize("code", ["", "a,b", "a|b", "a#b", "é", "x" * 50])
def test_a_code_that_cannot_be_kept_is_named(tmp_path: Path, atlas: Atlas, code: str) -> None:
    file = a_geojson(tmp_path, a_feature(WARD, "Mill Lane"), a_feature(code, "Riverside", [RIVER]))
    load_areas([file], atlas)
    assert "areas.geojson, feature 2" in atlas.words


def neighbourhoods(folder: Path, **rings: list[list[float]]) -> Path:
    """Write a force's own file of neighbourhoods."""
    return a_geojson(folder, *(a_feature(code, code.title(), [ring]) for code, ring in rings.items()))


def test_neighbourhoods_take_in_the_postcodes_that_lie_in_them(tmp_path: Path, atlas: Atlas) -> None:
    atlas.live(1, atlas.at("XV1 1AA"))
    moved = tmp_path / "moved.csv"
    load_areas([neighbourhoods(tmp_path, river=RIVER, hill=HILL)], atlas, moved=moved)
    within = {each.postcode: each.neighbourhood for each in atlas.loads.read(atlas.loads.listed())}
    assert within == {"XV1 1AA": "river", "XV1 1AB": "hill", "XV1 1AD": "river", "XV2 1AA": "river"}
    assert "4 of 4 postcodes lie in a neighbourhood, by their points." in atlas.said
    river = atlas.by_name()["River"]
    assert (river.kind, river.postcodes, river.district, river.edition) == (
        "neighbourhood",
        3,
        "X07000001",
        "neighbourhoods",
    )
    assert atlas.person(1).places[0].neighbourhood == "river"
    assert a_sid(1) in moved.read_text()
    assert "  1 from no area to River (river)" in atlas.said
    assert {each.code for each in atlas.places.outlines("X07000001")} == {"river", "hill"}


def test_other_neighbourhoods_take_the_place_of_the_first(tmp_path: Path, atlas: Atlas) -> None:
    load_areas([neighbourhoods(tmp_path, river=RIVER, hill=HILL)], atlas)
    whole = a_box(WEST, SOUTH, EAST, NORTH)
    load_areas([neighbourhoods(tmp_path, vale=whole)], atlas)
    assert {each.neighbourhood for each in atlas.loads.read(atlas.loads.listed())} == {"vale"}
    assert codes(atlas.places.areas()) >= {"vale", WARD}
    assert not codes(atlas.places.areas()) & {"river", "hill"}
    assert {each.code for each in atlas.places.outlines("X07000001")} == {"vale"}


def test_a_file_with_some_of_the_neighbourhoods_is_refused_unless_meant(tmp_path: Path, atlas: Atlas) -> None:
    load_areas([neighbourhoods(tmp_path, river=RIVER, hill=HILL)], atlas)
    part = neighbourhoods(tmp_path, river=RIVER)
    with pytest.raises(BadFile, match="3 postcodes, and 4 have one"):
        load_areas([part], atlas)
    load_areas([part], atlas, fewer=True)
    assert atlas.there("XV1 1AB").neighbourhood == ""


def test_a_newer_edition_of_the_postcodes_keeps_the_neighbourhoods(tmp_path: Path, atlas: Atlas) -> None:
    load_areas([neighbourhoods(tmp_path, river=RIVER, hill=HILL)], atlas)
    newer = [*GOOD, "XV1 1AE,53.07,-0.42,X07000001,X05001001,x"]
    load_postcodes(a_csv(tmp_path, *newer), atlas)
    assert [atlas.there(name).neighbourhood for name in ("XV1 1AB", "XV1 1AE")] == ["hill", ""]
    assert "1 postcodes have no neighbourhood. Load the neighbourhoods again" in atlas.words


def test_a_column_may_say_the_neighbourhood(tmp_path: Path, atlas: Atlas) -> None:
    head = "postcode,lat,long,lad20,ward20,neighbourhood"
    rows = [f"{row[:-2]},river" for row in GOOD]
    load_postcodes(a_csv(tmp_path, *rows, head=head), atlas)
    assert atlas.by_name()["river"].postcodes == 4


def test_a_kind_that_codes_do_not_tell_is_said(tmp_path: Path, atlas: Atlas) -> None:
    load_areas([a_geojson(tmp_path, a_feature(WARD, "Mill Lane", [RIVER]))], atlas, kind="ward")
    with pytest.raises(BadFile, match="is a ward, and cannot be a district too"):
        load_areas([a_geojson(tmp_path, a_feature(WARD, "Mill Lane", [RIVER]))], atlas, kind="district")
