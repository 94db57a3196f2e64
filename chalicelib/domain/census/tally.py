"""Counting everybody: rows of the audience index in, a census out.

| set of places | whose are in it |
|---|---|
| interest:n | members of the interest with this bit |
| kind:k, language:l | subscribers of this kind, with this language |
| holds:c | who can be reached on this channel now |
| urgent:day:text, low:night:text and so on | whose channel for this priority and part of the day is text |
| mutes:k | who wants no alerts of this kind |
| discreet | who asked for discretion |
| digest:d, digest:w | who wants what is not urgent once a day, or once a week |
| rests:n | who has quiet hours of their own in this hour of the day |
| wakes | whom what is urgent wakes in them |
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import accumulate

from ..bitmap import Bits, read
from ..hours import PARTS
from ..packed import PRIORITIES, Packed, Spot
from .counted import Counted, Homes, Level
from .spots import Spots, rank

Traits = tuple[str, ...]
_CHANNELS = {"t": "text", "e": "email"}


class Tally:
    """Takes one row a person, in columns of four bytes, so that a county fits into a small function.

    Whoever moved while the index was being read may be met twice; the first time counts.
    """

    def __init__(self) -> None:
        self._seen = bytearray()
        self._numbers, self._joined, self._homes = array("I"), array("I"), array("I")
        self._spot, self._kind, self._interests = array("I"), array("I"), array("I")
        self._paused: dict[int, tuple[int, int]] = {}
        self._others: dict[int, tuple[int, ...]] = {}
        self._spots: dict[Spot, int] = {}
        self._kinds: dict[Traits, int] = {}
        self._bits: dict[int, int] = {}

    def add(self, row: Packed) -> None:
        """Count one person; only the row of the first place does, since it knows all the others."""
        if row.n or self._met(row.number):
            return
        person = len(self._numbers)
        first, *others = (self._spots.setdefault(spot, len(self._spots)) for spot in row.spots)
        self._numbers.append(row.number)
        self._joined.append(row.joined)
        self._homes.append(int(row.home, 16) + 1 if row.home else 0)
        self._spot.append(first)
        self._kind.append(self._kinds.setdefault(_traits(row), len(self._kinds)))
        self._interests.append(self._bits.setdefault(row.interests, len(self._bits)))
        if row.paused:
            self._paused[person] = row.paused, row.pauses
        if others:
            self._others[person] = tuple(others)

    def _met(self, number: int) -> bool:
        if number >= len(self._seen):
            self._seen.extend(bytes(max(number + 1 - len(self._seen), len(self._seen))))
        met, self._seen[number] = self._seen[number], 1
        return bool(met)

    def counted(self, as_of: datetime, seconds: float) -> Counted:
        """Put everybody in order and answer the census."""
        spots = sorted(self._spots, key=rank)
        ranks = array("I", bytes(4 * len(spots)))
        for n, spot in enumerate(spots):
            ranks[self._spots[spot]] = n
        order = sorted(range(len(self._numbers)), key=lambda person: ranks[self._spot[person]])
        places = array("I", bytes(4 * len(order)))
        for place, person in enumerate(order):
            places[person] = place
        table = Spots.of(spots)
        first = Level(_starts((ranks[spot] for spot in self._spot), len(spots)), array("I"))
        later = list(self._later(ranks, places, len(spots)))
        whose = [*order, *(order[person] for level in later for person in level.owners)]
        days, first_day = self._days(whose)
        traits = self._sets(whose)
        return Counted(
            as_of=as_of,
            seconds=seconds,
            people=len(order),
            spots=table,
            levels=(first, *later),
            numbers=array("I", (self._numbers[person] for person in order)),
            traits=traits,
            first_day=first_day,
            days=days,
            paused=tuple(sorted((*pause, places[person]) for person, pause in self._paused.items())),
            homes=tuple(self._counted_homes(order, table, first.starts)),
        )

    def _later(self, ranks: array[int], places: array[int], spots: int) -> Iterator[Level]:
        """Answer everybody's second places, then third, and so on, as long as anybody has one."""
        most = max(map(len, self._others.values()), default=0)
        for n in range(most):
            pairs = sorted((ranks[its[n]], places[p]) for p, its in self._others.items() if len(its) > n)
            yield Level(_starts((spot for spot, _ in pairs), spots), array("I", (who for _, who in pairs)))

    def _sets(self, whose: list[int]) -> dict[str, Bits]:
        digits: dict[str, bytearray] = {}
        for column, known in ((self._kind, self._kinds), (self._interests, _named(self._bits))):
            rows = [
                [digits.setdefault(name, bytearray(b"0") * len(whose)) for name in names] for names in known
            ]
            for place, person in enumerate(whose):
                for row in rows[column[person]]:
                    row[place] = 49
        return {name: read(row) for name, row in digits.items()}

    def _days(self, whose: list[int]) -> tuple[tuple[Bits, ...], int]:
        """Answer the days of joining in binary, and the day from which they are counted."""
        days = {joined: _ordinal(joined) for joined in set(self._joined)}
        first = min(days.values(), default=0)
        width = (max(days.values(), default=0) - first).bit_length()
        digits = {day: format(on - first, f"0{width}b").encode() for day, on in days.items()}
        column = b"".join(digits[self._joined[person]] for person in whose)
        return tuple(read(column[width - 1 - n :: width]) for n in range(width)), first

    def _counted_homes(self, order: list[int], spots: Spots, starts: Sequence[int]) -> Iterator[Homes]:
        reached = [bool({"holds:text", "holds:email"} & set(names)) for names in self._kinds]
        for group, first, end in spots.spans():
            homes, unnumbered = set[tuple[str, int]](), 0
            for spot in range(first, end):
                for person in order[starts[spot] : starts[spot + 1]]:
                    if reached[self._kind[person]]:
                        unnumbered += not self._homes[person]
                        homes.add((spots.postcode(spot), self._homes[person]))
            numbered = sum(bool(home) for _, home in homes)
            if homes:
                area = group.homes or group.ward
                yield Homes(group.district, area, numbered + unnumbered, unnumbered)


def _traits(row: Packed) -> Traits:
    turns = ((priority, part) for priority in PRIORITIES for part in PARTS)
    texts = (f"{priority}:{part}:text" for priority, part in turns if row.channel(priority, part) == "text")
    return (
        f"kind:{row.kind}",
        f"language:{row.language}",
        *(f"holds:{_CHANNELS[letter]}" for letter in row.channels),
        *texts,
        *(f"mutes:{kind}" for kind in row.mutes),
        *(("discreet",) if row.discreet else ()),
        *((f"digest:{row.digest}",) if row.digest else ()),
        *(f"rests:{hour}" for hour in row.quiet_hours()),
        *(("wakes",) if row.quiet.endswith("u") else ()),
    )


def _named(interests: dict[int, int]) -> list[Traits]:
    return [tuple(f"interest:{n}" for n in range(bits.bit_length()) if bits >> n & 1) for bits in interests]


def _ordinal(joined: int) -> int:
    """Answer the number of a day that is written as 20261102."""
    return date(joined // 10_000, joined // 100 % 100, joined % 100).toordinal()


def _starts(spots: Iterator[int], many: int) -> array[int]:
    """Answer where each spot's places begin, and behind the last where they end."""
    counts = [0] * (many + 1)
    for spot in spots:
        counts[spot + 1] += 1
    return array("I", accumulate(counts))
