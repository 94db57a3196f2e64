"""The rule and the runs it reads, one trap at a time."""

from datetime import date

import pytest

from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.cover import route
from chalicelib.domain.maps.geohash import point
from chalicelib.domain.maps.shape import Circle
from chalicelib.domain.packed import Packed
from chalicelib.domain.place import Area
from chalicelib.domain.rule import Rule
from tests.census import a_row
from tests.parts import AREAS, FORCE

HERE = "u10hb0zzz"


def means(row: Packed, audience: Audience, **numbers: int) -> bool:
    bitmaps = {name.replace("_", ":"): bits for name, bits in numbers.items()}
    return Rule.of(audience, FORCE, bitmaps).spot(row) is not None


def test_a_place_left_out_is_left_out_also_where_areas_are_required() -> None:
    both = Audience(include=Areas(districts=("D1",)), require=Choice(districts=("D1",)))
    assert means(a_row(1), both)
    assert not means(a_row(1), both.but(exclude=Choice(wards=("W1",))))


@pytest.mark.parametrize(
    ("first", "last", "meant"), [(1, 1, True), (2, 2, False), (None, 1, True), (1, None, True)]
)
def test_the_first_and_the_last_day_of_joining_both_count(
    first: int | None, last: int | None, meant: bool
) -> None:
    days = [date(2026, 3, day) if day else None for day in (first, last)]
    assert means(a_row(1), Audience(require=Choice(joined_from=days[0], joined_to=days[1]))) is meant


def test_whoever_had_any_of_several_earlier_alerts_is_one_of_them() -> None:
    either = Audience(require=Choice(received=("A", "B")))
    assert means(a_row(1), either, received_A=0b10, received_B=0)
    assert means(a_row(1), either, received_A=0, received_B=0b10)
    assert not means(a_row(1), either, received_A=0b100, received_B=0b1)


@pytest.mark.parametrize("turned", [False, True])
def test_two_shapes_that_cut_the_same_cell_each_hold_their_own(turned: bool) -> None:
    lon, lat = point(HERE)
    shapes = [
        Circle(kind="circle", centre=(lon, lat), metres=50),
        Circle(kind="circle", centre=(lon - 0.002, lat - 0.002), metres=50),
    ]
    row = a_row(1)
    row = row._replace(spots=(row.spots[0]._replace(geohash=HERE),))
    assert means(row, Audience(include=Areas(shapes=tuple(reversed(shapes) if turned else shapes))))


def an_area(code: str, cell: str, sector: str) -> Area:
    return AREAS[0].but(code=code, kind="ward", cells=(cell,), sectors=(sector,))


def test_a_run_holds_the_last_point_of_its_last_cell() -> None:
    (run,) = route(Audience(include=Areas(wards=("A",))), [an_area("A", "u10hb0", "ME14 1")])
    assert run[0] == "G#u10hb"
    assert run[1] <= f"{HERE}#SID#0" <= run[2]


def test_a_sector_is_read_in_the_wards_it_lies_in() -> None:
    areas = [an_area("A", "u10hb0", "ME14 1"), an_area("B", "u10hc0", "ME14 2")]
    assert [run[0] for run in route(Audience(include=Areas(sectors=("ME14 2",))), areas)] == ["G#u10hc"]
