"""Geohash: a point as a short string whose prefixes are ever larger cells (Niemeyer, 2008)."""

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


def merged(cells: list[str]) -> list[tuple[str, str]]:
    """Join cells that follow one another into (first, last) runs, never across a geohash-5 parent.

    `cells` are geohash-6 strings in any order; each run is inclusive and shares its first five characters,
    which are a partition of the audience index.
    """
    runs: list[tuple[str, str]] = []
    for cell in sorted(set(cells)):
        if runs and _follows(runs[-1][1], cell):
            runs[-1] = (runs[-1][0], cell)
        else:
            runs.append((cell, cell))
    return runs


def _follows(before: str, cell: str) -> bool:
    return before[:5] == cell[:5] and _BASE32.index(cell[5]) == _BASE32.index(before[5]) + 1
