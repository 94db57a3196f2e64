"""Shapes against shapely, which the project uses nowhere else than here and on the command line."""

import math

import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.domain.maps.geohash import box, geohash, point
from chalicelib.domain.maps.geometry import EARTH, area, cells, distance, inside, metres, touched
from chalicelib.domain.maps.shape import Circle, Polygon

LONS, LATS = st.floats(0.0, 1.5), st.floats(50.5, 52.0)
POINTS = st.tuples(LONS, LATS)
STARS = st.tuples(POINTS, st.lists(st.floats(0.002, 0.4), min_size=3, max_size=40))
CIRCLES = st.builds(
    lambda centre, metres: Circle(kind="circle", centre=centre, metres=metres),
    POINTS,
    st.integers(50, 20_000),
)
DOUBT = 1e-8
"""Degrees, about a millimetre, in which two ways of rounding may differ."""


def starry(star: tuple[tuple[float, float], list[float]]) -> Polygon:
    """Draw a polygon that does not cross itself: corners round a middle, each so far from it."""
    (lon, lat), spokes = star
    turns = [2 * math.pi * n / len(spokes) for n in range(len(spokes))]
    ring = [
        (lon + far * math.cos(turn), lat + far * math.sin(turn))
        for far, turn in zip(spokes, turns, strict=True)
    ]
    return Polygon(kind="polygon", ring=(*ring, ring[0]))


@given(POINTS, st.integers(1, 9))
def test_a_cells_box_holds_what_is_hashed_into_it_and_its_middle_is_its_own(
    where: tuple[float, float], length: int
) -> None:
    cell = geohash(where[1], where[0], length)
    west, south, east, north = box(cell)
    assert west <= where[0] <= east
    assert south <= where[1] <= north
    lon, lat = point(cell)
    assert geohash(lat, lon, length) == cell
    assert (lon, lat) == ((west + east) / 2, (south + north) / 2)


@given(STARS, POINTS)
def test_a_polygon_holds_the_points_that_shapely_finds_in_it(
    star: tuple[tuple[float, float], list[float]], where: tuple[float, float]
) -> None:
    shape = starry(star)
    theirs, here = shapely.Polygon(shape.ring), shapely.Point(where)
    assume(theirs.exterior.distance(here) > DOUBT)
    assert inside(shape, *where) == theirs.contains(here)


@given(STARS)
def test_the_cells_of_a_polygon_are_those_that_shapely_finds(
    star: tuple[tuple[float, float], list[float]],
) -> None:
    shape = starry(star)
    theirs = shapely.Polygon(shape.ring)
    whole, cut = cells(shape)
    assert not whole & cut
    for cell in whole | cut:
        square = shapely.box(*box(cell))
        assert touched(shape, cell) == ("in" if cell in whole else "cut")
        if cell in whole:
            assert theirs.buffer(DOUBT).contains(square)
        else:
            assert theirs.exterior.distance(square) < DOUBT
    for corner in shape.ring:
        assert geohash(corner[1], corner[0], 6) in cut


@given(CIRCLES | STARS.map(starry), st.lists(POINTS, min_size=1, max_size=30))
def test_a_point_is_judged_alike_by_its_cell_and_by_itself(
    shape: Polygon | Circle, places: list[tuple[float, float]]
) -> None:
    whole, cut = cells(shape)
    for lon, lat in places:
        cell = geohash(lat, lon, 6)
        verdict = touched(shape, cell)
        assert (cell in whole, cell in cut) == (verdict == "in", verdict == "cut")
        if verdict != "cut":
            assert inside(shape, *point(geohash(lat, lon))) == (verdict == "in")


@given(CIRCLES, st.floats(0, 2 * math.pi), st.floats(0.0, 2.0))
def test_the_cells_of_a_circle_leave_no_point_of_it_out_and_promise_none_outside(
    circle: Circle, turn: float, far: float
) -> None:
    assert circle.centre
    lat = circle.centre[1] + math.degrees(circle.metres * far / EARTH) * math.sin(turn)
    across = math.degrees(circle.metres * far / EARTH) / math.cos(math.radians(circle.centre[1]))
    where = (circle.centre[0] + across * math.cos(turn), lat)
    whole, cut = cells(circle)
    cell = geohash(where[1], where[0], 6)
    assert {touched(circle, each) for each in whole} <= {"in"}
    assert {touched(circle, each) for each in cut} <= {"cut"}
    if inside(circle, *where):
        assert cell in whole | cut
    elif metres(circle.centre, where) > circle.metres:
        assert cell not in whole


@given(STARS)
def test_an_area_agrees_with_the_one_that_shapely_measures_on_an_equal_area_map(
    star: tuple[tuple[float, float], list[float]],
) -> None:
    shape = starry(star)
    # Lambert's cylinder keeps areas; sides straight in degrees bend on it, so they are cut small.
    fine = shapely.segmentize(shapely.Polygon(shape.ring), 0.001).exterior.coords
    flat = shapely.Polygon([(math.radians(x) * EARTH, math.sin(math.radians(y)) * EARTH) for x, y in fine])
    assert math.isclose(area(shape), flat.area / 1e6, rel_tol=1e-4, abs_tol=1e-6)


def test_known_distances_and_areas() -> None:
    maidstone, canterbury = (0.5227, 51.2724), (1.0830, 51.2802)
    assert math.isclose(metres(maidstone, canterbury), 39_000, rel_tol=0.01)
    assert math.isclose(area(Circle(kind="circle", centre=maidstone, metres=2000)), 4 * math.pi, rel_tol=1e-6)
    degree = Polygon(kind="polygon", ring=((0, 51), (1, 51), (1, 52), (0, 52), (0, 51)))
    assert math.isclose(area(degree), 7_700, rel_tol=0.01)
    assert distance(maidstone, (0.5, 51.2, 0.6, 51.3)) == 0
    assert math.isclose(distance((0.4, 51.25), (0.5, 51.2, 0.6, 51.3)), metres((0.4, 51.25), (0.5, 51.25)))
