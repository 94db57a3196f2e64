"""Opening what a force downloads: text in CSV or GeoJSON, plain, .gz or in a .zip, whole or refused."""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

MOST = 4 * 2**30
"""Bytes that a file may hold once unpacked: three times the whole country's directory of postcodes."""
MOST_AS_ONE = 2**29
"""Bytes of a file that is read whole: the whole country's wards to 20 m are a third of it."""
_SHOWN = 10
_SHEETS = (".xlsx", ".xls", ".ods")
# A directory comes as one zip with its data and dozens of lists of names and codes.
_DIRECTORY = re.compile(r"(?:^|/)(?:ONSPD|NSPL)[^/]*\.csv$", re.IGNORECASE)
_WHOLE = re.compile(r"(?:^|/)(?:ONSPD|NSPL)_[A-Z0-9]+_[0-9]{4}(?:_UK)?\.csv$", re.IGNORECASE)


class BadFile(ValueError):
    """A file that cannot be loaded; the message says what and where, and what to do."""


def text_of(file: Path) -> str:
    """Read a whole file as text; raises BadFile or OSError."""
    with opened(file, MOST_AS_ONE) as lines:
        return "".join(lines)


@contextmanager
def opened(file: Path, most: int | None = None) -> Iterator[Iterator[str]]:
    """Open a file and answer its lines with their ends, which raise BadFile where it is damaged.

    `most` is how many bytes it may hold once unpacked, by default as many as a directory may.
    """
    if not file.exists():
        raise BadFile(f"There is no file {file}. Give its path on this machine.")
    if file.is_dir():
        raise BadFile(f"{file} is a folder. Name the file in it.")
    if file.stat().st_size == 0:
        raise BadFile(f"{file.name} is empty. Download it again.")
    if file.suffix.lower() in _SHEETS:
        raise BadFile(f"{file.name} is a spreadsheet. Save it as “CSV UTF-8” and load that.")
    with file.open("rb") as raw:
        yield _lines(file, raw, most or MOST)


def _lines(file: Path, raw: IO[bytes], most: int) -> Iterator[str]:
    try:
        with io.TextIOWrapper(
            io.BufferedReader(_Capped(_unpacked(file, raw), most)), "utf-8-sig", newline=""
        ) as text:
            yield from text
    except UnicodeDecodeError:
        raise BadFile(f"{file.name} is not text in UTF-8. Save it as “CSV UTF-8” and try again.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError, RuntimeError):
        raise BadFile(f"{file.name} is damaged, or only part of it is here. Download it again.") from None
    except _TooLarge:
        raise BadFile(
            f"{file.name} holds more than {most / 2**30:g} GB once unpacked. Check it: no such file does."
        ) from None


def _unpacked(file: Path, raw: IO[bytes]) -> IO[bytes] | gzip.GzipFile:
    if file.suffix.lower() == ".gz":
        return gzip.GzipFile(fileobj=raw)
    if file.suffix.lower() == ".zip":
        archive = zipfile.ZipFile(raw)
        return archive.open(_chosen(file, archive.namelist()))
    return raw


def _chosen(file: Path, names: list[str]) -> str:
    """Choose the data among a zip's documents: the directory's own table, or the only CSV there is."""
    tables = [name for name in names if name.lower().endswith(".csv")]
    directory = [name for name in tables if _DIRECTORY.search(name)]
    whole = [name for name in directory if _WHOLE.search(name)]
    for found in (whole, directory, tables):
        if len(found) == 1:
            return found[0]
    held = f"{len(tables)} CSV files, none of which is named ONSPD_…_UK.csv or NSPL_….csv"
    raise BadFile(
        f"{file.name} holds {held if tables else 'no CSV file'}. Unpack it and give the file that you mean."
    )


class _TooLarge(Exception):
    pass


class _Capped(io.RawIOBase):
    """Bytes that end with an error where there are too many: a zip may hold a thousand times its own size."""

    def __init__(self, source: IO[bytes] | gzip.GzipFile, most: int) -> None:
        self._source, self._left = source, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        found = self._source.read(len(view))
        self._left -= len(found)
        if self._left < 0:
            raise _TooLarge
        view[: len(found)] = found
        return len(found)


def listed(told: str, lines: list[str], of: int | None = None) -> str:
    """Put the first lines under what is told of them; `of` is how many there are, if more than are here."""
    more = (len(lines) if of is None else of) - min(len(lines), _SHOWN)
    return "\n  ".join([told, *lines[:_SHOWN], *([f"and {more:,} more"] if more else [])])
