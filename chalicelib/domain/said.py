"""The audience rule in words, as one officer would say it to another."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from .audience import Areas, Audience, Choice
from .force import Force
from .maps.geometry import area
from .maps.shape import Circle, Polygon, Shape

Names = Mapping[str, str]
"""What areas (by code) and earlier alerts (by id) are called; what is not there is called by its code."""
_KINDS = {"resident": "residents", "business": "businesses", "community-group": "community groups"}
_CHANNELS = {"text": "text", "email": "email"}
_LANGUAGES = {"en": "English", "cy": "Welsh"}


def said(audience: Audience, names: Names, force: Force) -> str:
    """Say who is meant: "Maidstone or within 1 km of ME14 1XX, not School watch"."""
    if audience.empty():
        return "Nobody yet"
    where = _either(_places(audience.include, names)) or f"anywhere in {force.name}'s area"
    parts = [where]
    if within := _either(_places(audience.require, names)):
        parts.append(f"and there in {within}")
    if who := _who(audience.require, names, force):
        parts.append(f"who {' and '.join(who)}")
    if out := [*_places(audience.exclude, names), *_out(audience.exclude, names, force)]:
        parts.append(f"not {_either(out)}")
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]


def said_in_public(audience: Audience, names: Names, force: Force) -> list[str]:
    """Name the areas for everybody: no interests, no postcodes, no distances to a point, nobody left out."""
    where = audience.require if audience.include.anywhere() else audience.include
    named = [names.get(code, code) for code in where.codes()]
    sectors = [f"postcodes {sector}" for sector in where.sectors]
    shapes = [_openly(shape) for shape in where.shapes]
    return list(dict.fromkeys([*named, *sectors, *shapes])) or [f"all of {force.name}'s area"]


def _places(areas: Areas, names: Names) -> list[str]:
    named = [names.get(code, code) for code in areas.codes()]
    return [*named, *(f"postcodes {sector}" for sector in areas.sectors), *map(_shape, areas.shapes)]


def _shape(shape: Shape) -> str:
    if isinstance(shape, Polygon):
        return f"a drawn area of {_figure(area(shape))} km²"
    return f"within {_distance(shape.metres)} of {_centre(shape)}"


def _centre(circle: Circle) -> str:
    if circle.crime:
        return "the place of the crime" + (f" ({circle.postcode})" if circle.postcode else "")
    return circle.postcode or "a point on the map"


def _openly(shape: Shape) -> str:
    if isinstance(shape, Polygon):
        return "a drawn area"
    return f"an area of about {_distance(2 * shape.metres)} across"


def _distance(metres: int) -> str:
    return f"{metres} m" if metres < 1000 else f"{_figure(metres / 1000)} km"


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2g}" if value >= 0.01 else "less than 0.01"


def _either(words: Sequence[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _who(choice: Choice, names: Names, force: Force) -> list[str]:
    """Say who is required, a clause for each sort."""
    return [clause for _, clause in _clauses(choice, names, force)]


def _out(choice: Choice, names: Names, force: Force) -> Iterator[str]:
    """Say who is left out: groups and kinds by their own names, all else as a clause."""
    yield from _interests(choice, force)
    yield from (_KINDS[kind] for kind in choice.kinds)
    for sort, clause in _clauses(choice, names, force):
        if sort not in {"interests", "kinds"}:
            yield f"whoever {_of_one(clause)}"


def _clauses(choice: Choice, names: Names, force: Force) -> Iterator[tuple[str, str]]:
    if choice.interests:
        yield "interests", f"belong to {_either(_interests(choice, force))}"
    if choice.kinds:
        yield "kinds", f"are {_either([_KINDS[kind] for kind in choice.kinds])}"
    if choice.channels:
        yield "channels", f"get {_either([_CHANNELS[channel] for channel in choice.channels])}"
    if choice.languages:
        yield "languages", f"read {_either([_LANGUAGES.get(each, each) for each in choice.languages])}"
    if choice.joined_from or choice.joined_to:
        yield "joined", f"joined {_days(choice.joined_from, choice.joined_to)}"
    for sort, ids in (("received", choice.received), ("answered", choice.answered)):
        if ids:
            yield sort, f"{sort} {_either([f'“{names.get(id, id)}”' for id in ids])}"


def _interests(choice: Choice, force: Force) -> list[str]:
    called = {interest.id: interest.name for interest in force.interests}
    return [called.get(id, id) for id in choice.interests]


def _of_one(clause: str) -> str:
    """Put a clause into the singular: whoever gets text, whoever reads Welsh."""
    for verb in ("get", "read"):
        if clause.startswith(f"{verb} "):
            return f"{verb}s{clause.removeprefix(verb)}"
    return clause


def _days(first: date | None, last: date | None) -> str:
    if first and last:
        return f"between {_day(first)} and {_day(last)}"
    return f"on or after {_day(first)}" if first else f"on or before {_day(last or date.max)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
