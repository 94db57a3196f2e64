"""The routes of areas: districts with their wards or neighbourhoods, outlines and points for the map."""

from collections import defaultdict

from chalice.app import Blueprint

from .. import wiring
from ..domain.application import a_postcode
from ..domain.errors import Invalid, NotFound
from ..domain.place import Area, Postcode
from .http import LONGEST_ID, Call, officers
from .places import Asked

bp = Blueprint(__name__)


@officers(bp, "GET", "/areas", "see alerts")
def areas(call: Call) -> dict[str, object]:
    found = sorted((area for area in wiring.places().areas() if area.postcodes), key=lambda area: area.name)
    local: dict[tuple[str, str], list[object]] = defaultdict(list)
    for area in found:
        local[area.kind, area.district].append(_shown(area))
    # Neighbourhoods override wards: where a district has some, officers think in them.
    return {
        "districts": [
            {**_shown(area), "wards": local["neighbourhood", area.code] or local["ward", area.code]}
            for area in found
            if area.kind == "district"
        ]
    }


@officers(bp, "GET", "/areas/outlines", "see alerts")
def outlines(call: Call) -> dict[str, object]:
    district = call.query("district")
    if len(district) > LONGEST_ID:
        raise NotFound("There is no such district.")
    found = wiring.places().outlines(district)
    neighbourhoods = [outline for outline in found if outline.kind == "neighbourhood"]
    return {"type": "FeatureCollection", "features": [each.feature() for each in neighbourhoods or found]}


@officers(bp, "POST", "/areas/point", "see alerts")
def point(call: Call) -> dict[str, object]:
    try:
        found = a_postcode(call.body(Asked).postcode, _known)
    except ValueError as problem:
        raise Invalid({"postcode": str(problem)}) from None
    return {"postcode": found.postcode, "point": [found.lon, found.lat]}


def _known(postcode: str) -> Postcode:
    found = wiring.places().postcode(postcode)
    if found is None:
        raise ValueError("We do not know this postcode. Check it: it must lie in the area of this force.")
    return found


def _shown(area: Area) -> dict[str, object]:
    return {"code": area.code, "name": area.name, "kind": area.kind}
