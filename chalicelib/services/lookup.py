"""Looking a postcode up: whose area it is in, and what to say where it is not ours."""

from dataclasses import dataclass

from ..domain.application import a_postcode
from ..domain.elsewhere import ended, not_ours
from ..domain.errors import NotFound
from ..domain.force import Force
from ..domain.groups import suggested
from ..domain.maps.point import Point
from ..domain.model import Model
from ..domain.place import Postcode
from ..domain.shown import ShownPlace
from ..domain.subscriber import Place
from ..ports import Places


class Told(Model):
    """What anybody may know of a postcode: names of its areas, interests of people there, its last month."""

    postcode: str
    district: str
    area: str
    suggested: tuple[str, ...]
    ended: str | None


class Ground(Model):
    """Where a postcode is, (longitude, latitude), and the outlines of its areas as features of GeoJSON."""

    point: tuple[float, float]
    features: tuple[dict[str, object], ...]


@dataclass(frozen=True)
class Lookup:
    """Knows places and nothing of people, so its answers depend on nobody."""

    places: Places
    force: Force

    def find(self, postcode: str) -> Postcode:
        """Find a tidy postcode; raises ValueError with the sentence for one that is not ours."""
        found = self.places.postcode(postcode)
        if found is None:
            outward = self.places.outward(postcode.partition(" ")[0])
            raise ValueError(not_ours(postcode, outward, self.force.name))
        return found

    def told(self, typed: str) -> Told:
        """Tell of a postcode as it was typed; raises NotFound with the sentence where it is not ours."""
        found = self._found(typed)
        return Told(
            postcode=found.postcode,
            district=self._name(found.district),
            area=self._name(found.neighbourhood or found.ward),
            suggested=suggested(self.force, found.district, found.ward, found.neighbourhood),
            ended=ended(found),
        )

    def ground(self, typed: str) -> Ground:
        """Answer the ground around a postcode; raises NotFound with the sentence where it is not ours."""
        found = self._found(typed)
        own = [
            each
            for each in self.places.outlines(found.district)
            if each.code in (found.neighbourhood, found.ward)
        ]
        return Ground(point=(found.lon, found.lat), features=tuple(each.feature() for each in own))

    def shown(self, place: Place) -> ShownPlace:
        """Show somebody a place of theirs, with the names of its areas."""
        found = self.places.postcode(place.postcode)
        return ShownPlace(
            n=place.n,
            label=place.label,
            postcode=place.postcode,
            house=place.house,
            area=self._name(place.neighbourhood or place.ward),
            district=self._name(place.district),
            point=str(Point(place.lat, place.lon)) if place.finer else None,
            ended=ended(found) if found else None,
        )

    def _found(self, typed: str) -> Postcode:
        try:
            return a_postcode(typed, self.find)
        except ValueError as refusal:
            raise NotFound(str(refusal)) from None

    def _name(self, code: str) -> str:
        area = self.places.area(code) if code else None
        return area.name if area else code
