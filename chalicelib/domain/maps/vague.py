"""Places of crimes for the public: moved to a grid, and wide enough still to hold what was meant."""

from math import ceil, cos, pi, radians

from ..audience import Audience
from .geometry import EARTH
from .shape import Circle, Shape

GRID = 500
"""Metres between the points of the grid."""
_OFF = 360
"""Metres, a little more than half a diagonal of the grid: no point lies farther from the nearest of it."""


def vague(audience: Audience, crime: bool = False) -> Audience:
    """Make the place of every crime in a rule vague; all else stays exact.

    Where the alert is about a crime, any circle may be round its place, whether or not somebody said so.
    """
    return audience.but(
        **{
            name: side.but(shapes=tuple(_moved(shape, crime) for shape in side.shapes))
            for name, side in zip(("include", "require", "exclude"), audience.sides(), strict=True)
        }
    )


def _moved(shape: Shape, crime: bool) -> Shape:
    """Snap the centre of a crime's circle, and widen it by the same for all, which tells nothing."""
    if not isinstance(shape, Circle) or not (crime or shape.crime) or shape.centre is None:
        return shape
    lon, lat = shape.centre
    step = GRID / (EARTH * pi / 180)
    north = round(lat / step) * step
    across = step / max(cos(radians(north)), 0.01)
    centre = (round(lon / across) * across, north)
    return shape.but(centre=centre, postcode="", metres=ceil((shape.metres + _OFF) / 100) * 100)
