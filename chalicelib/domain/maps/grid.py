"""The National Grid of Great Britain: grid references to latitude and longitude (WGS 84), and back.

The projection is that of Ordnance Survey's "A guide to coordinate systems in Great Britain", annex C; what
lies between it and the grid is OSTN15's shift, since a Helmert transformation alone errs by 5 m.
"""

import re
from math import cos, radians, sin, sqrt, tan

from .ostn import shift

_MAJOR, _MINOR = 6378137.0, 6356752.314140
"""Half axes of the ellipsoid GRS80 in metres, which is WGS 84's to a tenth of a millimetre."""
_SCALE, _LAT, _LON, _EASTING, _NORTHING = 0.9996012717, radians(49), radians(-2), 400_000.0, -100_000.0
"""Scale on the central meridian, and the true origin with its easting and northing."""
_METRES_A_DEGREE = 111_200.0
_ROUNDS = 12
"""Each brings an answer about ten times nearer: the grid's north is at most 4 degrees off the true one."""
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_REFERENCE = re.compile(r"([A-HJ-Z])([A-HJ-Z])([0-9]*)")
_SQUARE = 100_000
EAST, NORTH = 700_000, 1_300_000
"""Metres that the grid reaches from its false origin, south-west of Scilly."""


def to_grid(lat: float, lon: float) -> tuple[float, float]:
    """Project a point in degrees to easting and northing in metres, good to 2 m in Great Britain."""
    easting, northing = _projected(radians(lat), radians(lon))
    east, north = shift(easting, northing)
    return easting + east, northing + north


def from_grid(easting: float, northing: float) -> tuple[float, float]:
    """Find the point in degrees (latitude, longitude) whose easting and northing in metres these are."""
    lat, lon = 54.0, -2.0
    for _ in range(_ROUNDS):
        east, north = to_grid(lat, lon)
        lat += (northing - north) / _METRES_A_DEGREE
        lon += (easting - east) / (_METRES_A_DEGREE * cos(radians(lat)))
    return lat, lon


def reference(easting: float, northing: float) -> str:
    """Write the ten-figure grid reference of the metre in which a point lies, `TR 14900 57800`."""
    column, row = int(easting // _SQUARE), int(northing // _SQUARE)
    major = _LETTERS[(3 - row // 5) * 5 + 2 + column // 5]
    minor = _LETTERS[(4 - row % 5) * 5 + column % 5]
    return f"{major}{minor} {int(easting % _SQUARE):05d} {int(northing % _SQUARE):05d}"


def square(typed: str) -> tuple[float, float, float] | None:
    """Read a grid reference without its spaces: easting and northing of the square's middle, and its side.

    All in metres; None where it is no reference, or its letters are not on the grid.
    """
    found = _REFERENCE.fullmatch(typed)
    if found is None or len(found[3]) % 2 or len(found[3]) > 10:
        return None
    major, minor, figures = _LETTERS.index(found[1]), _LETTERS.index(found[2]), found[3]
    side = _SQUARE / 10 ** (len(figures) // 2)
    half = len(figures) // 2
    easting = (major % 5 - 2) * 5 * _SQUARE + minor % 5 * _SQUARE + int(figures[:half] or 0) * side
    northing = (3 - major // 5) * 5 * _SQUARE + (4 - minor // 5) * _SQUARE + int(figures[half:] or 0) * side
    if not (0 <= easting < EAST and 0 <= northing < NORTH):
        return None
    return easting + side / 2, northing + side / 2, side


def _projected(lat: float, lon: float) -> tuple[float, float]:
    """Project an ellipsoidal point in radians; the names are those of the guide's formulae C1 to C5."""
    squeezed = 1 - (_MINOR / _MAJOR) ** 2
    s, c, t2 = sin(lat), cos(lat), tan(lat) ** 2
    nu = _MAJOR * _SCALE / sqrt(1 - squeezed * s * s)
    eta2 = (1 - squeezed * s * s) / (1 - squeezed) - 1
    i, ii = _meridian(lat) + _NORTHING, nu / 2 * s * c
    iii = nu / 24 * s * c**3 * (5 - t2 + 9 * eta2)
    iiia = nu / 720 * s * c**5 * (61 - 58 * t2 + t2 * t2)
    iv, v = nu * c, nu / 6 * c**3 * (1 + eta2 - t2)
    vi = nu / 120 * c**5 * (5 - 18 * t2 + t2 * t2 + 14 * eta2 - 58 * t2 * eta2)
    x = lon - _LON
    northing = i + ii * x**2 + iii * x**4 + iiia * x**6
    return _EASTING + iv * x + v * x**3 + vi * x**5, northing


def _meridian(lat: float) -> float:
    """Measure the arc of the central meridian from the true origin, in metres (formula C3)."""
    n = (_MAJOR - _MINOR) / (_MAJOR + _MINOR)
    less, more = lat - _LAT, lat + _LAT
    return (_MINOR * _SCALE) * (
        (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
        - (3 * n + 3 * n**2 + 2.625 * n**3) * sin(less) * cos(more)
        + (1.875 * n**2 + 1.875 * n**3) * sin(2 * less) * cos(2 * more)
        - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
    )
