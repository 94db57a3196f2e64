"""A point as people give it: a grid reference, or latitude and longitude as a phone shows them."""

import re
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from .grid import from_grid, square

COARSEST = 0.0003
"""Degrees that the finer coordinate may be rounded to, about 30 m: a second of arc, or four decimals."""
_COARSEST_SQUARE = 10.0
_EARTH = 6_371_000
_SOUTH, _NORTH, _WEST, _EAST = 49.8, 60.9, -8.7, 1.8
"""The United Kingdom in degrees, Northern Ireland and Shetland included."""
LONGEST = 60
"""Characters of a point as it is typed."""
EXAMPLE = "Enter a grid reference like TR 1490 5780, or latitude and longitude like 51.2787, 1.0789."
_MARKS = str.maketrans("\u2212\u2013\u00ba\u00b0\u2032\u2019\u2033\u201d'\";:()", "--" + 12 * " ")
"""Dashes, and the signs of degrees, minutes and seconds in all their spellings."""
_NAMES = re.compile(r"\b(?:LAT|LATITUDE|LON|LONG|LONGITUDE)\b")
_NUMBER = r"([0-9]{1,3}(?:\.[0-9]+)?)"
_HALF = re.compile(rf"([NSEW]?) ?([-+]?){_NUMBER}(?: {_NUMBER})?(?: {_NUMBER})? ?([NSEW]?)")


class Point(NamedTuple):
    """A point in degrees (WGS 84)."""

    lat: float
    lon: float

    def __str__(self) -> str:
        return f"{self.lat:.5f}, {self.lon:.5f}"

    def metres_to(self, lat: float, lon: float) -> float:
        """Measure the great circle to another point (haversine; within 0.5 % of the ellipsoid's)."""
        south, north = radians(self.lat), radians(lat)
        bow = sin((north - south) / 2) ** 2
        bow += cos(south) * cos(north) * sin(radians(lon - self.lon) / 2) ** 2
        return 2 * _EARTH * asin(min(1.0, sqrt(bow)))


class _Half(NamedTuple):
    """One coordinate: degrees, the letter that came with it, and what it is rounded to."""

    degrees: float
    letter: str
    rounded: float


def a_point(typed: str) -> Point:
    """Read a point of the United Kingdom, to five decimals; raises ValueError with a sentence."""
    tidy = " ".join(_NAMES.sub(" ", typed.upper().translate(_MARKS)).split())
    words = tidy.replace(",", " ").split()
    # Two groups of figures of different lengths would be read as another place altogether.
    found = square("".join(words)) if len(words) != 3 or len(words[1]) == len(words[2]) else None
    if found:
        easting, northing, side = found
        if side > _COARSEST_SQUARE:
            raise ValueError(
                f"this grid reference is a square of {side:,.0f} m. "
                "Give eight figures or more, like TR 1490 5780."
            )
        lat, lon = from_grid(easting, northing)
    else:
        lat, lon = _degrees(tidy)
    if not (_SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST):
        if _SOUTH <= lon <= _NORTH and _WEST <= lat <= _EAST:
            raise ValueError(
                f"latitude and longitude are the wrong way round. Did you mean {Point(lon, lat)}?"
            )
        raise ValueError(f"this point is not in the United Kingdom. {EXAMPLE}")
    return Point(round(lat, 5), round(lon, 5))


def _degrees(tidy: str) -> tuple[float, float]:
    """Read latitude and longitude in whichever order their letters say."""
    first, second = (_half(words) for words in _halves(tidy))
    if min(first.rounded, second.rounded) > COARSEST:
        raise ValueError("this point is too coarse. Give four decimals or more, like 51.2787, 1.0789.")
    letters = {first.letter, second.letter}
    if letters <= {"E", "W"} or letters <= {"N", "S"}:
        raise ValueError(f"one of the two must be north or south, the other east or west. {EXAMPLE}")
    if first.letter in {"E", "W"} or second.letter in {"N", "S"}:
        first, second = second, first
    return first.degrees, second.degrees


def _halves(tidy: str) -> tuple[str, str]:
    """Part the two coordinates at the comma, at their letters, or in the middle."""
    parts = tidy.split(",")
    if len(parts) == 1 and re.search("[NSEW]", tidy):
        parts = re.findall("[NSEW][^NSEW]*" if tidy[0] in "NSEW" else "[^NSEW]*[NSEW]", tidy)
    elif len(parts) == 1:
        words = tidy.split()
        parts = [" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])]
    if len(parts) != 2:
        raise ValueError(f"this is not a point. {EXAMPLE}")
    return parts[0].strip(), parts[1].strip()


def _half(words: str) -> _Half:
    """Read degrees, or degrees with minutes, or with seconds too; a letter or a sign, and not both."""
    found = _HALF.fullmatch(words)
    numbers = [number for number in found.group(3, 4, 5) if number] if found else []
    if found is None or (found[1] + found[6])[1:] or ((found[1] or found[6]) and found[2]):
        raise ValueError(f"this is not a point. {EXAMPLE}")
    if any("." in number for number in numbers[:-1]) or any(float(number) >= 60 for number in numbers[1:]):
        raise ValueError(f"minutes and seconds are whole numbers below 60, but for the last. {EXAMPLE}")
    letter = found[1] or found[6]
    degrees = sum(float(number) / 60**place for place, number in enumerate(numbers))
    decimals = len(numbers[-1].partition(".")[2])
    sign = -1 if found[2] == "-" or letter in {"S", "W"} else 1
    return _Half(sign * degrees, letter, 60.0 ** (1 - len(numbers)) / 10**decimals)
