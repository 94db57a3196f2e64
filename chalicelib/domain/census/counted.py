"""A census as it was counted: everybody as bitmaps over the places they have."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from ..bitmap import Bits, bits_of, count, digits, read, span
from .spots import Spots


class Level(NamedTuple):
    """Everybody's first place, or second, and so on: by spot, and whose they are.

    Those at spot s are the places from `starts[s]` to before `starts[s + 1]`. `owners` says whose, the first
    of them first; of first places it is empty, for there place and person have the same number.
    """

    starts: Sequence[int]
    owners: Sequence[int]

    def at(self, spots: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Answer the runs of places at these runs of spots."""
        return ((self.starts[first], self.starts[end]) for first, end in spots)


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
    """A census as of one moment, which took so many seconds.

    Places are counted from 0: everybody's first, then everybody's second, and so on. A person has the number
    of their first place, so a set of places below `people` is a set of people. `traits` are sets of places
    by what their people have (see `tally.py`). `days` is the day of joining in binary, one set a digit, the
    ones first, from the ordinal `first_day` on. `numbers` are the people's subscriber numbers, `paused` the
    UTC seconds until which and from which somebody wants nothing, in order, each with the person.
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
    paused: Sequence[tuple[int, int, int]]
    homes: tuple[Homes, ...]

    @cached_property
    def everybody(self) -> Bits:
        """All people, or all first places."""
        return span(0, self.people)

    @cached_property
    def everywhere(self) -> Bits:
        """All places."""
        return span(0, self.people + sum(len(level.owners) for level in self.levels))

    def trait(self, name: str) -> Bits:
        """Answer the places of people who have this; none where nobody does."""
        return self.traits.get(name, 0)

    def paused_at(self, now: float) -> Bits:
        """Answer which people asked for nothing at this UTC second."""
        first = bisect_right(self.paused, now, key=itemgetter(0))
        still = [person for _, since, person in self.paused[first:] if since <= now]
        known = first, len(still)
        if known not in self._still_paused:
            self._still_paused.clear()
            self._still_paused[known] = bits_of(still, self.people)
        return self._still_paused[known]

    @cached_property
    def _still_paused(self) -> dict[tuple[int, int], Bits]:
        """The last answer, for it hardly changes between two questions: nobody ended and nobody began."""
        return {}

    def of_numbers(self, numbers: Bits) -> Bits:
        """Turn a set of subscriber numbers into the places of these people; newer ones have none here."""
        if not numbers:
            return 0
        known = bytes(digits(numbers & span(0, self._beyond), self._beyond))
        people = bytes(map(known.__getitem__, self.numbers))
        others = (bytes(map(people.__getitem__, level.owners)) for level in self.levels)
        return read(b"".join((people, *others)))

    @cached_property
    def _beyond(self) -> int:
        return max(self.numbers, default=0) + 1

    def members(self, bit: int) -> dict[str, int]:
        """Count the members of an interest by the neighbourhood or ward of their first place."""
        found = self.trait(f"interest:{bit}") & self.everybody
        return self.by_area(Meant(found), found)

    def by_area(self, meant: Meant, among: Bits) -> dict[str, int]:
        """Count some of an audience by neighbourhood or ward, each at the place through which they belong."""
        elsewhere = bits_of((person for person, _ in meant.later), self.people) if meant.later else 0
        at_home, all_of_them = self._bytes(among & ~elsewhere), self._bytes(among)
        counts = Counter[str]()
        low, high = (among & -among).bit_length() - 1, among.bit_length()
        for area, first, end in self._areas:
            if first < high and low < end and (here := count(at_home, first, end)):
                counts[area] += here
        for person, spot in meant.later:
            counts[self.spots.local(spot)] += count(all_of_them, person, person + 1)
        return {area: number for area, number in counts.items() if number}

    @cached_property
    def _areas(self) -> list[tuple[str, int, int]]:
        """Neighbourhoods and wards, each with its first person and the one behind its last."""
        starts, found = self.levels[0].starts, list[tuple[str, int, int]]()
        for group, first, end in self.spots.spans():
            before = found.pop() if found and found[-1][0] == group.local else (group.local, starts[first], 0)
            found.append((group.local, before[1], starts[end]))
        return found

    def _bytes(self, people: Bits) -> bytes:
        return people.to_bytes(self.people // 8 + 1, "little")
