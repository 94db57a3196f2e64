"""Audiences: what an officer asked for checked and made exact, and where in the index its people stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from ..domain.audience import Areas, Audience, Choice
from ..domain.cover import Run, route
from ..domain.errors import Invalid
from ..domain.force import Force
from ..domain.maps.checks import Ground, flaw
from ..domain.maps.geometry import area
from ..domain.maps.shape import MOST_IN_ALL, MOST_SHAPES, Circle, Polygon
from ..domain.officer import Officer
from ..domain.place import Area, tidy_postcode
from ..ports import Alerts, Places

_SIDES = ("included", "required", "left out")
MOST_EARLIER = 20
"""Earlier alerts that one side may name: each is a bitmap of the whole force to read."""
LONGEST_ID = 26
"""Characters of an alert's id; the table takes no key of any length."""
A = TypeVar("A", bound=Areas)


@dataclass(frozen=True)
class Audiences:
    """Knows the force's areas and interests, and the alerts there were."""

    force: Force
    places: Places
    alerts: Alerts

    def settled(self, audience: Audience, officer: Officer | None = None) -> Audience:
        """Check an audience and answer it exact: the centre of every circle stands in it.

        Raises Invalid, under `audience`, for a code, sector, interest, language or alert that is not known,
        a shape that cannot be used, and more drawn than the officer's role allows, where one is given.
        """
        areas = self.places.areas()
        sides = (audience.include, audience.require, audience.exclude)
        for side in sides:
            _check_codes(side, areas)
        for choice in sides[1:]:
            self._check_people(choice)
        _check_corners(shape for side in sides for shape in side.shapes)
        ground = Ground({cell for each in areas for cell in each.cells})
        shapes = [self._shapes(side, name, ground) for side, name in zip(sides, _SIDES, strict=True)]
        _check_size([*shapes[0], *shapes[1]], officer)
        return audience.but(
            include=_once(audience.include.but(shapes=shapes[0])),
            require=_once(audience.require.but(shapes=shapes[1])),
            exclude=_once(audience.exclude.but(shapes=shapes[2])),
        )

    def runs(self, audience: Audience) -> list[Run]:
        """Answer where the people of this audience stand, which is settled; raises Invalid for nobody."""
        somebody(audience)
        runs = route(audience, self.places.areas())
        if not runs:
            raise _refused("There are no postcodes in all of these areas at once. Choose others.")
        return runs

    def _check_people(self, choice: Choice) -> None:
        interests = {interest.id for interest in self.force.interests}
        if strange := [name for name in choice.interests if name not in interests]:
            raise _refused(f"There is no interest {strange[0]}. Choose from the list.")
        if odd := [language for language in choice.languages if not _language(language)]:
            raise _refused(f"{odd[0][:20]!r} is not a language. Write its two letters, as in en or cy.")
        if choice.joined_from and choice.joined_to and choice.joined_from > choice.joined_to:
            days = f"from {choice.joined_from} to {choice.joined_to}"
            raise _refused(f"Nobody joined {days}: the first day is after the last.")
        earlier = (*choice.received, *choice.answered)
        if len(earlier) > MOST_EARLIER:
            raise _refused(
                f"{len(earlier)} earlier alerts are named; {MOST_EARLIER} is the most. Name fewer."
            )
        for alert in earlier:
            if len(alert) > LONGEST_ID or self.alerts.load(alert) is None:
                raise _refused(f"There is no alert {alert[:40]}. Choose one from the list.")

    def _shapes(self, side: Areas, name: str, ground: Ground) -> tuple[Polygon | Circle, ...]:
        if len(side.shapes) > MOST_SHAPES:
            raise _refused(f"{len(side.shapes)} areas are drawn; {MOST_SHAPES} is the most.")
        return tuple(self._shape(shape, f"Area {n} {name}", ground) for n, shape in enumerate(side.shapes, 1))

    def _shape(self, shape: Polygon | Circle, called: str, ground: Ground) -> Polygon | Circle:
        if isinstance(shape, Circle) and shape.postcode:
            shape = self._centred(shape, called)
        if wrong := flaw(shape, ground):
            raise _refused(f"{called}: {wrong}")
        return shape

    def _centred(self, circle: Circle, called: str) -> Circle:
        """Put the postcode's own point into the middle of a circle that is drawn round one."""
        tidy = tidy_postcode(circle.postcode)
        if tidy is None:
            raise _refused(f"{called}: {circle.postcode!r} is not a postcode. Write it as in XV1 1AB.")
        found = self.places.postcode(tidy)
        if found is None:
            raise _refused(f"{called}: {tidy} is not a postcode of this force's area. Check it.")
        return circle.but(postcode=tidy, centre=(found.lon, found.lat))


def somebody(audience: Audience) -> None:
    """Raise Invalid where nobody was asked for at all."""
    if audience.empty():
        raise _refused("Choose who this is for: a district, a ward, an area on the map or an interest.")


def _once(side: A) -> A:
    """Leave out what is said twice, so that nothing is drawn or judged a thousand times."""
    return side.but(**{name: tuple(dict.fromkeys(said)) for name, said in side if isinstance(said, tuple)})


def _refused(sentence: str) -> Invalid:
    return Invalid({"audience": sentence})


def _language(code: str) -> bool:
    """Tell whether this looks like a language of BCP 47: which ones people speak is theirs to say."""
    return 2 <= len(code) <= 3 and code.isascii() and code.isalpha() and code.islower()


def _check_codes(side: Areas, areas: list[Area]) -> None:
    kinds = {each.code: each.kind for each in areas}
    chosen: Iterable[tuple[str, tuple[str, ...]]] = (
        ("district", side.districts),
        ("ward", side.wards),
        ("neighbourhood", side.neighbourhoods),
    )
    for kind, codes in chosen:
        for code in codes:
            if kinds.get(code) != kind:
                raise _refused(f"There is no {kind} {code[:40]}. Choose from the list.")
    if side.sectors:
        sectors = {sector for each in areas for sector in each.sectors}
        if strange := [sector for sector in side.sectors if sector not in sectors]:
            raise _refused(f"There is no postcode sector {strange[0][:20]} here. Write it as in XV1 1.")


def _check_corners(shapes: Iterable[Polygon | Circle]) -> None:
    corners = sum(len(shape.ring) - 1 for shape in shapes if isinstance(shape, Polygon))
    if corners > MOST_IN_ALL:
        raise _refused(
            f"The drawn areas have {corners:,} corners together; {MOST_IN_ALL:,} is the most. "
            "Draw them more simply, or choose wards instead."
        )


def _check_size(shapes: list[Polygon | Circle], officer: Officer | None) -> None:
    most, drawn = officer.most_drawn() if officer else None, sum(map(area, shapes))
    if most is not None and drawn > most:
        raise _refused(
            f"{drawn:,.0f} km² are drawn; {most} km² is the most that your role may draw. "
            "Draw less, choose districts or wards instead, or ask a SPOC or the control room."
        )
