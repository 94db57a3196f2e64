"""Geohash: a point as a short string whose prefixes are ever larger cells (Niemeyer, 2008)."""

from collections.abc import Collection

_BASE32 = "0123456789bcdefghjkmnpqrstuvwxyz"


def geohash(lat: float, lon: float, length: int = 9) -> str:
    """Encode a point in degrees; nine characters are a cell of about 5 m by 5 m."""
    low, high = [-90.0, -180.0], [90.0, 180.0]
    point, bits, axis = (lat, lon), 0, 1
    for _ in range(5 * length):
        middle = (low[axis] + high[axis]) / 2
        upper = point[axis] >= middle
        bits = bits << 1 | upper
        (low if upper else high)[axis] = middle
        axis = 1 - axis
    return "".join(_BASE32[bits >> shift & 31] for shift in range(5 * (length - 1), -1, -5))


def merged(cells: Collection[str], others: Collection[str]) -> list[tuple[str, str]]:
    """Join cells into (first, last) runs that hold none of the others, never across a geohash-5 parent.

    All are geohash-6 strings in any order; each run is inclusive and shares its first five characters,
    which are a partition of the audience index. Cells where nobody lives may lie inside a run: they cost
    nothing to read (all of Kent is 300 runs instead of 1,597).
    """
    runs: list[tuple[str, str]] = []
    for cell in sorted(set(cells)):
        if runs and _joins(runs[-1][1], cell, others):
            runs[-1] = (runs[-1][0], cell)
        else:
            runs.append((cell, cell))
    return runs


def _joins(before: str, cell: str, others: Collection[str]) -> bool:
    parent, start, end = cell[:5], _BASE32.index(before[5]) + 1, _BASE32.index(cell[5])
    return before[:5] == parent and not any(parent + letter in others for letter in _BASE32[start:end])
