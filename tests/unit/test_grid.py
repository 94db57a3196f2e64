"""The National Grid: Ordnance Survey's own points, and how grid references are read and written."""

from math import cos, hypot, radians

import pytest

from chalicelib.domain.maps.grid import from_grid, reference, square, to_grid
from tests.national_grid import POINTS

NEAR = 3.0
"""Metres that a point may be off, about the cell of a geohash of nine characters."""


def test_a_hundred_points_of_great_britain_lie_where_ordnance_survey_says() -> None:
    assert len(POINTS) > 100
    for lat, lon, easting, northing in POINTS:
        east, north = to_grid(lat, lon)
        assert hypot(east - easting, north - northing) < NEAR
        back = from_grid(easting, northing)
        assert hypot((back[0] - lat) * 111_200, (back[1] - lon) * 111_200 * cos(radians(lat))) < NEAR


@pytest.mark.parametrize(
    ("easting", "northing", "written"),
    [
        (614_900.5, 157_800.5, "TR 14900 57800"),  # Canterbury
        (0, 0, "SV 00000 00000"),  # the false origin, south-west of Scilly
        (450_000, 1_210_000, "HP 50000 10000"),  # Unst
        (651_409.9, 313_177.3, "TG 51409 13177"),  # the example of Ordnance Survey's guide, Caister
        (216_600, 771_200, "NN 16600 71200"),  # Ben Nevis
    ],
)
def test_a_point_has_one_grid_reference(easting: float, northing: float, written: str) -> None:
    assert reference(easting, northing) == written
    assert square(written.replace(" ", "")) == (int(easting) + 0.5, int(northing) + 0.5, 1)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("TR14905780", (614_905, 157_805, 10)),
        ("TR149578", (614_950, 157_850, 100)),
        ("TR", (650_000, 150_000, 100_000)),
        ("TR1490578", None),
        ("TR149000578000", None),
        ("TI149578", None),
        ("AA149578", None),
        ("J123456", None),
        ("", None),
    ],
)
def test_a_reference_is_the_middle_of_its_square(
    typed: str, found: tuple[float, float, float] | None
) -> None:
    assert square(typed) == found
