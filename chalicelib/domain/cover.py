"""Which stretches of the audience index hold the people of some areas."""

from collections.abc import Iterable, Sequence
from itertools import islice

from .geohash import merged
from .place import Area

Run = tuple[str, str, str]
"""Partition of the audience index, first and last sort key, both included."""

BUNDLE = 16
"""Runs that one message plans: enough to keep messages few, few enough to finish well within a minute."""


def cover(areas: Iterable[Area], everywhere: Iterable[Area]) -> list[Run]:
    """Answer the runs that hold everybody in these areas (and some neighbours), in order, none twice.

    `everywhere` are all areas of the force: where none of them has a cell, nobody lives. A sort key begins
    with a geohash-9, so `~`, which sorts after every one of its letters, ends a cell.
    """
    cells = {cell for area in areas for cell in area.cells}
    others = {cell for area in everywhere for cell in area.cells} - cells
    return [(f"G#{first[:5]}", first, f"{last}~") for first, last in merged(cells, others)]


def bundles(runs: Sequence[Run]) -> list[tuple[Run, ...]]:
    """Put runs together into what one message plans."""
    left = iter(runs)
    return list(iter(lambda: tuple(islice(left, BUNDLE)), ()))
