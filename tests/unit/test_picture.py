"""The picture of an alert's area: what is drawn, what is escaped, and how vague a crime's place becomes."""

import json
import xml.etree.ElementTree as ET
from itertools import product

import pytest

from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.maps.geometry import metres
from chalicelib.domain.maps.paths import View
from chalicelib.domain.maps.picture import picture
from chalicelib.domain.maps.shape import Circle, Polygon
from chalicelib.domain.maps.vague import vague
from chalicelib.domain.place import Outline

SVG = "{http://www.w3.org/2000/svg}"
SQUARE = Polygon(kind="polygon", ring=((0.5, 51.0), (0.6, 51.0), (0.6, 51.1), (0.5, 51.1), (0.5, 51.0)))
CRIME = Circle(kind="circle", centre=(0.5213, 51.0447), postcode="MW1 1AA", metres=300, crime=True)


def box(west: float, south: float, side: float) -> list[list[float]]:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def outline(code: str, *rings: list[list[float]], **changes: object) -> Outline:
    geometry = json.dumps({"type": "Polygon", "coordinates": rings})
    made = Outline(code=code, kind="district", name=f"Name of {code}", district="", geometry=geometry)
    return made.but(**changes)


TOWN, VILLAGE = outline("D1", box(0.4, 51.0, 0.3)), outline("D2", box(0.7, 51.0, 0.3))
WARD = outline("W1", box(0.45, 51.05, 0.1), kind="ward", district="D1")
ALL = [TOWN, VILLAGE, WARD]


def drawn(audience: Audience, outlines: list[Outline] = ALL, title: str = "Title") -> ET.Element:
    made = picture(audience, outlines, title, "About")
    assert made
    return ET.fromstring(made)


def to(**include: object) -> Audience:
    return Audience(include=Areas.model_validate(include))


def filled(root: ET.Element, fill: str) -> list[ET.Element]:
    return [each for each in root.iter() if each.get("fill") == fill]


MEANT, OUT = "#2b6cb0", "url(#out)"


@pytest.mark.parametrize(
    ("audience", "meant"),
    [
        (to(districts=("D1",)), 1),
        (to(districts=("D1",), wards=("W1",)), 2),
        (to(shapes=(SQUARE, CRIME)), 2),
        (Audience(require=Choice(interests=("farm",))), 2),
        (Audience(require=Choice(districts=("D2",))), 1),
        (to(sectors=("MW1 1",)), 0),
        (to(wards=("unknown",)), 0),
    ],
)
def test_what_is_meant_is_coloured(audience: Audience, meant: int) -> None:
    assert len(filled(drawn(audience), MEANT)) == meant


def test_what_is_left_out_is_hatched_and_what_is_required_cuts() -> None:
    without = drawn(to(districts=("D1",)).but(exclude=Choice(wards=("W1",), shapes=(CRIME,))))
    assert len(filled(without, OUT)) == 2
    within = drawn(to(districts=("D1",)).but(require=Choice(shapes=(SQUARE,))))
    (clip,) = within.iter(f"{SVG}clipPath")
    assert len(clip) == 1
    assert [group.get("clip-path") for group in within.iter(f"{SVG}g")] == ["url(#within)"]


def test_there_is_no_picture_where_no_border_is_known() -> None:
    assert picture(to(districts=("D1",)), [], "Title", "About") is None


def test_a_shape_alone_is_drawn_without_any_border() -> None:
    assert len(filled(drawn(to(shapes=(SQUARE,)), []), MEANT)) == 1


def test_holes_and_islands_are_rings_of_one_path() -> None:
    islands = {
        "type": "MultiPolygon",
        "coordinates": [[box(0.4, 51.0, 0.1), box(0.42, 51.02, 0.05)], [box(0.6, 51.0, 0.1)]],
    }
    (path,) = filled(drawn(to(districts=("D1",)), [TOWN.but(geometry=json.dumps(islands))]), MEANT)
    assert (path.get("d") or "").count("M") == 3
    assert path.get("fill-rule") == "evenodd"


def test_everything_lies_in_the_frame_and_nothing_is_drawn_twice() -> None:
    (path,) = filled(drawn(to(districts=("D1",))), MEANT)
    start = (path.get("d") or "").removeprefix("M").partition("l")[0].split()
    assert all(0 <= int(value) <= size for value, size in zip(start, (600, 400), strict=True))
    fine = box(0.4, 51.0, 0.3)[:1] * 5000 + box(0.4, 51.0, 0.3)
    again = filled(drawn(to(districts=("D1",)), [outline("D1", fine), VILLAGE]), MEANT)[0]
    assert again.get("d") == path.get("d")


def test_a_border_far_larger_than_the_frame_is_cut_at_it() -> None:
    small = Circle(kind="circle", centre=(0.5, 51.1), metres=100)
    made = picture(to(shapes=(small,)), ALL, "Title", "About")
    assert made
    numbers = [path.get("d") or "" for path in ET.fromstring(made).iter(f"{SVG}path")]
    assert max(len(path) for path in numbers) < 60


def test_names_and_titles_are_words_and_never_markup() -> None:
    evil = '</title><script>alert("1")</script>&'
    drawn(to(districts=("D1",)), title="A control\x0bcharacter")
    root = drawn(to(districts=("D1",)), [TOWN.but(name=evil)], title=evil)
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        "svg", "title", "desc", "defs", "pattern", "path", "g", "text", "circle", "clipPath",
    }  # fmt: skip
    assert root.findtext(f"{SVG}title") == evil
    assert evil in [text.text for text in root.iter(f"{SVG}text")]


def test_a_picture_refers_to_nothing_outside_itself_and_names_its_source() -> None:
    made = (
        picture(to(districts=("D1",), shapes=(CRIME,)), ALL, "Title", "About", "Crown copyright & others")
        or ""
    )
    assert made.count("http") == 1  # its own kind of element
    assert "href" not in made
    assert "style" not in made
    assert "Crown copyright &amp; others" in made


def test_names_do_not_lie_on_one_another() -> None:
    crowd = [TOWN.but(code=f"D{n}", name=f"Name {n}") for n in range(9)]
    names = [text.text for text in drawn(to(districts=("D1",)), crowd).iter(f"{SVG}text")]
    assert len([name for name in names if name and name.startswith("Name")]) == 1


def test_a_name_lies_in_its_area_where_the_middle_of_its_box_does_not() -> None:
    upper = [(0.5, 51.05), (0.5, 51.25), (0.7, 51.25), (0.7, 51.3), (0.4, 51.3)]
    corners = [(0.4, 51.0), (0.7, 51.0), (0.7, 51.05), *upper, (0.4, 51.0)]
    view = View.of([corners], 600, 400, 28)
    west, east = view.at((0.4, 51.15))[0], view.at((0.5, 51.15))[0]
    middle = view.middle([corners])
    assert middle == pytest.approx(((west + east) / 2, view.at((0.4, 51.15))[1]), abs=2)


def test_the_place_of_a_crime_is_moved_and_the_circle_still_holds_the_true_one() -> None:
    for lon, lat in product((-5.7, 0.5213, 1.41), (50.01, 51.0447, 55.8)):
        true = CRIME.but(centre=(lon, lat))
        (moved,) = vague(to(shapes=(true,))).include.shapes
        assert isinstance(moved, Circle)
        assert moved.centre is not None
        assert (moved.postcode, moved.metres) == ("", 700)
        assert metres(moved.centre, (lon, lat)) + true.metres <= moved.metres


def test_neighbouring_places_look_the_same_in_public() -> None:
    one, other = (vague(to(shapes=(CRIME.but(centre=(0.5213 + d, 51.0447)),))) for d in (0, 0.0005))
    assert one == other


def test_nothing_but_the_place_of_a_crime_is_moved() -> None:
    plain = to(districts=("D1",), shapes=(SQUARE, CRIME.but(crime=False), CRIME.but(centre=None)))
    assert vague(plain) == plain
    hidden = Audience(exclude=Choice(shapes=(CRIME,)))
    assert vague(hidden) != hidden
