"""The made-up country of the fictional force: wards on a grid, and postcodes that the Royal Mail has not."""

from itertools import product

from chalicelib.domain.force import Force
from chalicelib.domain.place import Area, Postcode, areas_of

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
    postcodes: list[Postcode] = []
    for row, (district, wards) in enumerate(zip(force.districts, WARDS, strict=True)):
        for column, ward in enumerate(wards):
            code = f"X05{row + 1:03d}{column + 1:03d}"
            names[code] = ward
            postcodes += _ward(row, column, district.code, code)
    return areas_of(postcodes, names, "made-up"), postcodes


def _ward(row: int, column: int, district: str, ward: str) -> list[Postcode]:
    pairs = [first + second for first, second in product(_LETTERS, repeat=2)][:_PER_WARD]
    return [
        Postcode(
            postcode=f"XV{row + 1} {column + 1}{pair}",
            lat=round(_SOUTH + _HIGH * (row + (n * _STEP_LAT) % 1), 5),
            lon=round(_WEST + _WIDE * (column + (n * _STEP_LON) % 1), 5),
            district=district,
            ward=ward,
        )
        for n, pair in enumerate(pairs, 1)
    ]
