"""Postcodes, areas and their outlines in the table."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..domain.place import Area, Outline, Outward, Postcode
from ..domain.subscriber import Place
from ..ports import Table, Write
from . import keys
from .items import item_of, model_of, saving


@dataclass(frozen=True)
class PlaceStore:
    """`ports.Places` on the table; what is loaded again overwrites what was there."""

    table: Table

    def postcode(self, postcode: str) -> Postcode | None:
        """Find a postcode in its tidy form, `ME14 1XX`."""
        item = self.table.get(keys.postcode(postcode))
        return model_of(Postcode, item) if item else None

    def outward(self, outward: str) -> Outward | None:
        item = self.table.get(keys.outward(outward))
        return model_of(Outward, item) if item else None

    def area(self, code: str) -> Area | None:
        """Find a district, ward or neighbourhood."""
        item = self.table.get(keys.area(code))
        return model_of(Area, item) if item else None

    def areas(self) -> list[Area]:
        """Answer every area, sorted by code."""
        return [model_of(Area, item) for item in self.table.query(keys.AREAS)]

    def names(self) -> dict[str, str]:
        return {area.code: area.name for area in self.areas()}

    def outlines(self, district: str) -> list[Outline]:
        first = keys.outline(district, "").sk
        return [model_of(Outline, item) for item in self.table.query(keys.OUTLINES, first, first + keys.LAST)]

    def widened(self, *places: Place) -> list[Write]:
        cells: dict[str, set[str]] = defaultdict(set)
        for place in places:
            for code in filter(None, (place.district, place.ward, place.neighbourhood)):
                cells[code].add(place.geohash[:6])
        found = self.table.get_many([keys.area(code) for code in cells]).values() if cells else []
        return [
            saving(area.but(cells=tuple(sorted(wider))), area, keys.area(area.code), "cells")
            for area in (model_of(Area, item) for item in found)
            if (wider := cells[area.code].union(area.cells)) > set(area.cells)
        ]

    def put_postcodes(self, postcodes: Iterable[Postcode]) -> None:
        """Write postcodes as they come, 25 a call."""
        self.table.put_many(item_of(postcode, keys.postcode(postcode.postcode)) for postcode in postcodes)

    def put_outwards(self, outwards: Iterable[Outward]) -> None:
        """Write what lies with other forces."""
        self.table.put_many(item_of(each, keys.outward(each.outward)) for each in outwards)

    def put_areas(self, areas: Iterable[Area]) -> None:
        """Write areas."""
        self.table.put_many(item_of(area, keys.area(area.code)) for area in areas)

    def put_outlines(self, outlines: Iterable[Outline]) -> None:
        """Write outlines, each of which must fit into an item."""
        self.table.put_many(item_of(each, keys.outline(each.district, each.code)) for each in outlines)
