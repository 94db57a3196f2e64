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
        self._areas(audience, self.places.areas())

    def runs(self, audience: Audience) -> list[Run]:
        """Answer where the people of this audience stand; raises Invalid where it is empty or unknown."""
        if audience.empty():
            raise Invalid({"audience": "Choose who this is for: a district, a ward or an interest."})
        everywhere = self.places.areas()
        runs = cover(self._areas(audience, everywhere), everywhere)
        if not runs:
            raise Invalid({"audience": "No postcodes are loaded for this area. Ask your administrator."})
        return runs

    def _areas(self, audience: Audience, everywhere: list[Area]) -> list[Area]:
        """Answer the areas that are included, or every district where none is."""
        known = {area.code: area for area in everywhere}
        interests = {interest.id for interest in self.force.interests}
        for side in (audience.include, audience.require, audience.exclude):
            for kind, codes in (("district", side.districts), ("ward", side.wards)):
                for code in codes:
                    if code not in known or known[code].kind != kind:
                        raise Invalid({"audience": f"There is no {kind} {code}. Choose from the list."})
        for choice in (audience.require, audience.exclude):
            if strange := [name for name in choice.interests if name not in interests]:
                raise Invalid({"audience": f"There is no interest {strange[0]}. Choose from the list."})
        chosen = [known[code] for code in audience.include.codes()]
        return chosen or [area for area in everywhere if area.kind == "district"]
