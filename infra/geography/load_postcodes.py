"""load-postcodes: a directory of postcodes into the table, so that it can be stopped and begun again."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from chalicelib.domain.place import Area, Loading, Postcode, areas_of

from .boundaries import read_names
from .directory import Directory, read_directory
from .files import BadFile, listed
from .merging import merged_areas
from .other_forces import outwards, read_districts
from .progress import Progress
from .recode import recode
from .work import Geography

CHUNK = 4000
"""Postcodes between two notes of how far it came: what a kill has written twice."""
WRITERS = 4
FEWEST = 0.95
"""The share of the loaded postcodes that another file must hold, unless fewer are meant."""


@dataclass(frozen=True)
class Choices:
    """What may be said beside the file: files with names, the ward column, where others' districts lie.

    `moved` is the CSV file that ids of re-coded people go to; `fewer` allows far fewer postcodes than before.
    """

    names: Sequence[Path] = ()
    ward: str | None = None
    districts: Path | None = None
    moved: Path | None = None
    fewer: bool = False


PLAIN = Choices()


def load_postcodes(file: Path, work: Geography, choices: Choices = PLAIN) -> None:
    """Check a directory of postcodes, write it with its areas, and re-code whoever lives elsewhere by it.

    The whole file is read before anything is written. Rows that cannot be read are named and left out.
    Raises BadFile where nothing was loaded, and TemporaryFailure where the table is away: begin again with
    the same file then, and it goes on from where it was.
    """
    names = read_names(choices.names)
    others = read_districts(choices.districts) if choices.districts else {}
    directory = read_directory(file, work.force, choices.ward)
    before = work.loads.listed()
    _compare(directory, before, choices.fewer)
    _report(directory, work)
    directory.postcodes = _with_neighbourhoods(directory.postcodes, work)
    work.places.put_outwards(outwards(directory.elsewhere, others, work.force))
    _write(directory, work)
    kept = list(work.loads.read(name for name in before if name not in directory.postcodes))
    _areas(directory, kept, names, work)
    if kept:
        told = f"{len(kept):,} loaded postcodes are not in {file.name}. They were kept:"
        work.say(listed(told, sorted(each.postcode for each in kept)))
    if before:
        recode(directory.postcodes.values(), work, choices.moved)
    work.record("load postcodes", file.name, f"{len(directory.postcodes)} postcodes")


def _compare(directory: Directory, before: Sequence[str], fewer: bool) -> None:
    now = len(directory.postcodes)
    if not fewer and now < FEWEST * len(before):
        raise BadFile(
            f"{directory.file.name} holds {now:,} postcodes of ours, and {len(before):,} are loaded. Half a "
            "file? Nothing was loaded. If so many fewer are meant, say --fewer."
        )


def _report(directory: Directory, work: Geography) -> None:
    name, columns = directory.file.name, directory.columns
    homes = f", homes counted by {columns.homes_edition}" if columns.homes_edition else ""
    work.say(f"{name}: {len(directory.postcodes):,} postcodes by {columns.edition}{homes}.")
    if directory.ended:
        work.say(f"{directory.ended:,} of them have ended. They are taken, and whoever gives one is told so.")
    if directory.pointless:
        work.say(f"{directory.pointless:,} postcodes have no point in the file and were left out.")
    if directory.strangers:
        work.say(f"{directory.strangers:,} postcodes are other forces': who gives one is told whom to join.")
    if directory.spoilt:
        told = f"{directory.spoilt:,} lines cannot be read and were left out:"
        work.say(listed(told, directory.bad, directory.spoilt))


def _with_neighbourhoods(postcodes: dict[str, Postcode], work: Geography) -> dict[str, Postcode]:
    """Keep the neighbourhoods that load-areas found, where the file does not say them itself."""
    found = [area for area in work.places.areas() if area.kind == "neighbourhood" and area.postcodes]
    if not found or any(each.neighbourhood for each in postcodes.values()):
        return postcodes
    known = {each.postcode: each.neighbourhood for each in work.loads.read(postcodes)}
    kept = {name: each.but(neighbourhood=known.get(name, "")) for name, each in postcodes.items()}
    if new := sum(1 for each in kept.values() if not each.neighbourhood):
        work.say(f"{new:,} postcodes have no neighbourhood. Load the neighbourhoods again with load-areas.")
    return kept


def _write(directory: Directory, work: Geography) -> None:
    """Write what is not written yet, a chunk at a time, and note how far it came after each."""
    digest, postcodes = _digest(directory), list(directory.postcodes.values())
    loading = work.loads.loading()
    done = loading.rows if loading and loading.digest == digest else 0
    if done:
        which = "All" if done == len(postcodes) else f"{done:,}"
        work.say(f"{which} of them were written before. It goes on from there.")
    progress = Progress(len(postcodes), "postcodes written", work.say, done=done)
    work.loads.put_loading(Loading(digest=digest, rows=done))
    with ThreadPoolExecutor(WRITERS) as writers:
        for start in range(done, len(postcodes), CHUNK):
            chunk = postcodes[start : start + CHUNK]
            parts = [chunk[n::WRITERS] for n in range(WRITERS)]
            list(writers.map(work.places.put_postcodes, parts))
            _check_alone(digest, work)
            work.loads.put_loading(Loading(digest=digest, rows=start + len(chunk)))
            progress.add(len(chunk))
    work.loads.add(directory.postcodes)
    progress.end()


def _check_alone(digest: str, work: Geography) -> None:
    """Stop where a load of another file has begun, which then stops as well: the table holds some of each."""
    now = work.loads.loading()
    if now is None or now.digest != digest:
        work.loads.put_loading(Loading(digest="", rows=0))
        raise BadFile(
            "Somebody loads another file of postcodes at this moment. Both loads were stopped, and the table "
            "holds some of each: agree on one file and load it again."
        )


def _digest(directory: Directory) -> str:
    """Tell one load from another: the file, what is read of it, and what its postcodes were given."""
    with directory.file.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256")
    neighbourhoods = "".join(each.neighbourhood for each in directory.postcodes.values())
    digest.update(f"{directory.columns} {len(directory.postcodes)} {neighbourhoods}".encode())
    return digest.hexdigest()


def _areas(directory: Directory, kept: Sequence[Postcode], names: Mapping[str, str], work: Geography) -> None:
    before = {area.code: area for area in work.places.areas()}
    districts = {district.code: district.name for district in work.force.districts}
    known = {code: area.name for code, area in before.items()} | districts | {**names}
    made = areas_of(chain(directory.postcodes.values(), kept), known, directory.columns.edition)
    work.places.put_areas(merged_areas(made, before))
    work.say(f"{len(made)} areas written: {', '.join(_kinds(made))}.")


def _kinds(areas: Sequence[Area]) -> Iterator[str]:
    for kind in ("district", "ward", "neighbourhood"):
        if n := sum(1 for area in areas if area.kind == kind):
            yield f"{n} {kind}{'s' if n > 1 else ''}"
