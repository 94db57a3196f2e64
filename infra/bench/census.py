"""Counting beforehand: a preview from the packed census, beside filtering every person's row of the index."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.census.choosing import meant
from chalicelib.domain.census.counted import Counted
from chalicelib.domain.census.form import packed, unpacked
from chalicelib.domain.census.tally import Tally
from chalicelib.domain.packed import Packed, unpack
from chalicelib.domain.rule import Rule
from chalicelib.settings import load_force
from chalicelib.stores.keys import id_in

from .audience import DISTRICT
from .county import FORCE, County, made_county
from .meter import Row, cpu, spent

CHUNK = 50_000
"""Rows that are unpacked before the filtering of them is timed, so that unpacking is no part of it."""
FOUR_WAYS = Audience(
    include=Areas(districts=(DISTRICT,)),
    require=Choice(interests=("dog-walkers",), channels=("email",), kinds=("resident",)),
)
"""Residents of a district who are dog walkers and hold an email address."""


def rows(subscribers: int) -> Iterator[Row]:
    """Count everybody once, pack and unpack it, and ask it and the rows the same."""
    county, force = made_county(subscribers), load_force(FORCE)
    before = spent()
    counted = _counted(county)
    yield Row("audience", "counting everybody anew", 1000 * (spent() - before), "CPU-ms")
    data = packed(counted)
    yield Row("audience", "the census, packed", len(data) / subscribers, "bytes a person", "<= 16")
    loading = cpu(lambda: unpacked(data))
    yield Row("audience", "unpacking it", 1000 * loading, "CPU-ms")
    census = unpacked(data)
    found = meant(census, FOUR_WAYS, force, {}).people.bit_count()
    asked = min(cpu(lambda: meant(census, FOUR_WAYS, force, {})) for _ in range(5))
    yield Row("audience", "a preview in four ways", 1000 * asked, "CPU-ms")
    people, filtering = _filtered(county, Rule.of(FOUR_WAYS, force, {}))
    if people != found:
        raise RuntimeError(f"The census finds {found} people and the rows {people}.")
    yield Row("audience", "the same by filtering rows", 1000 * filtering, "CPU-ms")
    yield Row("audience", "filtering beside the census", filtering / asked, "times", ">= 100")


def _counted(county: County) -> Counted:
    tally = Tally()
    for row in _rows(county):
        tally.add(row)
    return tally.counted(datetime.now(UTC), 0.0)


def _rows(county: County) -> Iterator[Packed]:
    items = (item for home in range(len(county.spots)) for item in county.rows(home))
    return (unpack(id_in(item["pk"]), str(item["b"])) for item in items)


def _filtered(county: County, rule: Rule) -> tuple[int, float]:
    """Answer how many the rule finds, and the CPU seconds of judging alone."""
    stream, found, seconds = _rows(county), 0, 0.0
    while chunk := list(islice(stream, CHUNK)):
        # Collecting what was unpacked is not judging it either.
        gc.collect()
        started = spent()
        found += sum(rule.spot(row) == row.n for row in chunk)
        seconds += spent() - started
    return found, seconds
