"""Choosing people from a census by an audience: the same people through the same places as by `Rule`."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from ..audience import Audience, Choice
from ..bitmap import Bits, bits_of, laid, members, runs, span
from ..force import Force
from .counted import Counted, Meant


def meant(census: Counted, audience: Audience, force: Force, numbers: Mapping[str, Bits]) -> Meant:
    """Answer who belongs to an audience; `numbers` and what is raised are as with `Rule.of`."""
    who = census.everywhere
    for allowed in _sorts(census, audience.require, force, numbers):
        who &= allowed
    for refused in _sorts(census, audience.exclude, force, numbers):
        who &= ~refused
    where = _where(census, audience)
    if where is None:
        return Meant(who & census.everybody)
    found, known = list[Bits](), list(runs(where))
    for level in census.levels:
        length = len(level.owners) or census.people
        found.append(laid(level.at(known), length) & who)
        who >>= length
    home = found[0]
    if not any(found[1:]):
        return Meant(home)
    later = tuple(_later(census, home, found))
    return Meant(home | bits_of((person for person, _ in later), census.people), later)


def _where(census: Counted, audience: Audience) -> Bits | None:
    """Answer the spots where a place will do, or None where any will: all is asked of one place."""
    include, require, exclude = audience.include, audience.require, audience.exclude
    if include.anywhere() and require.anywhere() and exclude.anywhere():
        return None
    found = span(0, len(census.spots))
    for side in (include, require):
        if not side.anywhere():
            found &= census.spots.matching(side)
    return found & ~census.spots.matching(exclude)


def _later(census: Counted, home: Bits, found: Sequence[Bits]) -> Iterator[tuple[int, int]]:
    """Go through second places, then third: whoever has been found already is passed over."""
    known = bytearray(home.to_bytes(census.people // 8 + 1, "little"))
    for level, places in zip(census.levels[1:], found[1:], strict=True):
        for place in members(places):
            person = level.owners[place]
            if not known[person >> 3] >> (person & 7) & 1:
                known[person >> 3] |= 1 << (person & 7)
                yield person, bisect_right(level.starts, place) - 1


def _sorts(census: Counted, choice: Choice, force: Force, numbers: Mapping[str, Bits]) -> Iterator[Bits]:
    """Answer, for each sort of thing that was chosen, who has any of it."""
    if choice.interests:
        interests = (interest for interest in force.interests if interest.id in choice.interests)
        yield _any(census.trait(f"interest:{interest.bit}") for interest in interests)
    for sort, names in (("kind", choice.kinds), ("holds", choice.channels), ("language", choice.languages)):
        if names:
            yield _any(census.trait(f"{sort}:{name}") for name in names)
    for sort, alerts in (("received", choice.received), ("answered", choice.answered)):
        if alerts:
            yield census.of_numbers(_any(numbers[f"{sort}:{alert}"] for alert in alerts))
    if choice.joined_from or choice.joined_to:
        until = _joined_by(census, (choice.joined_to or date.max).toordinal())
        yield until & ~_joined_by(census, (choice.joined_from or date.min).toordinal() - 1)


def _any(sets: Iterable[Bits]) -> Bits:
    found = 0
    for each in sets:
        found |= each
    return found


def _joined_by(census: Counted, day: int) -> Bits:
    """Answer who joined on this day or before: everybody's day compared at once, digit by digit."""
    limit = day - census.first_day
    if limit < 0:
        return 0
    before, same = 0, census.everywhere
    if limit >> len(census.days):
        return same
    for n, ones in reversed(list(enumerate(census.days))):
        if limit >> n & 1:
            before |= same & ~ones
            same &= ones
        else:
            same &= ~ones
    return before | same
