"""Geohash: a point as a short string whose prefixes are ever larger cells (Niemeyer, 2008)."""

from collections.abc import Collection

_BASE32 = "0123456789bcdefghjkmnpqrstuvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_BASE32)}
Box = tuple[float, float, float, float]
"""West, south, east and north in degrees."""


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


def counted(cell: str) -> tuple[int, int]:
    """Answer a cell's column from the west and row from the south, in the grid of cells of its length."""
    column, row = 0, 0
    for n, letter in enumerate(cell):
        value = _VALUES[letter]
        # The bits of a letter belong to longitude and latitude in turn, through all the letters.
        three = (value >> 2 & 4) | (value >> 1 & 2) | (value & 1)
        two = (value >> 2 & 2) | (value >> 1 & 1)
        if n % 2:
            column, row = column << 2 | two, row << 3 | three
        else:
            column, row = column << 3 | three, row << 2 | two
    return column, row


def steps(length: int) -> tuple[float, float]:
    """Answer the width and height in degrees of a cell of so many characters."""
    return 360 / (1 << (5 * length + 1) // 2), 180 / (1 << 5 * length // 2)


def box(cell: str) -> Box:
    """Answer the box of a cell."""
    (column, row), (width, height) = counted(cell), steps(len(cell))
    west, south = column * width - 180, row * height - 90
    return west, south, west + width, south + height


def point(geohash: str) -> tuple[float, float]:
    """Answer the middle of a cell as (longitude, latitude): of nine characters, true to about 3 m."""
    (column, row), (width, height) = counted(geohash), steps(len(geohash))
    return (column + 0.5) * width - 180, (row + 0.5) * height - 90


def named(column: int, row: int) -> str:
    """Name the geohash-6 cell in this column from the west and row from the south."""
    bits = _spread(column) << 1 | _spread(row)
    return "".join(_BASE32[bits >> shift & 31] for shift in (25, 20, 15, 10, 5, 0))


def _spread(number: int) -> int:
    """Put a gap of one bit behind each of the 15 bits of a number."""
    number = (number | number << 8) & 0x00FF00FF
    number = (number | number << 4) & 0x0F0F0F0F
    number = (number | number << 2) & 0x33333333
    return (number | number << 1) & 0x55555555


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
    parent, start, end = cell[:5], _VALUES[before[5]] + 1, _VALUES[cell[5]]
    return before[:5] == parent and not any(parent + letter in others for letter in _BASE32[start:end])
