"""The places of a census: every spot once, sorted by its areas, so that an area is a few runs of spots."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, groupby
from typing import NamedTuple

from ..audience import Areas
from ..bitmap import Bits, bits_of, laid
from ..maps.shape import Shape
from ..packed import Spot
from ..rule import Shapes

_GEOHASH, _POSTCODE = 9, 7


class Group(NamedTuple):
    """So many spots beside each other that share all their codes."""

    district: str
    ward: str
    neighbourhood: str
    homes: str
    spots: int

    @property
    def local(self) -> str:
        return self.neighbourhood or self.ward


def rank(spot: Spot) -> tuple[str, ...]:
    """Answer what spots are sorted by: their areas, from large to small, then where they are."""
    return (
        spot.district,
        spot.local,
        spot.ward,
        spot.neighbourhood,
        spot.homes,
        spot.geohash,
        spot.postcode,
    )


class Spots:
    """A table of spots by their rank, in columns of fixed width: 16 bytes a spot.

    `geohashes` holds nine letters a spot, `postcodes` seven, filled up with spaces.
    """

    def __init__(self, groups: Sequence[Group], geohashes: str, postcodes: str) -> None:
        self.groups, self.geohashes, self.postcodes = tuple(groups), geohashes, postcodes
        self._first = [0, *accumulate(group.spots for group in self.groups)]

    @classmethod
    def of(cls, spots: Iterable[Spot]) -> "Spots":
        """Make the table of these spots, which are sorted by `rank`."""
        counts: dict[tuple[str, str, str, str], int] = defaultdict(int)
        geohashes, postcodes = [], []
        for spot in spots:
            counts[spot.district, spot.ward, spot.neighbourhood, spot.homes] += 1
            geohashes.append(spot.geohash)
            postcodes.append(spot.postcode.ljust(_POSTCODE))
        groups = [Group(*codes, spots=number) for codes, number in counts.items()]
        return cls(groups, "".join(geohashes), "".join(postcodes))

    def __len__(self) -> int:
        return self._first[-1]

    def spans(self) -> Iterator[tuple[Group, int, int]]:
        """Answer each group with its first spot and the one behind its last."""
        return zip(self.groups, self._first, self._first[1:], strict=False)

    def matching(self, areas: Areas) -> Bits:
        """Answer the spots in any of these areas, as a set of ranks."""
        return self.coded(areas.codes()) | self.sectored(areas.sectors) | self.shaped(areas.shapes)

    def coded(self, codes: Iterable[str]) -> Bits:
        """Answer the spots in any of these districts, wards or neighbourhoods."""
        wanted = set(codes) - {""}
        inside = (
            (first, end)
            for group, first, end in self.spans()
            if wanted & {group.district, group.ward, group.neighbourhood}
        )
        return laid(inside, len(self)) if wanted else 0

    def sectored(self, sectors: Iterable[str]) -> Bits:
        """Answer the spots in any of these postcode sectors."""
        ranks = [rank for sector in sectors for rank in self._by_sector.get(sector.replace(" ", ""), ())]
        return bits_of(ranks, len(self)) if ranks else 0

    def shaped(self, shapes: Sequence[Shape]) -> Bits:
        """Answer the spots in any of these shapes: only those in cells that a border cuts are measured."""
        if not shapes:
            return 0
        made = Shapes(shapes)
        inside = [run for cell in made.whole & self._by_cell.keys() for run in self._by_cell[cell]]
        for cell in made.cut.keys() & self._by_cell.keys():
            ranks = (rank for first, end in self._by_cell[cell] for rank in range(first, end))
            inside += [(rank, rank + 1) for rank in ranks if made.hold(self.geohash(rank))]
        return laid(inside, len(self))

    def geohash(self, rank: int) -> str:
        return self.geohashes[rank * _GEOHASH : (rank + 1) * _GEOHASH]

    def postcode(self, rank: int) -> str:
        return self.postcodes[rank * _POSTCODE : (rank + 1) * _POSTCODE].rstrip()

    def local(self, rank: int) -> str:
        """Answer the smallest area that officers see at a spot."""
        return self.groups[bisect_right(self._first, rank) - 1].local

    @cached_property
    def _by_cell(self) -> Mapping[str, list[tuple[int, int]]]:
        """Runs of spots by geohash-6: in a group they stand in order, so that a cell is one run there."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for _, first, end in self.spans():
            for cell, ranks in groupby(range(first, end), lambda rank: self.geohash(rank)[:6]):
                run = list(ranks)
                found[cell].append((run[0], run[-1] + 1))
        return found

    @cached_property
    def _by_sector(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for n in range(len(self)):
            found[self.postcode(n)[:-2]].append(n)
        return found
