"""Pictures of where alerts are about: exact for officers, the places of crimes vague for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.alert import Alert
from ..domain.audience import Audience
from ..domain.errors import NotFound
from ..domain.force import Force
from ..domain.maps.geometry import inside
from ..domain.maps.paths import rings_of
from ..domain.maps.picture import picture
from ..domain.maps.shape import Circle, Degrees, Polygon, Shape
from ..domain.maps.vague import vague
from ..domain.officer import Officer
from ..domain.place import Outline
from ..ports import Places
from .authenticity import Authenticity
from .steps import Steps
from .wording import Wording


@dataclass(frozen=True)
class Picturing:
    """Draws what an alert means over the borders of its districts; nothing where no border is loaded."""

    force: Force
    places: Places
    wording: Wording
    steps: Steps
    authenticity: Authenticity

    def public(self, code: str) -> str:
        """Draw a real alert by the code in its messages; NotFound for training and before it leaves."""
        alert = self.authenticity.alert(code)
        if alert is None:
            raise NotFound("There is no picture of this message.")
        areas = ", ".join(self.wording.in_public([alert.content.audience])[0])
        crime = alert.content.crime_recorded_at is not None
        drawn = self._drawn(alert, vague(alert.content.audience, crime), f"A map of the area: {areas}.")
        if drawn is None:
            raise NotFound("There is no picture of this area.")
        return drawn

    def exact(self, officer: Officer, alert: str) -> str | None:
        """Draw any alert, whatever its state, as it will be resolved; None while it is for nobody yet."""
        officer.require("see alerts")
        found = self.steps.load(alert)
        audience = found.content.audience
        return self._drawn(found, audience, f"A map of the area. {self.wording.said(audience)}.")

    def _drawn(self, alert: Alert, audience: Audience, about: str) -> str | None:
        if audience.empty():
            return None
        if any(side.sectors for side in audience.sides()):
            about += " Postcode sectors have no border and are not drawn."
        if not audience.exclude.anywhere():
            about += " Hatched areas are left out."
        title = f"Where this is about: {alert.content.headline}"
        return picture(audience, self._outlines(audience), title, about, self.force.map.credit)

    def _outlines(self, audience: Audience) -> list[Outline]:
        """Answer the borders of all districts, and of what lies in those with a smaller area or a shape."""
        districts = self.places.outlines("")
        codes = {code for side in audience.sides() for code in (*side.wards, *side.neighbourhoods)}
        wanted = {area.district for area in map(self.places.area, codes) if area}
        points = [point for side in audience.sides() for shape in side.shapes for point in _points(shape)]
        wanted |= {each.code for each in districts if any(_holds(each, point) for point in points)}
        finer = [outline for district in sorted(wanted) for outline in self.places.outlines(district)]
        return [*districts, *finer]


def _points(shape: Shape) -> Sequence[Degrees]:
    """Answer a few points that tell which districts a shape lies in."""
    if isinstance(shape, Circle):
        return [shape.centre] if shape.centre else []
    return shape.ring[:: len(shape.ring) // 8 + 1]


def _holds(district: Outline, point: Degrees) -> bool:
    rings = rings_of(district.geometry)
    return any(inside(Polygon(kind="polygon", ring=tuple(ring)), *point) for ring in rings)
