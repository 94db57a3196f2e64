"""Who is meant, said as one would to a colleague: person by person, with nothing of the engine in it."""

import math
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

import shapely

from chalicelib.domain.alert import Content
from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.maps.shape import Circle, Polygon
from chalicelib.domain.subscriber import Place, Subscriber

ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz"
EARTH = 6_371_008.8
DEFAULTS = {"urgent": "text", "standard": "email", "low": "email"}


class Slot(NamedTuple):
    """Where somebody is to stand: who, on which channel, with which letter, and counted in which area."""

    sid: str
    channel: str
    letter: str
    area: str


class Colleague(NamedTuple):
    """Knows what was sent and answered before, by numbers of people, who is tired of texts, and the time."""

    received: Mapping[str, Collection[int]]
    answered: Mapping[str, Collection[int]]
    tired: Collection[int]
    now: datetime

    def expected(self, people: list[Subscriber], content: Content) -> list[Slot]:
        """Answer one slot for each person who is meant, and none for anybody else."""
        return sorted(
            Slot(person.contact.sid, *self._told(person, content), place.neighbourhood or place.ward)
            for person in people
            if (place := self._through(person, content.audience)) is not None
        )

    def _through(self, person: Subscriber, audience: Audience) -> Place | None:
        """Answer the first place for which everything said about areas is true, if the person is meant."""
        if not all(self._is_one(person, audience.require)) or any(self._is_one(person, audience.exclude)):
            return None
        for place in person.places:
            included = nowhere(audience.include) or lies_in(place, audience.include)
            required = nowhere(audience.require) or lies_in(place, audience.require)
            if included and required and not lies_in(place, audience.exclude):
                return place
        return None

    def _is_one(self, person: Subscriber, choice: Choice) -> list[bool]:
        """Answer for each sort that is chosen whether this person is one of those."""
        number, joined = person.contact.number, person.profile.joined_at.date()
        found = []
        if choice.interests:
            found.append(any(interest in person.interests for interest in choice.interests))
        if choice.kinds:
            found.append(person.profile.kind in choice.kinds)
        if choice.channels:
            held = {address.channel for address in person.contact.addresses}
            found.append(any(channel in held for channel in choice.channels))
        if choice.languages:
            found.append(person.contact.language in choice.languages)
        if choice.joined_from or choice.joined_to:
            late = choice.joined_from is None or joined >= choice.joined_from
            found.append(late and (choice.joined_to is None or joined <= choice.joined_to))
        if choice.received:
            found.append(any(number in self.received[alert] for alert in choice.received))
        if choice.answered:
            found.append(any(number in self.answered[alert] for alert in choice.answered))
        return found

    def _told(self, person: Subscriber, content: Content) -> tuple[str, str]:
        """Answer channel and letter: nobody is told twice, and nobody who cannot or does not want to be."""
        held = {address.channel for address in person.contact.addresses}
        usual = DEFAULTS[content.priority]
        wished = person.contact.order.get(content.priority, (usual,))[0]
        channel = next((each for each in (wished, usual) if each in held), min(held, default=usual))
        if not held:
            return channel, "N"
        if person.contact.paused_until and person.contact.paused_until > self.now:
            return channel, "H"
        if content.kind in person.contact.mutes:
            return channel, "M"
        limited = channel == "text" and content.priority != "urgent"
        return channel, "L" if limited and person.contact.number in self.tired else "w"


def nowhere(areas: Areas) -> bool:
    return not any((areas.districts, areas.wards, areas.neighbourhoods, areas.sectors, areas.shapes))


def lies_in(place: Place, areas: Areas) -> bool:
    return (
        place.district in areas.districts
        or place.ward in areas.wards
        or place.neighbourhood in areas.neighbourhoods
        or place.postcode[:-2] in areas.sectors
        or any(holds(shape, middle(place.geohash)) for shape in areas.shapes)
    )


def holds(shape: Polygon | Circle, point: tuple[float, float]) -> bool:
    """Ask shapely of a polygon; of a circle, how far two points are apart through the Earth."""
    if isinstance(shape, Polygon):
        return bool(shapely.Polygon(shape.ring).contains(shapely.Point(point)))
    assert shape.centre
    through = math.dist(_in_space(point), _in_space(shape.centre))
    return 2 * EARTH * math.asin(through / 2) <= shape.metres


def _in_space(point: tuple[float, float]) -> tuple[float, float, float]:
    lon, lat = map(math.radians, point)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def middle(geohash: str) -> tuple[float, float]:
    """Halve the world bit by bit, east or west first, as the geohash was made."""
    sides = [[-180.0, 180.0], [-90.0, 90.0]]
    bits = "".join(f"{ALPHABET.index(letter):05b}" for letter in geohash)
    for n, bit in enumerate(bits):
        low, high = sides[n % 2]
        sides[n % 2][bit == "0"] = (low + high) / 2
    return sum(sides[0]) / 2, sum(sides[1]) / 2
