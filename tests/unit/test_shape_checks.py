"""Areas that cannot be used: each is refused with a sentence that says what is wrong and where."""

import math
import time

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.maps.checks import Ground, flaw
from chalicelib.domain.maps.crossing import crossing
from chalicelib.domain.maps.geohash import geohash
from chalicelib.domain.maps.shape import Circle, Polygon

GROUND = Ground({geohash(51.25 + n / 100, 0.5 + m / 100, 6) for n in range(10) for m in range(10)})
Ring = tuple[tuple[float, float], ...]
SQUARE: Ring = ((0.50, 51.25), (0.55, 51.25), (0.55, 51.30), (0.50, 51.30), (0.50, 51.25))


def drawn(*ring: tuple[float, float]) -> str | None:
    return flaw(Polygon(kind="polygon", ring=ring), GROUND)


def around(metres: int, centre: tuple[float, float] | None = (0.52, 51.27)) -> str | None:
    return flaw(Circle(kind="circle", centre=centre, metres=metres), GROUND)


def many(corners: int) -> Ring:
    turns = [2 * math.pi * n / corners for n in range(corners)]
    ring = [(0.54 + 0.02 * math.cos(turn), 51.29 + 0.02 * math.sin(turn)) for turn in turns]
    return (*ring, ring[0])


def test_an_area_that_is_well_drawn_has_no_flaw() -> None:
    assert drawn(*SQUARE) is None
    assert drawn(*reversed(SQUARE)) is None
    assert drawn(*many(500)) is None
    assert around(50) is around(50_000) is None


@pytest.mark.parametrize(
    ("ring", "sentence"),
    [
        (SQUARE[:3], "It has 3 corners. Draw three or more, and the first again at the end."),
        (
            SQUARE[:4],
            "It is not closed: the last corner (0.50000, 51.30000) is not the first (0.50000, 51.25000). "
            "Give the first corner again at the end.",
        ),
        (many(501), "It has 501 corners; 500 is the most. Draw it more simply."),
        (many(10_000), "It has 10,000 corners; 500 is the most. Draw it more simply."),
        (
            (SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]),
            "Side 1 (from 0.50000, 51.25000) and side 3 (from 0.55000, 51.25000) meet or cross. "
            "Move a corner so that they do not.",
        ),
        (
            ((0.5, 51.25), (0.55, 51.25), (0.5, 51.25), (0.5, 51.25)),
            "It has no size: all its corners lie on one line. Draw it again.",
        ),
        (
            ((179.9, 51.25), (-179.9, 51.25), (-179.9, 51.3), (179.9, 51.25)),
            "Side 1, from 179.90000, 51.25000 to -179.90000, 51.25000, crosses the 180th meridian. "
            "Draw it here.",
        ),
        (
            tuple((lat, lon) for lon, lat in SQUARE),
            "Corner 1 (51.25000, 0.50000) has its numbers the wrong way round. "
            "Give longitude, then latitude.",
        ),
        (
            ((0.5, 51.25), (0.9, 51.25), (0.5, 51.3), (0.5, 51.25)),
            "Corner 2 (0.90000, 51.25000) is more than 5 km outside the force's area. Move it nearer.",
        ),
        (
            ((0.5, 51.25), (2.35, 48.85), (0.5, 51.3), (0.5, 51.25)),
            "Corner 2 (2.35000, 48.85000) is not in the United Kingdom. Give longitude, then latitude.",
        ),
        (
            ((0.5, 51.25), (math.nan, 51.25), (0.5, 51.3), (0.5, 51.25)),
            "Corner 2 is not a pair of numbers.",
        ),
        (
            ((0.5, 51.25), (math.inf, 51.25), (0.5, 51.3), (0.5, 51.25)),
            "Corner 2 is not a pair of numbers.",
        ),
        (
            ((0.5, 51.25), (1e300, 51.25), (0.5, 51.3), (0.5, 51.25)),
            f"Side 1, from 0.50000, 51.25000 to {1e300:.5f}, 51.25000, crosses the 180th meridian. "
            "Draw it here.",
        ),
    ],
)
def test_an_area_that_cannot_be_used_is_told_so(ring: Ring, sentence: str) -> None:
    assert drawn(*ring) == sentence


@pytest.mark.parametrize(
    ("metres", "centre", "sentence"),
    [
        (49, (0.52, 51.27), "49 metres is not a distance we use. Choose 50 to 50,000."),
        (50_001, (0.52, 51.27), "50,001 metres is not a distance we use. Choose 50 to 50,000."),
        (500, None, "It has no centre. Click on the map or type a postcode."),
        (500, (math.nan, 51.27), "The centre is not a pair of numbers."),
        (
            500,
            (51.27, 0.52),
            "The centre (51.27000, 0.52000) has its numbers the wrong way round. "
            "Give longitude, then latitude.",
        ),
        (
            500,
            (-0.1, 51.5),
            "The centre (-0.10000, 51.50000) is more than 5 km outside the force's area. Move it nearer.",
        ),
    ],
)
def test_a_circle_that_cannot_be_used_is_told_so(
    metres: int, centre: tuple[float, float] | None, sentence: str
) -> None:
    assert around(metres, centre) == sentence


def test_five_kilometres_beyond_the_last_place_may_be_drawn_and_no_more() -> None:
    north = 51.34 + 0.005
    assert GROUND.near((0.52, north + 0.0440))
    assert not GROUND.near((0.52, north + 0.0500))
    assert GROUND.near((0.50 - 0.068, 51.27))
    assert not GROUND.near((0.50 - 0.085, 51.27))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=9))
def test_a_ring_crosses_itself_exactly_where_shapely_says_that_it_is_not_simple(
    corners: list[tuple[int, int]],
) -> None:
    apart = [at for n, at in enumerate(corners) if at != corners[n - 1]]
    if len(apart) < 3:
        return
    ring: Ring = tuple((float(x), float(y)) for x, y in (*apart, apart[0]))
    assert (crossing(ring) is None) == shapely.LinearRing(ring).is_simple


def test_five_hundred_corners_are_checked_in_no_time() -> None:
    started = time.process_time()
    assert drawn(*many(500)) is None
    assert time.process_time() - started < 0.5
