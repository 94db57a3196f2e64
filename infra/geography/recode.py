"""Re-coding: giving each person's places the codes that their postcodes have now, and saying who moved."""

import csv
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chalicelib.domain.errors import Conflict, TemporaryFailure
from chalicelib.domain.maps.geohash import geohash
from chalicelib.domain.packed import Spot
from chalicelib.domain.place import Postcode
from chalicelib.domain.subscriber import Place

from .progress import Progress
from .work import Geography

_CODES = ("district", "ward", "neighbourhood", "homes")
HEAD = ("subscriber", "place", *(f"from_{code}" for code in _CODES), *(f"to_{code}" for code in _CODES))
WRITERS = 8
_TRIES = 5
_MOST_SHOWN = 40
Codes = tuple[str, str, str, str]
"""District, ward, neighbourhood, and the area in which homes are counted."""
Move = tuple[str, int, Codes, Codes]
"""Whose place, which, and the codes before and after."""


def recode(postcodes: Iterable[Postcode], work: Geography, file: Path | None = None) -> int:
    """Re-code everybody whose place has other codes or another point than its postcode has now.

    The audience index tells who they are, so that nobody else is read. Each person is saved only as they
    were loaded; who changed something meanwhile is loaded again. It can be ended and begun again at any
    time. Answers how many places moved; `file` gets a line for each, with ids and codes only.
    """
    known = {each.postcode.replace(" ", ""): each for each in postcodes}
    partitions = sorted({cell[:5] for area in work.places.areas() for cell in area.cells})
    counted: Counter[tuple[str, str]] = Counter()
    progress, people = Progress(len(partitions), "squares of the index looked at", work.say), 0
    with _lines(file) as out, ThreadPoolExecutor(WRITERS) as writers:
        for partition in partitions:
            stale = list(_stale(partition, known, work))
            for moves in writers.map(lambda sid: _move(sid, known, work), stale):
                people += bool(moves)
                for sid, n, old, new in moves:
                    counted.update(_changes(old, new))
                    out.writerow((sid, n, *old, *new))
            progress.add(1)
    progress.end()
    _report(counted, people, work)
    return people


def _stale(partition: str, known: Mapping[str, Postcode], work: Geography) -> Iterator[str]:
    """Find whose places in a partition of the index are not as their postcodes are."""
    found: dict[str, None] = {}
    for _, row in work.subscribers.rows(f"G#{partition}", "", "~"):
        if any(spot != _meant(spot, known) for spot in row.spots):
            found[row.sid] = None
    yield from found


def _meant(spot: Spot, known: Mapping[str, Postcode]) -> Spot:
    now = known.get(spot.postcode)
    if now is None:
        return spot
    return Spot(
        geohash(now.lat, now.lon), spot.postcode, now.ward, now.district, now.neighbourhood, now.homes
    )


def _move(sid: str, known: Mapping[str, Postcode], work: Geography) -> list[Move]:
    """Save a person with the codes of now; answers what became of each place that moved."""
    for _ in range(_TRIES):
        was = work.subscribers.load(sid)
        if was is None:
            return []
        person = was.but(places=tuple(_placed(place, known) for place in was.places))
        try:
            if cells := work.places.widened(*(place for place in person.places if place.finer)):
                work.table.commit(*cells)
            if person == was:
                return []
            work.table.commit(*work.subscribers.save(person, was))
        except Conflict:
            continue
        pairs = zip(was.places, person.places, strict=True)
        return [(sid, old.n, codes(old), codes(new)) for old, new in pairs if codes(old) != codes(new)]
    raise TemporaryFailure("a person kept changing while being re-coded")


def _placed(place: Place, known: Mapping[str, Postcode]) -> Place:
    """Give a place the codes of its postcode, and its point where the person gave none of their own."""
    now = known.get(place.postcode.replace(" ", ""))
    if now is None:
        return place
    moved: dict[str, object] = {
        "district": now.district,
        "ward": now.ward,
        "neighbourhood": now.neighbourhood,
        "homes": now.homes,
    }
    if not place.finer:
        moved |= {"lat": now.lat, "lon": now.lon, "geohash": geohash(now.lat, now.lon)}
    return place.but(**moved)


def codes(place: Place | Postcode) -> Codes:
    """Answer all codes of a place or postcode."""
    return place.district, place.ward, place.neighbourhood, place.homes


def _changes(old: Codes, new: Codes) -> Iterator[tuple[str, str]]:
    for before, after in zip(old[:3], new[:3], strict=True):
        if before != after:
            yield before, after


def _report(counted: Counter[tuple[str, str]], people: int, work: Geography) -> None:
    names = {area.code: area.name for area in work.places.areas()}
    work.say(f"{people:,} people have other codes now.")
    for (before, after), n in counted.most_common(_MOST_SHOWN):
        work.say(f"  {n:,} from {_called(before, names)} to {_called(after, names)}")
    if len(counted) > _MOST_SHOWN:
        work.say(f"  and {len(counted) - _MOST_SHOWN} more pairs of areas")
    if people:
        work.record("re-code people", "postcodes", f"{people} people have other codes")


def _called(code: str, names: Mapping[str, str]) -> str:
    return f"{names.get(code, code)} ({code})" if code else "no area"


@contextmanager
def _lines(file: Path | None) -> Iterator[Any]:
    """Open the file of who moved, and go on in it where it is there: it may be a second try."""
    with (file or Path(os.devnull)).open("a", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        if file and out.tell() == 0:
            table.writerow(HEAD)
        yield table
