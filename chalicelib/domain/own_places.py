"""A person's places as they list them: a postcode each, a word for it, and a finer point where that helps."""

from collections.abc import Callable, Sequence

from pydantic import Field

from .application import a_house, a_name, a_postcode
from .maps.point import LONGEST, Point, a_point
from .model import Model
from .new_subscriber import place_at
from .place import Postcode
from .subscriber import Place

MOST_PLACES = 6
"""Home, work, a parent's house, the farm, and two more."""
FARTHEST = 10_000
"""Metres between a finer point and its postcode's: no delivery route is longer, and a slip of a degree is."""
Find = Callable[[str], Postcode]
"""Finds a tidy postcode; raises ValueError with the sentence for one that is not ours."""


class NewPlace(Model):
    """One place as it was sent; `point` is a grid reference or latitude and longitude."""

    label: str = Field(default="", max_length=40)
    postcode: str = Field(default="", max_length=20)
    house: str | None = Field(default=None, max_length=60)
    point: str | None = Field(default=None, max_length=LONGEST)

    def called(self, n: int) -> str:
        """Answer what a sentence calls it: its label, or its number in the list."""
        return a_name(self.label) or ("Home" if n == 0 else f"Place {n + 1}")

    def made(self, sid: str, n: int, find: Find, problems: dict[str, str]) -> Place | None:
        """Make the place; a sentence for each field that will not do goes into `problems`."""
        field = "postcode"
        try:
            found = a_postcode(self.postcode, find)
            field = "point"
            finer = _finer(self.point, found)
        except ValueError as refusal:
            problems[f"places.{n}.{field}"] = f"{self.called(n)}: {refusal}"
            return None
        return place_at(sid, found, a_house(self.house), n, a_name(self.label), finer)


def places_of(
    wished: Sequence[NewPlace], sid: str, find: Find, problems: dict[str, str]
) -> tuple[Place, ...]:
    """Make a person's places, home first; a sentence for each that will not do goes into `problems`."""
    if not 1 <= len(wished) <= MOST_PLACES:
        problems["places"] = f"Keep one place at least, and {MOST_PLACES} at most."
        return ()
    made: list[Place] = []
    for n, wish in enumerate(wished):
        place = wish.made(sid, n, find, problems)
        if place and any(_same(place, other) for other in made):
            problems[f"places.{n}.postcode"] = f"{wish.called(n)}: this place is on your list already."
        elif place:
            made.append(place)
    return tuple(made)


def _same(one: Place, other: Place) -> bool:
    return (one.postcode, one.house, one.geohash) == (other.postcode, other.house, other.geohash)


def _finer(typed: str | None, found: Postcode) -> Point | None:
    """Read a finer point, if there is one; raises ValueError where it does not belong to its postcode."""
    if not typed or not typed.strip():
        return None
    point = a_point(typed)
    away = point.metres_to(found.lat, found.lon)
    if away <= FARTHEST:
        return point
    mirrored = Point(point.lat, -point.lon)
    if mirrored.metres_to(found.lat, found.lon) <= FARTHEST:
        raise ValueError(
            f"this point is on the other side of Greenwich. Did you mean {mirrored}? West has a minus or a W."
        )
    raise ValueError(
        f"this point is {away / 1000:,.0f} km from {found.postcode}. "
        f"It must lie within {FARTHEST // 1000} km of it."
    )
