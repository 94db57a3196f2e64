"""The made-up country of the fictional force: wards on a grid, and postcodes that the Royal Mail has not."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import product

from chalicelib.domain.force import Force
from chalicelib.domain.place import Area, Outline, Outward, Postcode, areas_of

Ring = list[tuple[float, float]]

WARDS = (
    ("Mill Lane", "Castle Green", "Abbey Fields", "Northgate", "Bellfounders", "Weir Bank", "Old Market"),
    ("Oster Bridge", "Larkrise", "Tanyard", "Priory Heath", "Cobbler's Hill", "Sheepwash", "Elmstow"),
    ("Quay Street", "Lantern Point", "Saltings", "Ropewalk", "Marram Dunes", "Hollow Shore"),
)
"""One row of ward names for each district of the force file, in its order."""

_SOUTH, _WEST, _HIGH, _WIDE = 53.05, -0.45, 0.045, 0.04
"""The south-western corner, and the height and width of a ward, in degrees."""
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
"""What the second half of a postcode is made of: the Royal Mail leaves C, I, K, M, O and V out."""
_PER_WARD = 60
_STEP_LAT, _STEP_LON = 0.5698402909980532, 0.7548776662466927
"""Steps of the R2 sequence (Roberts, 2018): points that look strewn but never lie close together."""


def places(force: Force) -> tuple[list[Area], list[Postcode]]:
    """Make all areas and postcodes, the same every time: 20 wards with 60 postcodes each."""
    names = {district.code: district.name for district in force.districts}
    homes: Counter[str] = Counter()
    postcodes: list[Postcode] = []
    for row, (district, wards) in enumerate(zip(force.districts, WARDS, strict=True)):
        for column, ward in enumerate(wards):
            code = _code(row, column)
            names[code] = ward
            # 41,000 in all, as the force file says, and no two wards alike.
            homes[code] = 1480 + len(postcodes)
            homes[district.code] += homes[code]
            postcodes += _ward(row, column, district.code, code)
    areas = areas_of(postcodes, names, "made-up")
    return [area.but(households=homes[area.code]) for area in areas], postcodes


def _code(row: int, column: int) -> str:
    return f"X05{row + 1:03d}{column + 1:03d}"


def elsewhere() -> list[Outward]:
    """Make up where the neighbours are, a force that there is not either."""
    fennshire = "Fennshire Police https://www.fennshire.police.example"
    saltmark = "Saltmark Constabulary https://www.saltmark.police.example"
    return [
        Outward(outward="XW1", forces=(fennshire,)),
        Outward(outward="XW2", forces=(fennshire, saltmark)),
        Outward(outward="XV3", forces=(saltmark,)),
    ]


def outlines(force: Force) -> Iterator[Outline]:
    """Make outlines: a district is a row of wards, and a ward a rectangle.

    The keep of Castle Green is a hole in it that is nobody's, and Lantern Point has an island.
    """
    for row, (district, wards) in enumerate(zip(force.districts, WARDS, strict=True)):
        whole = _polygons(row, 0, len(wards), set(wards))
        yield Outline(code=district.code, kind="district", name=district.name, district="", geometry=whole)
        for column, ward in enumerate(wards):
            geometry = _polygons(row, column, column + 1, {ward})
            yield Outline(
                code=_code(row, column), kind="ward", name=ward, district=district.code, geometry=geometry
            )


def _polygons(row: int, first: int, last: int, wards: set[str]) -> str:
    shape = [_box(row, first, row + 1, last)]
    if "Castle Green" in wards:
        shape.append(_box(row + 0.45, 1.45, row + 0.55, 1.55)[::-1])
    island = [[_box(row + 1.1, 1.4, row + 1.2, 1.6)]] if "Lantern Point" in wards else []
    return json.dumps({"type": "MultiPolygon", "coordinates": [shape, *island]})


def _box(south: float, west: float, north: float, east: float) -> Ring:
    """Answer a ring round a box of the grid, counted in wards from the corner in the south-west."""
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return [(round(_WEST + _WIDE * x, 5), round(_SOUTH + _HIGH * y, 5)) for x, y in corners]


def _ward(row: int, column: int, district: str, ward: str) -> list[Postcode]:
    pairs = [first + second for first, second in product(_LETTERS, repeat=2)][:_PER_WARD]
    return [
        Postcode(
            postcode=f"XV{row + 1} {column + 1}{pair}",
            lat=round(_SOUTH + _HIGH * (row + (n * _STEP_LAT) % 1), 5),
            lon=round(_WEST + _WIDE * (column + (n * _STEP_LON) % 1), 5),
            district=district,
            ward=ward,
            # One postcode in the country has ended, and whoever gives it is told so.
            ended="2019-05" if (row, column, n) == (0, 0, _PER_WARD) else "",
        )
        for n, pair in enumerate(pairs, 1)
    ]
