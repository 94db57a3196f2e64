"""What is wrong with an area that somebody drew, as a sentence that says what, where and what to do."""

import math
from collections.abc import Callable, Iterable
from itertools import pairwise

from .crossing import crossing
from .geohash import counted, geohash, steps
from .geometry import area, distance
from .shape import MOST_CORNERS, Circle, Degrees, Polygon

NEAR = 5_000
"""Metres that an area may reach beyond the places of the force."""
LEAST_METRES, MOST_METRES = 50, 50_000
_ROWS, _COLUMNS = 9, 10
"""Cells of geohash-6 that hold five kilometres up or down, and to either side, anywhere in the UK."""
_LEAST_KM2 = 1e-6
Check = Callable[[Polygon, "Ground"], str | None]


class Ground:
    """The cells in which people of the force may live, made ready to ask what lies near them."""

    def __init__(self, cells: Iterable[str]) -> None:
        self._cells = {counted(cell) for cell in cells}

    def near(self, where: Degrees) -> bool:
        """Tell whether a point in degrees lies within five kilometres of one of the cells."""
        lon, lat = where
        if not (-180 <= lon < 180 and -90 <= lat < 90):
            return False
        column, row = counted(geohash(lat, lon, 6))
        if (column, row) in self._cells:
            return True
        around = (
            (column + east, row + north)
            for north in range(-_ROWS, _ROWS + 1)
            for east in range(-_COLUMNS, _COLUMNS + 1)
        )
        return any(each in self._cells and _metres_to(where, each) <= NEAR for each in around)


def flaw(shape: Polygon | Circle, ground: Ground) -> str | None:
    """Answer what is wrong with a shape whose circle has its centre; None where nothing is."""
    if isinstance(shape, Circle):
        return _circle_flaw(shape, ground)
    return next((found for check in _CHECKS if (found := check(shape, ground))), None)


def _circle_flaw(circle: Circle, ground: Ground) -> str | None:
    if not LEAST_METRES <= circle.metres <= MOST_METRES:
        return f"{circle.metres:,} metres is not a distance we use. Choose {LEAST_METRES} to {MOST_METRES:,}."
    if circle.centre is None:
        return "It has no centre. Click on the map or type a postcode."
    if not all(map(math.isfinite, circle.centre)):
        return "The centre is not a pair of numbers."
    if ground.near(circle.centre):
        return None
    return _strange("The centre", circle.centre, ground)


def _not_numbers(shape: Polygon, ground: Ground) -> str | None:
    for n, corner in enumerate(shape.ring, 1):
        if not all(map(math.isfinite, corner)):
            return f"Corner {n} is not a pair of numbers."
    return None


def _too_few_or_many(shape: Polygon, ground: Ground) -> str | None:
    if len(shape.ring) < 4:
        return f"It has {len(shape.ring)} corners. Draw three or more, and the first again at the end."
    if len(shape.ring) - 1 > MOST_CORNERS:
        return f"It has {len(shape.ring) - 1:,} corners; {MOST_CORNERS} is the most. Draw it more simply."
    return None


def _not_closed(shape: Polygon, ground: Ground) -> str | None:
    first, last = shape.ring[0], shape.ring[-1]
    if first == last:
        return None
    return (
        f"It is not closed: the last corner ({_at(last)}) is not the first ({_at(first)}). "
        "Give the first corner again at the end."
    )


def _around_the_world(shape: Polygon, ground: Ground) -> str | None:
    for n, (one, other) in enumerate(pairwise(shape.ring), 1):
        if abs(other[0] - one[0]) > 180:
            return f"Side {n}, from {_at(one)} to {_at(other)}, crosses the 180th meridian. Draw it here."
    return None


def _elsewhere(shape: Polygon, ground: Ground) -> str | None:
    for n, corner in enumerate(shape.ring, 1):
        if not ground.near(corner):
            return _strange(f"Corner {n}", corner, ground)
    return None


def _strange(what: str, where: Degrees, ground: Ground) -> str:
    """Say how a point is out of the force's area."""
    lon, lat = where
    if ground.near((lat, lon)):
        return f"{what} ({_at(where)}) has its numbers the wrong way round. Give longitude, then latitude."
    # The United Kingdom with its islands.
    if not (49 <= lat <= 61.5 and -9 <= lon <= 2.5):
        return f"{what} ({_at(where)}) is not in the United Kingdom. Give longitude, then latitude."
    return f"{what} ({_at(where)}) is more than 5 km outside the force's area. Move it nearer."


def _no_size(shape: Polygon, ground: Ground) -> str | None:
    (x0, y0), *others = shape.ring
    (x1, y1) = max(others, key=lambda at: abs(at[0] - x0) + abs(at[1] - y0))
    off = max(abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) for x, y in others)
    # Square degrees: the hundredth part of a square metre.
    return "It has no size: all its corners lie on one line. Draw it again." if off < 1e-12 else None


def _crossed(shape: Polygon, ground: Ground) -> str | None:
    if pair := crossing(shape.ring):
        (n, one, _), (m, other, _) = pair
        return (
            f"Side {n} (from {_at(one)}) and side {m} (from {_at(other)}) meet or cross. "
            "Move a corner so that they do not."
        )
    return "It has no size. Draw it again." if area(shape) < _LEAST_KM2 else None


_CHECKS: tuple[Check, ...] = (
    _not_numbers,
    _too_few_or_many,
    _not_closed,
    _around_the_world,
    _elsewhere,
    _no_size,
    _crossed,
)


def _metres_to(where: Degrees, cell: tuple[int, int]) -> float:
    (column, row), (width, height) = cell, steps(6)
    west, south = column * width - 180, row * height - 90
    return distance(where, (west, south, west + width, south + height))


def _at(where: Degrees) -> str:
    return f"{where[0]:.5f}, {where[1]:.5f}"
