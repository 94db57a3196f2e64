"""Where a drawn ring crosses or touches itself."""

from collections.abc import Iterator
from itertools import pairwise

from .shape import Degrees

Side = tuple[int, Degrees, Degrees]
"""The number of a side, counted from 1, and its two ends."""


def crossing(ring: tuple[Degrees, ...]) -> tuple[Side, Side] | None:
    """Find two sides of a closed ring that cross, touch or lie on each other, beside the corners they share.

    Sides are looked at from west to east, each with those alone that reach as far west as it ends east.
    """
    sides = [(n, one, other) for n, (one, other) in enumerate(pairwise(ring), 1) if one != other]
    order = {side[0]: position for position, side in enumerate(sides)}
    by_west = sorted(sides, key=lambda side: min(side[1][0], side[2][0]))
    for place, side in enumerate(by_west):
        east = max(side[1][0], side[2][0])
        for other in _until(by_west, place + 1, east):
            first, second = sorted((side, other))
            apart = order[second[0]] - order[first[0]]
            if apart == 1 and _doubles_back(first, second):
                return first, second
            if apart == len(sides) - 1 and _doubles_back(second, first):
                return first, second
            if 1 < apart < len(sides) - 1 and _meet(first, second):
                return first, second
    return None


def _until(sides: list[Side], start: int, east: float) -> Iterator[Side]:
    for position in range(start, len(sides)):
        _, one, other = sides[position]
        if min(one[0], other[0]) > east:
            return
        yield sides[position]


def _turn(a: Degrees, b: Degrees, c: Degrees) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _doubles_back(before: Side, after: Side) -> bool:
    """Tell whether a side goes back along the one that leads to it."""
    (_, a, b), (_, _, c) = before, after
    ahead = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return _turn(a, b, c) == 0 and ahead < 0


def _meet(one: Side, other: Side) -> bool:
    (_, a, b), (_, c, d) = one, other
    if max(c[1], d[1]) < min(a[1], b[1]) or min(c[1], d[1]) > max(a[1], b[1]):
        return False
    turns = _turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)
    if (turns[0] > 0) != (turns[1] > 0) and (turns[2] > 0) != (turns[3] > 0) and 0 not in turns:
        return True
    touching = ((turns[0], a, b, c), (turns[1], a, b, d), (turns[2], c, d, a), (turns[3], c, d, b))
    return any(turn == 0 and _between(p, q, at) for turn, p, q, at in touching)


def _between(one: Degrees, other: Degrees, at: Degrees) -> bool:
    """Tell whether a point on the line through two others lies between them."""
    return all(min(one[i], other[i]) <= at[i] <= max(one[i], other[i]) for i in (0, 1))
