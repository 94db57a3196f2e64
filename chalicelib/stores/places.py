"""Postcodes and areas in the table."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..domain.place import Area, Postcode
from ..ports import Table
from . import keys
from .items import item_of, model_of


@dataclass(frozen=True)
class PlaceStore:
    """`ports.Places` on the table; what is loaded again overwrites what was there."""

    table: Table

    def postcode(self, postcode: str) -> Postcode | None:
        """Find a postcode in its tidy form, `ME14 1XX`."""
        item = self.table.get(keys.postcode(postcode))
        return model_of(Postcode, item) if item else None

    def area(self, code: str) -> Area | None:
        """Find a district or ward."""
        item = self.table.get(keys.area(code))
        return model_of(Area, item) if item else None

    def areas(self) -> list[Area]:
        """Answer every area, sorted by code."""
        return [model_of(Area, item) for item in self.table.query(keys.AREAS)]

    def put_postcodes(self, postcodes: Iterable[Postcode]) -> None:
        """Write postcodes as they come, 25 a call."""
        self.table.put_many(item_of(postcode, keys.postcode(postcode.postcode)) for postcode in postcodes)

    def put_areas(self, areas: Iterable[Area]) -> None:
        """Write areas."""
        self.table.put_many(item_of(area, keys.area(area.code)) for area in areas)
