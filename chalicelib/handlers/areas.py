"""The route of areas: districts with their wards, to choose an audience from."""

from chalice.app import Blueprint

from .. import wiring
from ..domain.place import Area
from .http import Call, officers

bp = Blueprint(__name__)


@officers(bp, "GET", "/areas", "see alerts")
def areas(call: Call) -> dict[str, object]:
    found = sorted(wiring.places().areas(), key=lambda area: area.name)
    wards = [area for area in found if area.kind == "ward"]
    return {
        "districts": [
            {**_shown(district), "wards": [_shown(ward) for ward in wards if ward.district == district.code]}
            for district in found
            if district.kind == "district"
        ]
    }


def _shown(area: Area) -> dict[str, object]:
    return {"code": area.code, "name": area.name}
