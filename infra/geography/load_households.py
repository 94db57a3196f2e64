"""load-households: how many homes the census counted, by district and by the areas homes are counted in."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.domain.place import Area

from .files import BadFile, listed, opened
from .work import Geography

_YEAR = r"[0-9]{0,2}_?"
_NAMES = {
    "households": re.compile(r"households.*|homes|dwellings"),
    "district": re.compile(rf"(?:lad|ltla|la){_YEAR}(?:cd|code)"),
    "area": re.compile(rf"(?:ward|wd){_YEAR}(?:cd|code)"),
    "name": re.compile(rf"(?:ward|wd){_YEAR}(?:nm|name)"),
    "code": re.compile(r"code|area"),
}
_SPOILT = 0.01


@dataclass
class Households:
    """Homes by district and by area, the district and name of each area, and what cannot be read."""

    edition: str
    districts: Counter[str] = field(default_factory=Counter)
    areas: Counter[str] = field(default_factory=Counter)
    lies_in: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)
    rows: int = 0


def read_households(file: Path, known: Mapping[str, Area]) -> Households:
    """Read rows per small area (its ward and district beside it), per district, or per area by `code`.

    Only districts among the known areas count. Raises BadFile where nothing of it should be loaded.
    """
    with opened(file) as lines:
        reader = csv.reader(lines)
        heads = [head.strip().lower() for head in next(reader, [])]
        columns = {what: _column(heads, pattern) for what, pattern in _NAMES.items()}
        if columns["households"] < 0 or max(columns["district"], columns["code"]) < 0:
            raise BadFile(
                f"{file.name}, line 1: there is no column households, or none of lad24cd, wd24cd and code. "
                "Give households by small area with ward and district, by district, or by area code."
            )
        area = heads[columns["area"]] if columns["area"] >= 0 else ""
        found = Households(edition=re.sub(r"_?(cd|code)$", "", area))
        for row in _rows(file, reader):
            _count(found, row, columns, known, reader.line_num)
    if len(found.bad) > _SPOILT * (found.rows + len(found.bad)) and found.bad:
        raise BadFile(listed(f"{file.name} has {len(found.bad)} bad lines. Nothing was loaded:", found.bad))
    if not found.districts and not found.areas:
        raise BadFile(
            f"{file.name} holds no households in this force's districts. Nothing was loaded. "
            "Is this another force's file, or of an edition with other codes?"
        )
    return found


def _rows(file: Path, reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from (row for row in reader if row)
    except csv.Error as problem:
        raise BadFile(f"{file.name} is not CSV ({problem}). Save it as “CSV UTF-8” and try again.") from None


def _column(heads: Sequence[str], pattern: re.Pattern[str]) -> int:
    return next((n for n, head in enumerate(heads) if pattern.fullmatch(head)), -1)


def _count(
    found: Households, row: Sequence[str], columns: Mapping[str, int], known: Mapping[str, Area], line: int
) -> None:
    def cell(what: str) -> str:
        return row[columns[what]].strip() if 0 <= columns[what] < len(row) else ""

    alone = known.get(cell("code"))
    district, area = cell("district"), cell("area")
    if alone:
        district, area = (alone.code, "") if alone.kind == "district" else (alone.district, alone.code)
    if district not in known:
        return
    homes = _number(cell("households"))
    if homes is None:
        found.bad.append(f"line {line}: {cell('households')!r} is not a number of households")
        return
    found.rows += 1
    if area:
        if found.lies_in.setdefault(area, district) != district:
            found.bad.append(f"line {line}: {area} lies in two districts")
            return
        found.areas[area] += homes
        found.names[area] = cell("name")
    if not (alone and area):
        found.districts[district] += homes


def _number(typed: str) -> int | None:
    try:
        number = float(typed)
    except ValueError:
        return None
    return int(number) if number.is_integer() and 0 <= number < 10**9 else None


def load_households(file: Path, work: Geography) -> None:
    """Give districts and areas their households; raises BadFile where nothing was loaded.

    An area that no postcode belongs to is made for the counting alone, with the edition of the column.
    """
    known = {area.code: area for area in work.places.areas()}
    if not known:
        raise BadFile("There are no areas yet: load the postcodes first, they make the areas.")
    found = read_households(file, known)
    work.places.put_areas(_counted({area.code: area for area in work.places.areas()}, found))
    total = found.districts.total() or found.areas.total()
    work.say(f"{total:,} households in {len(found.districts)} districts and {len(found.areas)} areas.")
    if found.districts and total != work.force.households:
        work.say(f"The force file says {work.force.households:,} households: which of the two is right?")
    if found.bad:
        work.say(listed(f"{len(found.bad)} lines cannot be read and were left out:", found.bad))
    work.record("load households", file.name, f"{total} households")


def _counted(known: Mapping[str, Area], found: Households) -> Iterator[Area]:
    for code, homes in {**found.districts, **found.areas}.items():
        old = known.get(code)
        yield old.but(households=homes) if old else _made(code, homes, found)
    # Wards of an earlier count would otherwise be counted beside the new ones.
    for code, old in known.items():
        if found.areas and old.kind != "district" and code not in found.areas and old.households is not None:
            yield old.but(households=None)


def _made(code: str, homes: int, found: Households) -> Area:
    return Area(
        code=code,
        kind="ward",
        name=found.names.get(code) or code,
        edition=found.edition,
        district=found.lies_in[code],
        cells=(),
        postcodes=0,
        households=homes,
    )
