"""Shapes: areas drawn on a map, or given by a point and a distance."""

from typing import Annotated, Literal

from pydantic import Field

from ..model import Model

Degrees = tuple[float, float]
"""A point as GeoJSON has it (RFC 7946): longitude, then latitude, in degrees (WGS 84)."""
MOST_CORNERS = 500
MOST_IN_ALL = 2_000
"""Corners of an audience's shapes together: every place that a border comes near is measured by them all."""
MOST_SHAPES = 20


class Polygon(Model):
    """A drawn area: one closed ring, the first corner again as the last."""

    kind: Literal["polygon"]
    ring: tuple[Degrees, ...]


class Circle(Model):
    """Everything within so many metres of a point.

    `postcode` is what was typed where the centre is a postcode's own point, which the server looks up;
    `crime` marks the place of a crime: exact for choosing people, made vague in any public picture.
    """

    kind: Literal["circle"]
    centre: Degrees | None = None
    postcode: str = Field(default="", max_length=20)
    metres: int
    crime: bool = False


Shape = Annotated[Polygon | Circle, Field(discriminator="kind")]
