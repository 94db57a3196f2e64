"""The packed form of a census: a line of JSON, then columns and bitmaps pressed together.

The line says the version and what lies in the columns, so that a reader who does not know the version refuses
it whole. No name, number of a phone, mailbox or house is in it.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import accumulate, pairwise
from typing import Any

from .counted import Counted, Homes, Level
from .spots import Group, Spots

VERSION = 2
_PRESSED = 6
"""As hard as zlib presses by default; harder takes twice the time for a hundredth."""
_TRAIT = "trait "


class Foreign(ValueError):
    """A census that this code cannot read: of another version, or damaged."""


def packed(census: Counted) -> bytes:
    """Write a census."""
    columns = list(_columns(census))
    header = {
        "version": VERSION,
        "as_of": census.as_of.isoformat(),
        "seconds": round(census.seconds, 3),
        "people": census.people,
        "first_day": census.first_day,
        "groups": census.spots.groups,
        "homes": census.homes,
        "columns": [[name, len(column)] for name, column in columns],
    }
    line = json.dumps(header, separators=(",", ":")).encode()
    return line + b"\n" + zlib.compress(b"".join(column for _, column in columns), _PRESSED)


def unpacked(data: bytes) -> Counted:
    """Read a census; raises Foreign where it is not one of this version, whole."""
    line, _, pressed = data.partition(b"\n")
    try:
        header = json.loads(line)
        if header["version"] != VERSION:
            raise Foreign(f"a census of version {header['version']} and not {VERSION}")
        body = memoryview(zlib.decompress(pressed))
        ends = list(accumulate(length for _, length in header["columns"]))
        names = [name for name, _ in header["columns"]]
        if len(body) != (ends or [0])[-1]:
            raise Foreign("a census that is cut off")
        return _counted(header, {n: body[a:b] for n, a, b in zip(names, [0, *ends], ends, strict=False)})
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise error if isinstance(error, Foreign) else Foreign(type(error).__name__) from None


def _columns(census: Counted) -> Iterator[tuple[str, bytes]]:
    yield "geohashes", census.spots.geohashes.encode()
    yield "postcodes", census.spots.postcodes.encode()
    yield "numbers", _column("I", census.numbers)
    for n, level in enumerate(census.levels):
        yield f"spots {n}", _column("I", (end - start for start, end in pairwise(level.starts)))
        yield f"owners {n}", _column("I", level.owners)
    yield "until", _column("Q", (until for until, _, _ in census.paused))
    yield "since", _column("Q", (since for _, since, _ in census.paused))
    yield "paused", _column("I", (person for _, _, person in census.paused))
    width = census.everywhere.bit_length() // 8 + 1
    for n, day in enumerate(census.days):
        yield f"day {n}", day.to_bytes(width, "little")
    for name, people in census.traits.items():
        yield _TRAIT + name, people.to_bytes(width, "little")


def _counted(header: dict[str, object], columns: dict[str, memoryview]) -> Counted:
    levels = sum(name.startswith("owners ") for name in columns)
    days = sum(name.startswith("day ") for name in columns)
    pauses = (_read("Q", columns["until"]), _read("Q", columns["since"]), _read("I", columns["paused"]))
    return Counted(
        as_of=datetime.fromisoformat(str(header["as_of"])),
        seconds=float(str(header["seconds"])),
        people=int(str(header["people"])),
        spots=Spots(
            [Group(*group) for group in _list(header["groups"])],
            bytes(columns["geohashes"]).decode(),
            bytes(columns["postcodes"]).decode(),
        ),
        levels=tuple(
            Level(
                array("I", accumulate(_read("I", columns[f"spots {n}"]), initial=0)),
                _read("I", columns[f"owners {n}"]),
            )
            for n in range(levels)
        ),
        numbers=_read("I", columns["numbers"]),
        traits={
            name.removeprefix(_TRAIT): int.from_bytes(column, "little")
            for name, column in columns.items()
            if name.startswith(_TRAIT)
        },
        first_day=int(str(header["first_day"])),
        days=tuple(int.from_bytes(columns[f"day {n}"], "little") for n in range(days)),
        paused=tuple(zip(*pauses, strict=True)),
        homes=tuple(Homes(*homes) for homes in _list(header["homes"])),
    )


def _list(value: object) -> list[list[Any]]:
    if not isinstance(value, list):
        raise TypeError("a list is missing")
    return value


def _column(kind: str, numbers: Iterable[int]) -> bytes:
    return array(kind, numbers).tobytes()


def _read(kind: str, column: memoryview) -> array[int]:
    found = array(kind)
    found.frombytes(column)
    return found
