"""The census: everybody in memory as bitmaps, so that a question about anybody reads no item of the table."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from .bits import Bits, bits_of, count, digits, read, runs, span
from .spots import Spots


class Level(NamedTuple):
    """Everybody's first place, or second, and so on: by spot, and whose they are.

    Those at spot s stand from `starts[s]` to before `starts[s + 1]`. `owners` says whose by position; at
    first places the position itself is the person.
    """

    starts: Sequence[int]
    owners: Sequence[int] = ()

    def at(self, spots: Bits) -> Iterator[tuple[int, int]]:
        """Answer the runs of positions at these spots."""
        return ((self.starts[first], self.starts[end]) for first, end in runs(spots))


class Homes(NamedTuple):
    """Homes in which somebody can be reached, of one district and one area in which homes are counted.

    A person who gave no house counts as one home; so many are `unnumbered`.
    """

    district: str
    area: str
    homes: int
    unnumbered: int


class Meant(NamedTuple):
    """Who belongs to an audience; `later` are (person, spot) of those whose first place is elsewhere."""

    people: Bits
    later: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Counted:
    """A census as of one moment, which took so many seconds; people are counted from 0, by first place.

    `numbers` are their subscriber numbers, `traits` sets of people by name (see `tally.py`). `days` is the
    day of joining in binary, one set a digit, the ones first, from the ordinal `first_day` on. `paused` are
    (person, UTC second until which nothing goes out).
    """

    as_of: datetime
    seconds: float
    people: int
    spots: Spots
    levels: tuple[Level, ...]
    numbers: Sequence[int]
    traits: Mapping[str, Bits]
    first_day: int
    days: tuple[Bits, ...]
    paused: Sequence[tuple[int, int]]
    homes: tuple[Homes, ...]

    def everybody(self) -> Bits:
        return span(0, self.people)

    def trait(self, name: str) -> Bits:
        """Answer the people who have this; nobody where nobody does."""
        return self.traits.get(name, 0)

    def paused_at(self, now: float) -> Bits:
        """Answer who asked for nothing until later than this UTC second."""
        return bits_of((person for person, until in self.paused if until > now), self.people)

    def of_numbers(self, numbers: Bits) -> Bits:
        """Turn a set of subscriber numbers into the set of these people; later numbers are nobody's here."""
        if not numbers:
            return 0
        known = bytes(digits(numbers & span(0, self._beyond), self._beyond))
        return read(bytes(map(known.__getitem__, self.numbers)))

    @cached_property
    def _beyond(self) -> int:
        return max(self.numbers, default=0) + 1

    def members(self, bit: int) -> dict[str, int]:
        """Count the members of an interest by the neighbourhood or ward of their first place."""
        found = self.trait(f"interest:{bit}")
        return self.by_area(Meant(found), found)

    def by_area(self, meant: Meant, among: Bits) -> dict[str, int]:
        """Count some of an audience by neighbourhood or ward, each at the place through which they belong."""
        elsewhere = bits_of((person for person, _ in meant.later), self.people) if meant.later else 0
        at_home, all_of_them = self._bytes(among & ~elsewhere), self._bytes(among)
        counts, starts = Counter[str](), self.levels[0].starts
        for group, first, end in self.spots.spans():
            counts[group.local] += count(at_home, starts[first], starts[end])
        for person, spot in meant.later:
            counts[self.spots.local(spot)] += count(all_of_them, person, person + 1)
        return {area: number for area, number in counts.items() if number}

    def _bytes(self, people: Bits) -> bytes:
        return people.to_bytes(self.people // 8 + 1, "little")
