"""Postcodes and areas as the force loaded them."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from .maps.geohash import geohash
from .model import Model

NEIGHBOURHOODS = "neighbourhoods"
"""The edition of areas whose borders are the force's own."""
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")


class Postcode(Model):
    """One postcode: its point in degrees (WGS 84) and the codes of its areas.

    `ward` is empty where the directory knows none, `neighbourhood` where the force has none, `homes` (the
    code of the area in which homes are counted) where that is the ward. `ended` is the month of its end,
    `2019-05`.
    """

    postcode: str
    lat: float
    lon: float
    district: str
    ward: str
    neighbourhood: str = ""
    homes: str = ""
    ended: str = ""


class Area(Model):
    """A district, ward or neighbourhood; `cells` are the geohash-6 cells that hold its postcodes, sorted.

    `edition` is the column or file its code comes from; `households` is None where nobody counted them.
    An area without postcodes is one in which homes are counted and nothing else, or one of an older edition:
    it has its name, and nobody can be written to by it.
    """

    code: str
    kind: str
    name: str
    edition: str
    district: str
    cells: tuple[str, ...]
    postcodes: int
    sectors: tuple[str, ...] = ()
    households: int | None = None


class Outward(Model):
    """The first half of a postcode that lies, as a whole or in part, with other forces: whom to join there.

    A force is its name and its site: `Sussex Police https://www.sussex.police.uk`.
    """

    outward: str
    forces: tuple[str, ...]


class Outline(Model):
    """The border of an area for a map: `geometry` is GeoJSON, as text, in degrees (WGS 84).

    `district` is the code of the district that a ward or neighbourhood lies in, empty for a district.
    """

    code: str
    kind: str
    name: str
    district: str
    geometry: str

    def feature(self) -> dict[str, object]:
        """Answer it as a feature of GeoJSON."""
        properties = {"code": self.code, "name": self.name, "kind": self.kind}
        return {"type": "Feature", "properties": properties, "geometry": json.loads(self.geometry)}


class Loading(Model):
    """How far a file of postcodes has come into the table: `digest` tells the file, `rows` were written."""

    digest: str
    rows: int


def tidy_postcode(typed: str) -> str | None:
    """Put a typed postcode into the form `ME14 1XX`; None where it cannot be one.

    Case, spaces and punctuation do not matter (GOV.UK design system, addresses pattern).
    """
    squeezed = re.sub(r"[^A-Z0-9]", "", typed.upper())
    match = _POSTCODE.fullmatch(squeezed)
    return f"{match[1]} {match[2]}" if match else None


def areas_of(postcodes: Iterable[Postcode], names: Mapping[str, str], edition: str) -> list[Area]:
    """Make the areas of these postcodes, with the cells that cover them, sorted by code.

    `names` maps codes to names; an area without one is called by its code. `edition` is that of districts
    and wards. A neighbourhood in two districts counts as that one's which has more of its postcodes.
    """
    cells: dict[tuple[str, str], set[str]] = defaultdict(set)
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    sectors: dict[str, set[str]] = defaultdict(set)
    for postcode in postcodes:
        cell = geohash(postcode.lat, postcode.lon, 6)
        sectors[postcode.ward or postcode.district].add(postcode.postcode[:-2])
        for area in (
            (postcode.district, "district"),
            (postcode.ward, "ward"),
            (postcode.neighbourhood, "neighbourhood"),
        ):
            if area[0]:
                cells[area].add(cell)
                counts[area][postcode.district] += 1
    return [
        Area(
            code=code,
            kind=kind,
            name=names.get(code, code),
            edition=NEIGHBOURHOODS if kind == "neighbourhood" else edition,
            district=counts[code, kind].most_common(1)[0][0],
            cells=tuple(sorted(found)),
            postcodes=counts[code, kind].total(),
            sectors=tuple(sorted(sectors[code])),
        )
        for (code, kind), found in sorted(cells.items())
    ]
