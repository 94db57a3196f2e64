"""Which column of a directory of postcodes is which: ONSPD's, NSPL's, and short tables of one's own."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .files import BadFile

_YEAR = r"(?:[0-9]{2})?(?:_?cd|_?code)?"
_NAMES = {
    "postcode": re.compile(r"postcode|pcds|pcd7|pcd8|pcd"),
    "lat": re.compile(r"lat|latitude"),
    "long": re.compile(r"long|lon|longitude"),
    "district": re.compile(rf"oslaua|laua|ltla{_YEAR}|lad{_YEAR}|district"),
    "ward": re.compile(rf"osward|ward{_YEAR}|wd{_YEAR}"),
    "ended": re.compile(r"doterm"),
    "force": re.compile(rf"pfa{_YEAR}"),
    "neighbourhood": re.compile(r"neighbourhood"),
}
_NEEDED = ("postcode", "lat", "long", "district", "ward")
_EXAMPLES = {"district": "lad25cd", "ward": "wd25cd"}


class Columns(NamedTuple):
    """Where each thing stands in a row, -1 where the file has no such column.

    `edition` is the name of the ward column that decides who belongs where, and `homes_edition` that of a
    second one, by which homes are counted; "" where there is none.
    """

    postcode: int
    lat: int
    long: int
    district: int
    ward: int
    ended: int
    force: int
    neighbourhood: int
    homes: int
    edition: str
    homes_edition: str
    district_name: str


def columns_of(heads: Sequence[str], file: str, ward: str | None = None) -> Columns:
    """Read the first row; `ward` names the ward column to take where there are several.

    Raises BadFile naming each thing that is missing and how its column may be called.
    """
    names = [head.strip().lower() for head in heads]
    found = {what: _positions(what, names) for what in _NAMES}
    if missing := [_EXAMPLES.get(what, what) for what in _NEEDED if not found[what]]:
        raise BadFile(
            f"{file}, line 1: there is no column {' or '.join(missing)}. The columns of ONSPD, of NSPL, or "
            "postcode,lat,long,lad25,ward25 are read, whatever else a row has."
        )
    wards = found["ward"]
    if ward is not None and ward.lower() not in [names[n] for n in wards]:
        raise BadFile(
            f"{file}, line 1: there is no ward column {ward}. There is {', '.join(names[n] for n in wards)}."
        )
    member = wards[0] if ward is None else names.index(ward.lower())
    homes = next((n for n in reversed(wards) if n != member), -1) if ward is None else -1
    first = {what: positions[0] if positions else -1 for what, positions in found.items()}
    return Columns(
        **first | {"ward": member},
        homes=homes,
        edition=names[member],
        homes_edition=names[homes] if homes >= 0 else "",
        district_name=names[first["district"]],
    )


def _positions(what: str, names: Sequence[str]) -> list[int]:
    """Answer where a thing stands, the best-known name first for postcodes, else from the left."""
    found = [n for n, name in enumerate(names) if _NAMES[what].fullmatch(name)]
    if what == "postcode":
        found.sort(
            key=lambda n: ("pcds", "postcode").index(names[n]) if names[n] in ("pcds", "postcode") else 2
        )
    return found
