"""Reading what the Office for National Statistics publishes: postcodes with codes, and names of areas."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from chalicelib.domain.force import Force
from chalicelib.domain.place import Postcode, tidy_postcode

COLUMNS = ("postcode", "lat", "long", "lad20", "ward20")
"""Columns that are read, whatever else a row has; the last two are the district's and the ward's code."""
EDITION = "ward20"
_CODE = re.compile(r"[A-Z][0-9]{8}")
_MOST_SHOWN = 10


class BadFile(ValueError):
    """A file that cannot be loaded; the message has a line for each of the first mistakes."""


def read_postcodes(file: Path, force: Force) -> list[Postcode]:
    """Read a CSV file (plain or .gz) with the columns of COLUMNS; raises BadFile, naming lines, or OSError.

    All rows are checked before any is answered, so that a bad file loads nothing.
    """
    postcodes: dict[str, Postcode] = {}
    wards: dict[str, str] = {}
    mistakes: list[str] = []
    strangers: list[str] = []
    for line, row in _rows(file):
        try:
            postcode = _postcode(row)
            if postcode.postcode in postcodes:
                raise ValueError(f"the postcode {postcode.postcode} stands here a second time")
            if postcode.ward and wards.setdefault(postcode.ward, postcode.district) != postcode.district:
                raise ValueError(f"the ward {postcode.ward} lies in two districts")
        except ValueError as problem:
            mistakes.append(f"line {line}: {problem}")
            continue
        postcodes[postcode.postcode] = postcode
        if not force.serves(postcode.district):
            strangers.append(f"line {line}: {postcode.postcode} lies in district {postcode.district}")
    _refuse(file, force, mistakes, strangers, len(postcodes))
    return list(postcodes.values())


def read_names(files: Iterable[Path]) -> dict[str, str]:
    """Read the names of areas from GeoJSON files (plain or .gz): `code` and `name` of each feature."""
    names: dict[str, str] = {}
    for file in files:
        try:
            features = json.loads(_text(file))["features"]
            found = {str(f["properties"]["code"]): str(f["properties"]["name"]) for f in features}
        except (ValueError, KeyError, TypeError):
            raise BadFile(f"{file.name} is not GeoJSON whose features have a code and a name.") from None
        names |= found
    return names


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str | None]]]:
    reader = csv.DictReader(io.StringIO(_text(file), newline=""))
    if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
        raise BadFile(f"{file.name}, line 1: there is no column {' or '.join(missing)}.")
    for row in reader:
        yield reader.line_num, row


def _text(file: Path) -> str:
    raw = file.read_bytes()
    try:
        return (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError):
        raise BadFile(f"{file.name} is damaged, or is not text in UTF-8.") from None


def _postcode(row: dict[str, str | None]) -> Postcode:
    typed, lat, lon, district, ward = (row[name] or "" for name in COLUMNS)
    postcode = tidy_postcode(typed)
    if postcode is None:
        raise ValueError(f"{typed!r} is not a postcode")
    # The directory leaves the ward out where it knows none; the district alone still reaches such a postcode.
    for name, code in zip(COLUMNS[3:], (district, ward or district), strict=True):
        if not _CODE.fullmatch(code):
            raise ValueError(f"{code!r} in {name} is not a code such as E07000105")
    try:
        point = float(lat), float(lon)
    except ValueError:
        raise ValueError(f"{lat!r}, {lon!r} is not a point in degrees") from None
    # The United Kingdom with its islands; a postcode without a known point has latitude 99.999999 in ONSPD.
    if not (49 <= point[0] <= 61.5 and -9 <= point[1] <= 2.5):
        raise ValueError(f"{lat}, {lon} is not a point in the United Kingdom")
    return Postcode(postcode=postcode, lat=point[0], lon=point[1], district=district, ward=ward)


def _refuse(file: Path, force: Force, mistakes: list[str], strangers: list[str], good: int) -> None:
    if mistakes:
        raise BadFile(_listed(f"{file.name} has {len(mistakes)} lines that cannot be read:", mistakes))
    if strangers:
        told = (
            f"{len(strangers)} of {good} postcodes in {file.name} lie outside {force.name}'s districts. "
            "Nothing was loaded. Is this another force's file, or is the force file another's?"
        )
        raise BadFile(_listed(told, strangers))
    if not good:
        raise BadFile(f"{file.name} holds no postcodes.")


def _listed(told: str, lines: list[str]) -> str:
    more = [f"and {len(lines) - _MOST_SHOWN} more"] if len(lines) > _MOST_SHOWN else []
    return "\n  ".join([told, *lines[:_MOST_SHOWN], *more])
