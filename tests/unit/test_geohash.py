"""Geohash: known vectors, and runs of cells that stay inside one partition."""

import pytest

from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.cover import BUNDLE, Run, bundles, route
from chalicelib.domain.maps.geohash import geohash, merged
from chalicelib.domain.place import Area


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        # The examples of the English Wikipedia's article on geohash.
        (57.64911, 10.40744, "u4pruydqqvj"),
        (42.605, -5.603, "ezs42"),
        (0.0, 0.0, "s00000000"),
        (-90.0, -180.0, "000000000"),
        (90.0, 180.0, "zzzzzzzzz"),
    ],
)
def test_known_points_have_their_known_hashes(lat: float, lon: float, expected: str) -> None:
    assert geohash(lat, lon, len(expected)) == expected


def test_longer_hashes_lie_inside_shorter_ones() -> None:
    assert geohash(51.2724, 0.5229, 9).startswith(geohash(51.2724, 0.5229, 6))


def test_cells_become_one_run_as_long_as_nobody_elses_lies_between() -> None:
    cells = ["gcrtv9", "gcrtvb", "gcrtvf"]
    assert merged(cells, set()) == [("gcrtv9", "gcrtvf")]
    assert merged(cells, {"gcrtvd"}) == [("gcrtv9", "gcrtvb"), ("gcrtvf", "gcrtvf")]
    assert merged(cells, {"gcrtv8", "gcrtvg", "gcrtwd"}) == [("gcrtv9", "gcrtvf")]


def test_runs_never_cross_a_partition() -> None:
    assert merged(["gcrtvz", "gcrtw0"], set()) == [("gcrtvz", "gcrtvz"), ("gcrtw0", "gcrtw0")]


def test_the_same_cell_twice_is_one() -> None:
    assert merged(["gcrtv9", "gcrtv9"], set()) == [("gcrtv9", "gcrtv9")]
    assert merged([], set()) == []


def an_area(code: str, *cells: str) -> Area:
    return Area(code=code, kind="ward", name=code, edition="x", district="d", cells=cells, postcodes=1)


def cover(chosen: list[Area], everywhere: list[Area]) -> list[Run]:
    return route(Audience(include=Areas(wards=tuple(area.code for area in chosen))), everywhere)


def test_the_cover_of_overlapping_areas_holds_each_cell_once() -> None:
    areas = [an_area("a", "gcrtv1", "gcrtv2"), an_area("b", "gcrtv2", "gcrtv3", "gcrtw0")]
    runs = cover(areas, areas)
    assert runs == [("G#gcrtv", "gcrtv1", "gcrtv3~"), ("G#gcrtw", "gcrtw0", "gcrtw0~")]


def test_the_cover_of_an_area_leaves_out_its_neighbours_cells() -> None:
    one, other = an_area("a", "gcrtv1", "gcrtv5"), an_area("b", "gcrtv3", "gcrtv5")
    assert cover([one], [one, other]) == [("G#gcrtv", "gcrtv1", "gcrtv1~"), ("G#gcrtv", "gcrtv5", "gcrtv5~")]


def test_an_area_that_is_required_too_leaves_the_cells_that_both_have() -> None:
    one, other = an_area("a", "gcrtv1", "gcrtv5"), an_area("b", "gcrtv5", "gcrtv7")
    both = Audience(include=Areas(wards=("a",)), require=Choice(wards=("b",)))
    assert route(both, [one, other]) == [("G#gcrtv", "gcrtv5", "gcrtv5~")]


def test_a_run_takes_in_every_sort_key_of_its_last_cell_and_none_of_the_next() -> None:
    only = an_area("a", "gcrtv1")
    ((_, first, last),) = cover([only], [only])
    assert first <= "gcrtv1000#0000000001#0" <= "gcrtv1zzz#ZZZZZZZZZZ#9" <= last < "gcrtv2000#0000000001#0"


def test_bundles_keep_the_order_and_hold_sixteen_runs_at_most() -> None:
    runs = [("G#gcrtv", str(n), f"{n}~") for n in range(2 * BUNDLE + 1)]
    bundled = bundles(runs)
    assert [len(bundle) for bundle in bundled] == [BUNDLE, BUNDLE, 1]
    assert [run for bundle in bundled for run in bundle] == runs
    assert bundles([]) == []
