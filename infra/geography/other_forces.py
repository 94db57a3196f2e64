"""Which force to join where a postcode is not ours: names and sites of all of them, by district."""

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from chalicelib.domain.force import Force
from chalicelib.domain.place import Outward

from .files import BadFile, opened

FILE = Path(__file__).parent / "police_forces.toml"
_DISTRICT, _FORCE = (
    re.compile(r"(?:lad|ltla)([0-9]{2})?_?(cd|code)?"),
    re.compile(r"pfa([0-9]{2})?_?(cd|code)?"),
)
_MOST = 3


def forces() -> dict[str, str]:
    """Answer names with sites by the code of the police force area."""
    named: dict[str, str] = tomllib.loads(FILE.read_text(encoding="utf-8"))["forces"]
    return named


def read_districts(file: Path) -> dict[str, str]:
    """Read a lookup from districts to police force areas; raises BadFile where it has no such columns."""
    with opened(file) as lines:
        reader = csv.reader(lines)
        heads = [head.strip().lower() for head in next(reader, [])]
        places = [[n for n, head in enumerate(heads) if kind.fullmatch(head)] for kind in (_DISTRICT, _FORCE)]
        if not all(places):
            raise BadFile(
                f"{file.name}, line 1: there is no column lad25cd or pfa25cd for districts and forces."
            )
        district, force = (found[0] for found in places)
        return {row[district]: row[force] for row in reader if len(row) > max(district, force)}


def outwards(
    elsewhere: Mapping[str, Counter[str]], districts: Mapping[str, str], ours: Force
) -> Iterator[Outward]:
    """Name the forces of each outward code, those with most postcodes first; unknown ones are left out.

    `elsewhere` counts postcodes by police force area or, where the file has none, by district.
    """
    known = forces()
    for outward, counted in sorted(elsewhere.items()):
        named: Counter[str] = Counter()
        for code, postcodes in counted.items():
            area = districts.get(code, code)
            if force := known.get(area) or known.get(area[:1]):
                named[force] += postcodes
        found = tuple(force for force, _ in named.most_common() if not force.startswith(f"{ours.name} "))
        if found:
            yield Outward(outward=outward, forces=found[:_MOST])
