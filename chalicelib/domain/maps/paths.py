"""Borders in degrees as paths in pixels: projected plainly, cut to the frame, no finer than seen."""

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, radians
from typing import NamedTuple, Self

Point = tuple[float, float]
Ring = Sequence[Point]
_BEYOND = 6
"""Pixels around the frame in which borders still are, so that no cut edge is seen."""
_STEP = 3
"""Pixels, across and down together, that a border goes at least before it may turn."""
_LEAST = 0.04
"""Degrees of latitude that a picture shows at least, some 4 km: what is smaller needs to be found."""


class View(NamedTuple):
    """What a picture shows: where its corner in the north-west lies, and its pixels per degree."""

    west: float
    north: float
    per_lon: float
    per_lat: float
    width: int
    height: int

    @classmethod
    def of(cls, rings: Iterable[Ring], width: int, height: int, margin: int) -> Self:
        """Fit all points of these rings into so many pixels, as large as they go; ValueError without any.

        Equirectangular: a degree of longitude is shortened by the cosine of the middle's latitude, which
        for a county is true to less than a pixel in a hundred.
        """
        points = [point for ring in rings for point in ring]
        if not points:
            raise ValueError("a picture of nothing")
        (west, east), (south, north) = ((min(axis), max(axis)) for axis in zip(*points, strict=True))
        across = max(cos(radians((south + north) / 2)), 0.01)
        scale = min(
            (width - 2 * margin) / max((east - west) * across, _LEAST),
            (height - 2 * margin) / max(north - south, _LEAST),
        )
        left = (west + east) / 2 - width / 2 / scale / across
        return cls(left, (south + north) / 2 + height / 2 / scale, scale * across, scale, width, height)

    def at(self, point: Point) -> Point:
        """Answer the pixel of a point."""
        return (point[0] - self.west) * self.per_lon, (self.north - point[1]) * self.per_lat

    def path(self, rings: Iterable[Ring]) -> str:
        """Write the part of these rings that is seen as SVG's path data; empty where none is."""
        return "".join(_written(self.seen(ring)) for ring in rings)

    def seen(self, ring: Ring) -> list[tuple[int, int]]:
        """Answer the whole pixels of a ring within the frame, some way apart and none on a straight line."""
        cut = [self.at(point) for point in ring]
        for axis, size in ((0, self.width), (1, self.height)):
            cut = _cut(_cut(cut, axis, -_BEYOND, -1), axis, size + _BEYOND, 1)
        return _thinned([(round(x), round(y)) for x, y in cut])

    def middle(self, rings: Iterable[Ring]) -> Point | None:
        """Answer a pixel well inside the largest of these rings as far as it is seen; None where none is."""
        seen = [pixels for ring in rings if len(pixels := self.seen(ring)) > 2]
        return _well_inside(max(seen, key=_spread)) if seen else None


def rings_of(geometry: str) -> list[Ring]:
    """Read the rings of a GeoJSON polygon, or of several: islands and holes alike, told apart by evenodd."""
    shape = json.loads(geometry)
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [[(point[0], point[1]) for point in ring] for polygon in polygons for ring in polygon]


def _cut(ring: list[Point], axis: int, limit: float, way: int) -> list[Point]:
    """Keep what lies on one side of a line (Sutherland and Hodgman, 1974)."""
    kept: list[Point] = []
    for before, here in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
        was, now = way * (limit - before[axis]), way * (limit - here[axis])
        if (was < 0) != (now < 0):
            share = was / (was - now)
            kept.append(tuple(a + share * (b - a) for a, b in zip(before, here, strict=True)))  # type: ignore[arg-type]
        if now >= 0:
            kept.append(here)
    return kept


def _thinned(pixels: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for pixel in pixels:
        if kept and abs(pixel[0] - kept[-1][0]) + abs(pixel[1] - kept[-1][1]) < _STEP:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], pixel):
            kept.pop()
        kept.append(pixel)
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept


def _straight(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - b[1]) == (b[1] - a[1]) * (c[0] - b[0])


def _written(pixels: list[tuple[int, int]]) -> str:
    """Write a closed ring with steps from pixel to pixel, which are shorter than where they lead."""
    if len(pixels) < 3:
        return ""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(pixels)]
    return (
        f"M{pixels[0][0]} {pixels[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-") + "z"
    )


def _well_inside(pixels: list[tuple[int, int]]) -> Point:
    """Answer the middle of the widest stretch, half way down: its box may have a neighbour there."""
    west, north, east, south = _box(pixels)
    down = (north + south) / 2
    crossed = sorted(
        a[0] + (down - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        for a, b in pairwise([*pixels, pixels[0]])
        if (a[1] <= down) != (b[1] <= down)
    )
    stretches = zip(crossed[::2], crossed[1::2], strict=True)
    start, end = max(stretches, key=lambda ends: ends[1] - ends[0], default=(west, east))
    return (start + end) / 2, down


def _spread(pixels: list[tuple[int, int]]) -> int:
    west, north, east, south = _box(pixels)
    return (east - west) * (south - north)


def _box(pixels: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    across, down = zip(*pixels, strict=True)
    return min(across), min(down), max(across), max(down)
