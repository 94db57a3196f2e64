"""Rules of audiences in words: the names of areas and earlier alerts, looked up once for all."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.audience import Audience
from ..domain.force import Force
from ..domain.said import Names, said, said_in_public
from ..ports import Alerts, Places

FEW = 10
"""Areas that are looked up one by one; for more of them all areas are read at once."""


@dataclass(frozen=True)
class Wording:
    """Says who is meant."""

    force: Force
    places: Places
    alerts: Alerts

    def said(self, audience: Audience) -> str:
        """Say one rule."""
        return self.said_of([audience])[0]

    def said_of(self, audiences: Sequence[Audience]) -> list[str]:
        """Say several rules, in their order."""
        names = {**self._areas(audiences), **self._headlines(audiences)}
        return [said(audience, names, self.force) for audience in audiences]

    def in_public(self, audiences: Sequence[Audience]) -> list[list[str]]:
        """Name the areas of each audience as everybody may read them."""
        names = self._areas(audiences)
        return [said_in_public(audience, names, self.force) for audience in audiences]

    def _areas(self, audiences: Sequence[Audience]) -> Names:
        codes = {code for each in audiences for side in each.sides() for code in side.codes()}
        if len(codes) > FEW:
            return self.places.names()
        found = {code: self.places.area(code) for code in codes}
        return {code: area.name for code, area in found.items() if area}

    def _headlines(self, audiences: Sequence[Audience]) -> Names:
        choices = [choice for each in audiences for choice in (each.require, each.exclude)]
        ids = {id for choice in choices for id in (*choice.received, *choice.answered)}
        found = {id: self.alerts.load(id) for id in ids}
        return {id: alert.content.headline for id, alert in found.items() if alert}
