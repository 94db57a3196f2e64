"""Which stretches of the audience index hold the people of an audience."""

from collections.abc import Iterable, Sequence
from itertools import islice

from .audience import Areas, Audience
from .maps.geohash import merged
from .maps.geometry import cells
from .place import Area

Run = tuple[str, str, str]
"""Partition of the audience index, first and last sort key, both included."""

BUNDLE = 16
"""Runs that one message plans: enough to keep messages few, few enough to finish well within a minute."""
_MOST_OF = 4
"""Where the places are a quarter of the force's or more, they are most of it for an interest's members."""


def route(audience: Audience, areas: Sequence[Area]) -> list[Run]:
    """Answer the runs that hold everybody who may be meant (and some neighbours), in order, none twice.

    They hold places, or where that is fewer runs and nearly everywhere is meant, the memberships of the
    interests that are required. `areas` are all areas of the force.
    """
    lived_in = {cell for area in areas for cell in area.cells}
    wanted = lived_in
    sides = [_cells(side, areas) for side in (audience.include, audience.require) if not side.anywhere()]
    if sides:
        wanted = set.intersection(*sides)
    places = _places(wanted, lived_in - wanted)
    if audience.require.interests and _MOST_OF * len(wanted & lived_in) >= len(lived_in):
        members = _members(audience.require.interests, lived_in)
        return members if len(members) < len(places) else places
    return places


def interest_of(partition: str) -> str:
    """Answer whose memberships a partition of the audience index holds, empty where it holds places."""
    kind, _, rest = partition.partition("#")
    return rest.rpartition("#")[0] if kind == "I" else ""


def bundles(runs: Sequence[Run]) -> list[tuple[Run, ...]]:
    """Put runs together into what one message plans."""
    left = iter(runs)
    return list(iter(lambda: tuple(islice(left, BUNDLE)), ()))


def _cells(side: Areas, areas: Iterable[Area]) -> set[str]:
    """Answer the geohash-6 cells in which places of these areas may lie.

    A shape's are all of its cells, lived in or not; a sector's are those of the wards it lies in.
    """
    codes, sectors, found = set(side.codes()), set(side.sectors), set[str]()
    for area in areas:
        if area.code in codes or not sectors.isdisjoint(area.sectors):
            found.update(area.cells)
    for shape in side.shapes:
        found.update(*cells(shape))
    return found


def _places(wanted: set[str], others: set[str]) -> list[Run]:
    """Answer runs over places. A sort key begins with a geohash-9, so `~`, which sorts after every one of
    its letters, ends a cell.
    """
    return [(f"G#{first[:5]}", first, f"{last}~") for first, last in merged(wanted, others)]


def _members(interests: Iterable[str], lived_in: Iterable[str]) -> list[Run]:
    """Answer runs over memberships, which stand by the geohash-4 of a person's first place."""
    parents = sorted({cell[:4] for cell in lived_in})
    return [(f"I#{name}#{parent}", parent, f"{parent}~") for name in interests for parent in parents]
