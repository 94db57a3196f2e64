"""A county of subscribers, more than an emulator holds: its audience index, and what reading it costs."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from random import Random

from chalicelib.domain.force import Force
from chalicelib.domain.ids import encode
from chalicelib.domain.new_subscriber import place_at
from chalicelib.domain.packed import pack, spot_of
from chalicelib.domain.place import Area, Postcode, areas_of
from chalicelib.ports import Item
from chalicelib.settings import load_force
from chalicelib.stores import keys
from chalicelib.stores.codec import item_size
from infra.geography.directory import read_postcodes
from infra.geography.sources import data_files
from infra.made_up.people import made_people

FORCE, RARE = "kent", "gamekeepers"
PAGE = 1 << 20
"""Bytes after which a Query or Scan ends its page (Developer Guide, "Paginating table query results")."""
SORTS = 64
"""Sorts of people: all their attributes but number and place repeat."""
FEW = 50
"""Members of the rare interest, strewn over the whole county."""


class Bill:
    """What reading was charged: requests, and read units, half a unit per 4 KB begun."""

    def __init__(self) -> None:
        self.requests, self.units = 0, 0.0

    def page(self, size: int) -> None:
        self.requests += 1
        self.units += max(1, -(-size // 4096)) / 2

    def query(self, size: int) -> None:
        """Charge for reading so many bytes, page by page."""
        for _ in range(size // PAGE):
            self.page(PAGE)
        self.page(size % PAGE)


class County:
    """The index G1 of so many people: `query` answers as `ports.Table.query` does, `bill` grows with it.

    The people of one postcode stand side by side, so that a person takes four bytes here. Everybody lives at
    one of the postcodes, chosen evenly; the members of `RARE` are `FEW` of them.
    """

    def __init__(self, force: Force, postcodes: Sequence[Postcode], people: int) -> None:
        chance = Random(force.id)  # noqa: S311 (made people, no secret)
        # One postcode a point, or the people of two would have to be shuffled into one order.
        points = {home.geohash: home for home in (place_at("", each, None) for each in postcodes)}
        homes = [home for _, home in sorted(points.items())]
        self.geohashes = [home.geohash for home in homes]
        self.spots = [",".join(spot_of(home)).rstrip(",") for home in homes]
        lives = array("I", (chance.randrange(len(homes)) for _ in range(people)))
        self.numbers = array("I", sorted(range(1, people + 1), key=lambda number: lives[number - 1]))
        counts = [0] * len(homes)
        for home in lives:
            counts[home] += 1
        self.starts = [0, *accumulate(counts)]
        self.members = set(chance.sample(range(1, people + 1), min(FEW, people)))
        self._sorts = list(_sorts(force, postcodes))
        self.bill = Bill()

    def query(
        self,
        pk: str,
        first: str = "",
        last: str = keys.LAST,
        *,
        index: str | None = None,
        newest: bool = False,
        limit: int | None = None,
    ) -> Iterator[Item]:
        """Read a run of the index; `index`, `newest` and `limit` are there for the port's sake."""
        kind, _, rest = pk.partition("#")
        size = 0
        for item in self._places(rest, first, last) if kind == "G" else self._memberships(pk, first, last):
            size += item_size({"g1pk": pk, **item})
            if size > PAGE:
                self.bill.page(PAGE)
                size -= PAGE
            yield item
        self.bill.page(size)

    def rows(self, home: int) -> Iterator[Item]:
        """Answer the index items of one postcode in order."""
        geohash = self.geohashes[home]
        for at in range(self.starts[home], self.starts[home + 1]):
            number = self.numbers[at]
            sid = encode(number, 10)
            yield self._item(sid, "PLACE#0", f"{geohash}#{sid}#0", number, home)

    def _places(self, cell: str, first: str, last: str) -> Iterator[Item]:
        start = bisect_left(self.geohashes, max(first.partition("#")[0], cell))
        end = bisect_right(self.geohashes, min(last, f"{cell}~"))
        for home in range(start, end):
            yield from (row for row in self.rows(home) if first <= str(row["g1sk"]) <= last)

    def _memberships(self, pk: str, first: str, last: str) -> Iterator[Item]:
        _, interest, cell = pk.split("#")
        if interest != RARE:
            raise ValueError(f"This county lists the members of {RARE} alone.")
        for home in range(bisect_left(self.geohashes, cell), bisect_right(self.geohashes, f"{cell}~")):
            for at in range(self.starts[home], self.starts[home + 1]):
                number = self.numbers[at]
                if number in self.members:
                    sid = encode(number, 10)
                    row = self._item(sid, f"IN#{interest}", f"{self.geohashes[home]}#{sid}", number, home)
                    if first <= str(row["g1sk"]) <= last:
                        yield row

    def _item(self, sid: str, sk: str, sort: str, number: int, home: int) -> Item:
        before, after = self._sorts[number * 40503 % SORTS][number in self.members]
        packed = f"{before}|{number}|{self.spots[home]}|{after}"
        return {"pk": f"S#{sid}", "sk": sk, "g1sk": sort, "b": packed}


def _sorts(force: Force, postcodes: Sequence[Postcode]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Pack made people, each without and with the rare interest, cut open where number and places stand."""
    for person in made_people(force, postcodes[:1], SORTS, datetime(2026, 11, 2, 9, tzinfo=UTC)):
        others = tuple(interest for interest in person.interests if interest != RARE)
        for_both = (others, (*others, RARE))
        cut = []
        for interests in for_both:
            packed = pack(person.but(interests=interests), person.places[0], force, "0a1b2")
            form, _, _, rest = packed.split("|", 3)
            cut.append((form, rest))
        yield tuple(cut)


def county_postcodes() -> list[Postcode]:
    """Read the county's real postcodes; raises MissingData where the public data is not at hand."""
    return read_postcodes(data_files(FORCE)[0], load_force(FORCE))


def made_county(people: int) -> County:
    """Make the county of so many people, the same every time."""
    return County(load_force(FORCE), county_postcodes(), people)


def county_areas() -> list[Area]:
    """Answer its districts and wards, by their codes."""
    return areas_of(county_postcodes(), {}, "as loaded")
