"""Resolving an audience to areas and stretches of the index, the same for the preview and the approval."""

from dataclasses import dataclass

from ..domain.audience import Audience
from ..domain.cover import Run, cover
from ..domain.errors import Invalid
from ..domain.force import Force
from ..domain.place import Area
from ..ports import Places


@dataclass(frozen=True)
class Audiences:
    """Knows the force's areas and interests."""

    force: Force
    places: Places

    def check(self, audience: Audience) -> None:
        """Raise Invalid where a code or interest is not one of this force's."""
        for side in (audience.include, audience.exclude):
            for code, kind in self._named(side.districts, side.wards):
                area = self.places.area(code)
                if area is None or area.kind != kind:
                    raise Invalid({"audience": f"There is no {kind} {code}. Choose from the list."})
            known = {interest.id for interest in self.force.interests}
            if strange := [name for name in side.interests if name not in known]:
                raise Invalid({"audience": f"There is no interest {strange[0]}. Choose from the list."})

    def runs(self, audience: Audience) -> list[Run]:
        """Answer where the people of this audience stand; raises Invalid where it is empty or unknown."""
        if audience.empty():
            raise Invalid({"audience": "Choose who this is for: a district, a ward or an interest."})
        self.check(audience)
        runs = cover(self._areas(audience))
        if not runs:
            raise Invalid({"audience": "No postcodes are loaded for this area. Ask your administrator."})
        return runs

    def _areas(self, audience: Audience) -> list[Area]:
        chosen = audience.include.areas()
        if chosen:
            return [area for code in chosen if (area := self.places.area(code))]
        return [area for area in self.places.areas() if area.kind == "district"]

    @staticmethod
    def _named(districts: tuple[str, ...], wards: tuple[str, ...]) -> list[tuple[str, str]]:
        return [*((code, "district") for code in districts), *((code, "ward") for code in wards)]
