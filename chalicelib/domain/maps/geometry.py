"""Where a shape is: which points it holds, which geohash cells it touches, how large it is.

Sides of polygons are straight in degrees, as GeoJSON says (RFC 7946, 3.1.1); distances are great circles on
a sphere of the Earth's mean radius.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from .geohash import Box, box, named, point, steps
from .shape import Circle, Degrees, Polygon

EARTH = 6_371_008.8
"""Metres, the mean radius (IUGG)."""
_HAIR = 1e-9
"""Degrees, a tenth of a millimetre: a cell this near to a border counts as cut, whatever rounding says."""
Touch = Literal["out", "cut", "in"]
Spans = dict[int, list[tuple[int, int]]]
"""Row -> columns from the first to the last, both included."""


def inside(shape: Polygon | Circle, lon: float, lat: float) -> bool:
    """Tell whether a shape holds a point in degrees.

    Of a polygon's border the western and southern sides belong to it, so that of two polygons side by side
    only one holds a point; a circle holds its border.
    """
    if isinstance(shape, Circle):
        return metres(_centre(shape), (lon, lat)) <= shape.metres
    within = False
    for (x1, y1), (x2, y2) in pairwise(shape.ring):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
            within = not within
    return within


def touched(shape: Polygon | Circle, cell: str) -> Touch:
    """Tell how a geohash cell of any length lies: all of it out or in, or cut by the border, if in doubt."""
    west, south, east, north = box(cell)
    if isinstance(shape, Circle):
        wide, narrow = _reach(shape, south, north)
        lon = _centre(shape)[0]
        if wide is None or west > lon + wide + _HAIR or east < lon - wide - _HAIR:
            return "out"
        return "in" if narrow is not None and max(lon - west, east - lon) <= narrow - _HAIR else "cut"
    around = (west - _HAIR, south - _HAIR, east + _HAIR, north + _HAIR)
    if any(_clipped(start, end, around[1], around[3], around) for start, end in pairwise(shape.ring)):
        return "cut"
    return "in" if inside(shape, *point(cell)) else "out"


def cells(shape: Polygon | Circle) -> tuple[set[str], set[str]]:
    """Answer the geohash-6 cells that lie in a shape as a whole, and those that its border cuts."""
    within, cut = _circle(shape) if isinstance(shape, Circle) else _polygon(shape)
    border = {(column, row) for row, spans in cut.items() for column in _columns(spans)}
    whole = {(column, row) for row, spans in within.items() for column in _columns(spans)} - border
    return {named(*each) for each in whole}, {named(*each) for each in border}


def area(shape: Polygon | Circle) -> float:
    """Answer the area in km²."""
    if isinstance(shape, Circle):
        return 2 * math.pi * (EARTH / 1000) ** 2 * (1 - math.cos(shape.metres / EARTH))
    total = 0.0
    for (x1, y1), (x2, y2) in pairwise(shape.ring):
        low, high = math.radians(y1), math.radians(y2)
        # The mean of the sine along a side that is straight in degrees.
        flat = abs(high - low) < _HAIR
        mean = math.sin((low + high) / 2) if flat else (math.cos(low) - math.cos(high)) / (high - low)
        total += math.radians(x2 - x1) * mean
    return abs(total) * (EARTH / 1000) ** 2


def metres(one: Degrees, other: Degrees) -> float:
    """Answer the distance of two points by the haversine formula."""
    (lon1, lat1), (lon2, lat2) = (map(math.radians, each) for each in (one, other))
    squared = math.sin((lat2 - lat1) / 2) ** 2
    squared += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, squared)))


def distance(where: Degrees, around: Box) -> float:
    """Answer the metres from a point to the nearest of a box, true to a thousandth up to 50 km."""
    west, south, east, north = around
    return metres(where, (min(max(where[0], west), east), min(max(where[1], south), north)))


def _centre(circle: Circle) -> Degrees:
    if circle.centre is None:
        raise ValueError("a circle is used before its postcode was looked up")
    return circle.centre


def _columns(spans: list[tuple[int, int]]) -> Iterator[int]:
    return (column for first, last in spans for column in range(first, last + 1))


def _row(lat: float) -> int:
    return math.floor((lat + 90) / steps(6)[1])


def _column(lon: float) -> int:
    return math.floor((lon + 180) / steps(6)[0])


def _polygon(shape: Polygon) -> tuple[Spans, Spans]:
    """Cut every row of cells that a side passes; between the sides, middles tell what lies inside."""
    height = steps(6)[1]
    cut: Spans = defaultdict(list)
    crossings: dict[int, list[float]] = defaultdict(list)
    for start, end in pairwise(shape.ring):
        (x1, y1), (x2, y2) = start, end
        for row in range(_row(min(y1, y2) - _HAIR), _row(max(y1, y2) + _HAIR) + 1):
            south = row * height - 90
            if clipped := _clipped(start, end, south - _HAIR, south + height + _HAIR):
                cut[row].append((_column(clipped[0] - _HAIR), _column(clipped[1] + _HAIR)))
            middle = south + height / 2
            if (y1 > middle) != (y2 > middle):
                crossings[row].append(x1 + (middle - y1) / (y2 - y1) * (x2 - x1))
    within: Spans = {}
    for row, found in crossings.items():
        sides = iter(sorted(found))
        within[row] = [(_column(west), _column(east)) for west, east in zip(sides, sides, strict=True)]
    return within, cut


def _clipped(
    start: Degrees, end: Degrees, south: float, north: float, around: Box | None = None
) -> tuple[float, float] | None:
    """Answer which longitudes a side takes between two latitudes; None for none, or none in the box."""
    (x1, y1), (x2, y2) = start, end
    if max(y1, y2) < south or min(y1, y2) > north:
        return None
    if y1 == y2:
        west, east = min(x1, x2), max(x1, x2)
    else:
        ends = [min(max((y - y1) / (y2 - y1), 0.0), 1.0) for y in (south, north)]
        west, east = sorted(x1 + share * (x2 - x1) for share in ends)
    return None if around and (east < around[0] or west > around[2]) else (west, east)


def _circle(shape: Circle) -> tuple[Spans, Spans]:
    """Answer for each row of cells what the circle reaches, and what it holds from top to bottom."""
    (lon, lat), height, width = _centre(shape), steps(6)[1], steps(6)[0]
    tall = math.degrees(shape.metres / EARTH) + _HAIR
    within: Spans = {}
    cut: Spans = {}
    for row in range(_row(lat - tall), _row(lat + tall) + 1):
        wide, narrow = _reach(shape, row * height - 90, (row + 1) * height - 90)
        if wide is None:
            continue
        first, last = _column(lon - wide - _HAIR), _column(lon + wide + _HAIR)
        if narrow is None:
            cut[row] = [(first, last)]
            continue
        west = math.ceil((lon - narrow + _HAIR + 180) / width)
        east = math.floor((lon + narrow - _HAIR + 180) / width) - 1
        within[row] = [(west, east)]
        cut[row] = [(first, last)] if west > east else [(first, west - 1), (east + 1, last)]
    return within, cut


def _reach(circle: Circle, south: float, north: float) -> tuple[float | None, float | None]:
    """Answer how many degrees east and west a circle reaches between two latitudes, at most and at least.

    None where it does not reach at all. It reaches farthest a little nearer to the pole than its middle.
    """
    lat = math.radians(_centre(circle)[1])
    farthest = math.degrees(math.asin(min(1.0, math.sin(lat) / math.cos(circle.metres / EARTH))))
    wide = _half(circle, min(max(farthest, south - _HAIR), north + _HAIR))
    low, high = _half(circle, south), _half(circle, north)
    return wide, None if low is None or high is None else min(low, high)


def _half(circle: Circle, lat: float) -> float | None:
    """Answer half the width in degrees that a circle has at a latitude, by the haversine formula."""
    own, there = math.radians(_centre(circle)[1]), math.radians(lat)
    squared = math.sin(circle.metres / EARTH / 2) ** 2 - math.sin((there - own) / 2) ** 2
    if squared < 0:
        return None
    sine = math.sqrt(squared / (math.cos(own) * math.cos(there)))
    return math.degrees(2 * math.asin(min(1.0, sine)))
