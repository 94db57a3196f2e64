"""The audience: what it costs to find the people of an area, beside the plain ways of finding them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.cover import Run, route
from chalicelib.domain.maps.shape import Circle
from chalicelib.domain.packed import Spot, unpack
from chalicelib.domain.rule import Where
from chalicelib.settings import load_force
from chalicelib.stores.codec import item_size
from chalicelib.stores.keys import id_in

from .county import FEW, FORCE, RARE, Bill, County, county_areas, made_county
from .meter import Row

TOWN, COUNTRYSIDE, DISTRICT = (0.5290, 51.2720), (0.6200, 51.1100), "E07000110"
"""The middle of Maidstone, a point of the Low Weald, and Maidstone with its villages."""
PARTS = (10, 2.5, 1)
"""The crowd divided by each of these: 75,000, 300,000 and 750,000 of the latter."""
NO_BOUNDS = ("", "")
BOUNDS = {"2 km, town": ("<= 15", "<= 800")}


class Case(NamedTuple):
    """An area with its name in the table."""

    name: str
    areas: Areas


def circle(centre: tuple[float, float], metres: int) -> Areas:
    return Areas(shapes=(Circle(kind="circle", centre=centre, metres=metres),))


CASES = (
    Case("500 m, town", circle(TOWN, 500)),
    Case("2 km, town", circle(TOWN, 2000)),
    Case("2 km, countryside", circle(COUNTRYSIDE, 2000)),
    Case("a district", Areas(districts=(DISTRICT,))),
    Case("the whole force", Areas(districts=tuple(each.code for each in load_force(FORCE).districts))),
)


def rows(subscribers: int) -> Iterator[Row]:
    """Bill five areas in the whole crowd, two of them in smaller ones, and a rare interest anywhere."""
    areas = county_areas()
    for part in PARTS:
        county = made_county(round(subscribers / part))
        whole = part == PARTS[-1]
        for case in CASES if whole else CASES[1:4:2]:
            bill, found = _read(county, route(Audience(include=case.areas), areas), Where(case.areas))
            name, bounds = (
                f"{case.name}, of {len(county.numbers):,}",
                BOUNDS.get(case.name) if whole else None,
            )
            yield Row("audience", f"{name}: people", found, "people")
            yield from _billed(name, bill, bounds or ("", ""))
            if whole:
                yield from _plainly(county, case)
    rare = Audience(require=Choice(interests=(RARE,)))
    bill, found = _read(county, route(rare, areas), Where(rare.include))
    yield Row("audience", f"{RARE} anywhere: people", found, "people", f">= {FEW}")
    yield from _billed(f"{RARE} anywhere", bill, ("<= 60", ""))


def _billed(name: str, bill: Bill, bounds: tuple[str, str] = NO_BOUNDS) -> Iterator[Row]:
    yield Row("audience", name, bill.requests, "requests", bounds[0])
    yield Row("audience", name, bill.units, "read units", bounds[1])


def _read(county: County, runs: Iterable[Run], where: Where) -> tuple[Bill, int]:
    """Read these runs as the planner does; answer what it is charged, and how many live where it is meant."""
    county.bill, found = Bill(), 0
    for partition, first, last in runs:
        for item in county.query(partition, first, last, index="G1"):
            row = unpack(id_in(item["pk"]), str(item["b"]))
            found += where.anywhere or where.hold(row.spots[row.n])
    return county.bill, found


def _plainly(county: County, case: Case) -> Iterator[Row]:
    """Bill a scan of the index, a query a postcode, and a query a ward, were those the partitions."""
    where = Where(case.areas)
    by_ward: dict[str, int] = defaultdict(int)
    scan, postcodes, wards, touched = Bill(), Bill(), Bill(), set()
    for home, spot in enumerate(county.spots):
        size = sum(item_size(row) for row in county.rows(home))
        ward = Spot(*spot.split(",")).ward
        by_ward[ward] += size
        if where.anywhere or where.hold(Spot(*spot.split(","))):
            postcodes.query(size)
            touched.add(ward)
    for ward in touched:
        wards.query(by_ward[ward])
    scan.query(sum(by_ward.values()))
    for way, bill in (("a scan", scan), ("a query a postcode", postcodes), ("a query a ward", wards)):
        yield from _billed(f"{case.name}, by {way}", bill)
