"""The rule: an audience made ready to judge one row of the index after another."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from .audience import Areas, Audience, Choice
from .bitmap import Bits, Marks
from .cover import interest_of
from .force import Force
from .maps.geohash import point
from .maps.geometry import cells, inside
from .maps.shape import Shape
from .packed import Packed, Spot

Test = Callable[[Packed], bool]


class Shapes:
    """Several shapes as one: cells that lie inside are known, only those that a border cuts are measured."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        self.whole: set[str] = set()
        self.cut: dict[str, list[Shape]] = {}
        for shape in shapes:
            whole, cut = cells(shape)
            self.whole |= whole
            for cell in cut:
                self.cut.setdefault(cell, []).append(shape)
        self._known: dict[str, bool] = {}

    def hold(self, geohash: str) -> bool:
        """Tell whether one of them holds the middle of a geohash-9, which is a place's true point."""
        cell = geohash[:6]
        if cell in self.whole:
            return True
        if cell not in self.cut:
            return False
        if geohash not in self._known:
            self._known[geohash] = any(inside(shape, *point(geohash)) for shape in self.cut[cell])
        return self._known[geohash]


class Where:
    """Areas made ready: codes and sectors by name, shapes by cell."""

    def __init__(self, areas: Areas) -> None:
        self.anywhere = areas.anywhere()
        self._codes, self._sectors = frozenset(areas.codes()), frozenset(areas.sectors)
        self._shapes = Shapes(areas.shapes)

    def hold(self, spot: Spot) -> bool:
        """Tell whether a place lies in one of these areas."""
        return (
            spot.ward in self._codes
            or spot.district in self._codes
            or (spot.neighbourhood != "" and spot.neighbourhood in self._codes)
            or (bool(self._sectors) and spot.sector in self._sectors)
            or self._shapes.hold(spot.geohash)
        )


@dataclass(frozen=True)
class Rule:
    """Whom an audience means; make it once and ask it for every row.

    Every kind of area is one sort: a district and a circle that are both required are joined by or.
    """

    include: Where
    require: Where
    exclude: Where
    _wanted: Mapping[str, int] = field(repr=False)
    """The interests of which one is required, each with its bit."""
    _required: tuple[Test, ...] = field(repr=False)
    _excluded: tuple[Test, ...] = field(repr=False)

    @classmethod
    def of(cls, audience: Audience, force: Force, numbers: Mapping[str, Bits]) -> Self:
        """Make a rule; `numbers` are bitmaps of who had earlier alerts, by `received:<id>`, `answered:<id>`.

        Raises KeyError where one is missing, ValueError where a circle's postcode was not looked up.
        """
        return cls(
            include=Where(audience.include),
            require=Where(audience.require),
            exclude=Where(audience.exclude),
            _wanted={each: force.interest_bits((each,)) for each in audience.require.interests},
            _required=tuple(_tests(audience.require, force, numbers)),
            _excluded=tuple(_tests(audience.exclude, force, numbers)),
        )

    def spot(self, row: Packed) -> int | None:
        """Answer which is the first place through which this person is meant; None where none is."""
        for test in self._required:
            if not test(row):
                return None
        for test in self._excluded:
            if test(row):
                return None
        return next((n for n, spot in enumerate(row.spots) if self._at(spot)), None)

    def found(self, partition: str, row: Packed) -> int | None:
        """Answer the same, but only for one row of those that a person has in the runs of an audience.

        Among places it is the one they are meant through, among memberships that of the first interest.
        """
        n = self.spot(row)
        if n is None:
            return None
        if interest := interest_of(partition):
            held = row.interests & sum(self._wanted.values())
            return n if self._wanted[interest] == held & -held else None
        return n if n == row.n else None

    def _at(self, spot: Spot) -> bool:
        return (
            (self.include.anywhere or self.include.hold(spot))
            and (self.require.anywhere or self.require.hold(spot))
            and (self.exclude.anywhere or not self.exclude.hold(spot))
        )


def earlier(audience: Audience) -> list[str]:
    """Answer the keys of the bitmaps that this audience's rule needs: `received:<id>`, `answered:<id>`."""
    sides = (audience.require, audience.exclude)
    received = [f"received:{alert}" for side in sides for alert in side.received]
    return received + [f"answered:{alert}" for side in sides for alert in side.answered]


def _tests(choice: Choice, force: Force, numbers: Mapping[str, Bits]) -> list[Test]:
    """Make one test for each sort of criterion that is chosen; each is met by any one of its sort."""
    tests: list[Test] = []
    if choice.interests:
        interests = force.interest_bits(choice.interests)
        tests.append(lambda row: row.interests & interests != 0)
    if choice.kinds:
        tests.append(lambda row: row.kind in choice.kinds)
    if choice.channels:
        letters = [channel[0] for channel in choice.channels]
        tests.append(lambda row: any(letter in row.channels for letter in letters))
    if choice.languages:
        tests.append(lambda row: row.language in choice.languages)
    if choice.joined_from or choice.joined_to:
        first, last = _day(choice.joined_from or date.min), _day(choice.joined_to or date.max)
        tests.append(lambda row: first <= row.joined <= last)
    for kind, alerts in (("received", choice.received), ("answered", choice.answered)):
        if alerts:
            tests.append(_numbered([numbers[f"{kind}:{alert}"] for alert in alerts]))
    return tests


def _day(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _numbered(bitmaps: Iterable[Bits]) -> Test:
    """Test for a person's number in any of these."""
    joined = 0
    for bitmap in bitmaps:
        joined |= bitmap
    held = Marks(joined)
    return lambda row: row.number in held
