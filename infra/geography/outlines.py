"""Outlines for a map: polygons made simple together, so that neighbours still share their border."""

import json
from collections.abc import Mapping
from typing import Any

import numpy
import shapely
from shapely.geometry import mapping

from .boundaries import Shape
from .files import BadFile

COARSE = 0.0003
"""How coarse an outline may be, in degrees: about 20 to 30 m, finer than a line on a screen is wide."""
MOST = 390_000
"""Bytes of an outline: an item of the table takes 400 KB with everything beside it."""
_DIGITS = 5
_ROUNDS = 12


def simplified(shapes: Mapping[str, Shape], coarse: float = COARSE) -> dict[str, str]:
    """Answer each shape as GeoJSON text, simplified with the others as one coverage, to about a metre.

    Holes and islands stay. A shape too large for an item is made coarser until it fits; raises BadFile
    where that does not help.
    """
    if not shapes:
        return {}
    simple: Any = shapely.coverage_simplify(numpy.array(list(shapes.values()), object), coarse)
    pairs = zip(shapes, simple, shapes.values(), strict=True)
    return {code: _fitting(code, _whole(new, old), coarse) for code, new, old in pairs}


def _whole(simple: Shape, full: Shape) -> Shape:
    """Take the simplified shape where it is still one: overlapping neighbours can leave nothing of it."""
    rounded = _rounded(simple)
    return rounded if rounded.is_valid and not rounded.is_empty else _rounded(full)


def _rounded(made: Shape) -> Shape:
    """Round each corner by itself, the same for both neighbours of a border."""
    rounded = shapely.transform(made, lambda corners: numpy.round(corners, _DIGITS))
    if rounded.is_valid:
        return rounded
    mended = shapely.set_precision(made, 10.0**-_DIGITS)
    return mended if isinstance(mended, shapely.Polygon | shapely.MultiPolygon) else made


def _fitting(code: str, made: Shape, coarse: float) -> str:
    for round_ in range(_ROUNDS):
        text = _text(made)
        if len(text) <= MOST:
            return text
        coarser: Any = made.simplify(coarse * 2**round_, preserve_topology=True)
        made = _rounded(coarser)
    raise BadFile(f"The outline of {code} has so many parts that it cannot be kept. Leave the smallest out.")


def _text(made: Shape) -> str:
    geometry = mapping(made)
    numbers = json.loads(json.dumps(geometry), parse_float=lambda digits: round(float(digits), _DIGITS))
    return json.dumps(numbers, separators=(",", ":"))
