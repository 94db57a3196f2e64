"""Reading the Office for National Statistics' directories of postcodes: ours, and where the others' lie."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.domain.force import Force
from chalicelib.domain.place import Postcode, tidy_postcode

from .columns import Columns, columns_of
from .files import BadFile, listed, opened

_CODE = re.compile(r"[A-Z][0-9]{8}")
_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_NO_POINT = 99.0
"""A latitude that no place has: the directory writes 99.999999 where it knows no point."""
_SPOILT = 0.01
"""The share of bad rows from which a file is taken for another one than was meant."""


@dataclass
class Directory:
    """What a file holds: postcodes of ours that are fine, and what is to be said of the rest."""

    file: Path
    columns: Columns
    postcodes: dict[str, Postcode] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)
    """The first bad rows, a sentence each; there are `spoilt` of them."""
    spoilt: int = 0
    pointless: int = 0
    """Postcodes of ours without a point, left out."""
    strangers: int = 0
    """Postcodes in other forces' districts."""
    elsewhere: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By outward code, how many postcodes each other police force area, or else district, has there."""
    first_strangers: list[str] = field(default_factory=list)

    @property
    def ended(self) -> int:
        return sum(1 for each in self.postcodes.values() if each.ended)


def read_directory(file: Path, force: Force, ward: str | None = None) -> Directory:
    """Read a directory of postcodes whole; `ward` chooses the ward column where there are several.

    Raises BadFile where nothing of it should be loaded (a damaged file, other columns, none of ours, more
    than one bad row in a hundred), and OSError.
    """
    with opened(file) as lines:
        rows = _rows(file, lines)
        _, heads = next(rows, (1, []))
        directory = Directory(file, columns_of(heads, file.name, ward))
        wards: dict[str, str] = {}
        ours = {district.code for district in force.districts}
        for line, row in rows:
            try:
                _take(directory, row, line, ours, wards)
            except ValueError as problem:
                directory.spoilt += 1
                if directory.spoilt <= 10:
                    directory.bad.append(f"line {line}: {problem}")
    _refuse(directory, force)
    return directory


def read_postcodes(file: Path, force: Force) -> list[Postcode]:
    """Read the postcodes of ours in a directory; raises as `read_directory` does."""
    return list(read_directory(file, force).postcodes.values())


def _rows(file: Path, lines: Iterator[str]) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(lines, strict=True)
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as problem:
        raise BadFile(
            f"{file.name}, line {reader.line_num}: this is not CSV ({problem}). Nothing was loaded. "
            "Download it again, or mend that line."
        ) from None


def _take(directory: Directory, row: Sequence[str], line: int, ours: set[str], wards: dict[str, str]) -> None:
    """Sort a row into ours, another force's, or none; raises ValueError saying what is wrong with it."""
    columns = directory.columns
    district = _cell(row, columns.district)
    if district not in ours:
        _stranger(directory, row, line, district)
        return
    found = _postcode(row, columns)
    if found is None:
        directory.pointless += 1
        return
    if found.postcode in directory.postcodes:
        raise ValueError(f"the postcode {found.postcode} stands here a second time")
    if found.ward and wards.setdefault(found.ward, district) != district:
        raise ValueError(f"the ward {found.ward} lies in two districts")
    directory.postcodes[found.postcode] = found


def _stranger(directory: Directory, row: Sequence[str], line: int, district: str) -> None:
    columns = directory.columns
    ended = _cell(row, columns.ended)
    if not district and ended:
        return  # Ended before there were such codes: nobody lives there.
    postcode = _tidy(row, columns)
    _coded(district, columns.district_name)
    directory.strangers += 1
    if directory.strangers <= 10:
        directory.first_strangers.append(f"line {line}: {postcode} lies in district {district}")
    if not ended:
        directory.elsewhere[postcode.partition(" ")[0]][_cell(row, columns.force) or district] += 1


def _postcode(row: Sequence[str], columns: Columns) -> Postcode | None:
    """Read a row of ours; None where the directory knows no point for it."""
    district, ward, homes = (_cell(row, n) for n in (columns.district, columns.ward, columns.homes))
    postcode, neighbourhood = _tidy(row, columns), _cell(row, columns.neighbourhood)
    # The directory leaves the ward out where it knows none; the district alone still reaches such a postcode.
    for name, code in ((columns.edition, ward), (columns.homes_edition, homes)):
        if code:
            _coded(code, name)
    if neighbourhood and not _LOCAL.fullmatch(neighbourhood):
        raise ValueError(f"{neighbourhood!r} in neighbourhood is not a code of letters, digits, - and _")
    lat, lon = _point(_cell(row, columns.lat), _cell(row, columns.long))
    if lat > _NO_POINT:
        return None
    return Postcode(
        postcode=postcode,
        lat=lat,
        lon=lon,
        district=district,
        ward=ward,
        neighbourhood=neighbourhood,
        homes=homes if homes != ward else "",
        ended=_month(_cell(row, columns.ended)),
    )


def _cell(row: Sequence[str], n: int) -> str:
    return row[n].strip() if 0 <= n < len(row) else ""


def _tidy(row: Sequence[str], columns: Columns) -> str:
    typed = _cell(row, columns.postcode)
    postcode = tidy_postcode(typed)
    if postcode is None:
        raise ValueError(f"{typed!r} is not a postcode")
    return postcode


def _coded(code: str, name: str) -> None:
    if not _CODE.fullmatch(code):
        raise ValueError(f"{code!r} in {name} is not a code such as E07000105")


def _point(lat: str, lon: str) -> tuple[float, float]:
    try:
        point = float(lat), float(lon)
    except ValueError:
        raise ValueError(f"{lat!r}, {lon!r} is not a point in degrees") from None
    # The United Kingdom with its islands.
    if not point[0] > _NO_POINT and not (49 <= point[0] <= 61.5 and -9 <= point[1] <= 2.5):
        turned = 49 <= point[1] <= 61.5 and -9 <= point[0] <= 2.5
        why = ": latitude and longitude are the wrong way round" if turned else ""
        raise ValueError(f"{lat}, {lon} is not a point in the United Kingdom{why}")
    return point


def _month(doterm: str) -> str:
    if doterm and not re.fullmatch(r"[12][0-9]{3}(0[1-9]|1[0-2])", doterm):
        raise ValueError(f"{doterm!r} in doterm is not a month such as 201905")
    return f"{doterm[:4]}-{doterm[4:]}" if doterm else ""


def _refuse(directory: Directory, force: Force) -> None:
    name, good = directory.file.name, len(directory.postcodes) + directory.pointless
    if directory.spoilt > _SPOILT * (good + directory.spoilt) and directory.spoilt:
        told = f"{name} has {directory.spoilt:,} lines that cannot be read, beside {good:,} that can. "
        told += "That is more than one in a hundred, so nothing was loaded:"
        raise BadFile(listed(told, directory.bad, directory.spoilt))
    if not good and directory.strangers:
        told = (
            f"All {directory.strangers:,} postcodes in {name} lie outside {force.name}'s districts. "
            "Nothing was loaded. Is this another force's file, or is the force file another's?"
        )
        raise BadFile(listed(told, directory.first_strangers, directory.strangers))
    if not good:
        raise BadFile(f"{name} holds no postcodes. Nothing was loaded. Download it again.")
