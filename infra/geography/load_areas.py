"""load-areas: names and outlines of districts, wards and policing neighbourhoods, and who lives in which."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from shapely import STRtree, points

from chalicelib.domain.place import Area, Outline, Postcode, areas_of

from .boundaries import Boundaries, Feature, Shape, kind_of, polygons, read_boundaries
from .files import BadFile, listed
from .merging import merged_areas
from .outlines import simplified
from .progress import Progress
from .recode import recode
from .work import Geography

KINDS = ("district", "ward", "neighbourhood")
FEWEST = 0.95
"""The share of postcodes in a neighbourhood that must still be in one, unless fewer are meant."""


def load_areas(
    files: Sequence[Path],
    work: Geography,
    kind: str | None = None,
    moved: Path | None = None,
    fewer: bool = False,
) -> None:
    """Name areas and keep their outlines; neighbourhoods also take in the postcodes that lie in them.

    `kind` says what all these areas are, where their codes do not tell. Neighbourhoods are loaded all at
    once: what these files leave out is none any more. What is wrong with a feature is said, and the others
    are loaded. Raises BadFile where nothing was.
    """
    found, areas = read_boundaries(files), {area.code: area for area in work.places.areas()}
    if not areas:
        raise BadFile("There are no areas yet: load the postcodes first, they make the areas.")
    sorted_out = _sorted(found, areas, kind)
    shapes = {each: _shapes(sorted_out[each], found) for each in KINDS}
    if found.bad and not any(sorted_out.values()):
        raise BadFile(listed("Nothing was loaded:", found.bad))
    if shapes["neighbourhood"]:
        _take_in(sorted_out["neighbourhood"], shapes["neighbourhood"], work, moved, fewer)
        areas = {area.code: area for area in work.places.areas()}
    _name(sorted_out, areas, len(files), work)
    areas = {area.code: area for area in work.places.areas()}
    for each in KINDS:
        _draw(each, shapes[each], areas, work)
    if found.bad:
        told = (
            f"{len(found.bad)} features are wrong, and their outlines stay as they were. Mend them and load "
        )
        work.say(listed(f"{told}the file again:", found.bad))
    work.record("load areas", ", ".join(file.name for file in files)[:200], "")


def _sorted(found: Boundaries, areas: Mapping[str, Area], kind: str | None) -> dict[str, dict[str, Feature]]:
    """Put features by kind; districts and wards that no postcode of ours names are other forces'."""
    kinds: dict[str, dict[str, Feature]] = {each: {} for each in KINDS}
    for code, feature in found.features.items():
        known = areas.get(code)
        what = kind or (known.kind if known else kind_of(code))
        if known and known.kind != what:
            found.bad.append(f"{feature.where} is a {known.kind}, and cannot be a {what} too")
        elif known or what == "neighbourhood":
            kinds[what][code] = feature
    return kinds


def _shapes(features: Mapping[str, Feature], found: Boundaries) -> dict[str, Shape]:
    made = {}
    for code, feature in features.items():
        try:
            made[code] = polygons(feature)
        except ValueError as problem:
            found.bad.append(str(problem))
    return made


def _name(
    kinds: Mapping[str, Mapping[str, Feature]], areas: Mapping[str, Area], files: int, work: Geography
) -> None:
    given = {code: feature.name for features in kinds.values() for code, feature in features.items()}
    # Read again: drawing took a while, and a finer point may have widened one of them.
    named = [area for area in work.places.areas() if area.code in given]
    work.places.put_areas(area.but(name=given[area.code]) for area in named if area.name != given[area.code])
    offered = {code for code, area in areas.items() if area.postcodes}
    these = sum(1 for area in named if area.code in offered)
    work.say(f"{these} of {len(offered)} areas have their names from {files} file{'s' if files > 1 else ''}.")


def _draw(kind: str, shapes: Mapping[str, Shape], areas: Mapping[str, Area], work: Geography) -> None:
    """Keep outlines of what there is, and take away those of what is no more."""
    drawn = simplified(
        {code: made for code, made in shapes.items() if code in areas and areas[code].postcodes}
    )
    outlines = [
        Outline(
            code=code,
            kind=kind,
            name=areas[code].name,
            district="" if kind == "district" else areas[code].district,
            geometry=geometry,
        )
        for code, geometry in drawn.items()
    ]
    work.places.put_outlines(outlines)
    gone = work.loads.stale_outlines(kind, outlines, {code for code, area in areas.items() if area.postcodes})
    for outline in gone:
        work.table.commit(outline)
    if outlines:
        work.say(f"{len(outlines)} outlines of {kind}s written.")


def _take_in(
    features: Mapping[str, Feature],
    shapes: Mapping[str, Shape],
    work: Geography,
    moved: Path | None,
    fewer: bool,
) -> None:
    """Give every loaded postcode the neighbourhood whose polygon, as it came, holds its point."""
    postcodes = list(work.loads.read(work.loads.listed()))
    within = _within(shapes, postcodes)
    now = [each.but(neighbourhood=within.get(each.postcode, "")) for each in postcodes]
    before = sum(1 for each in postcodes if each.neighbourhood)
    if not fewer and len(within) < FEWEST * before:
        raise BadFile(
            f"These files hold the neighbourhoods of {len(within):,} postcodes, and {before:,} have one. "
            "Name all files of neighbourhoods in one command, or say --fewer. Nothing was loaded."
        )
    work.say(f"{len(within):,} of {len(now):,} postcodes lie in a neighbourhood, by their points.")
    changed = [new for new, old in zip(now, postcodes, strict=True) if new != old]
    progress = Progress(len(changed), "postcodes written", work.say)
    work.places.put_postcodes(_counted(changed, progress))
    progress.end()
    areas = {area.code: area for area in work.places.areas()}
    names = {code: area.name for code, area in areas.items()} | {code: f.name for code, f in features.items()}
    edition = next((area.edition for area in areas.values() if area.kind == "district"), "")
    work.places.put_areas(merged_areas(areas_of(now, names, edition), areas))
    recode(now, work, moved)


def _counted(postcodes: Sequence[Postcode], progress: Progress) -> Iterator[Postcode]:
    for n, postcode in enumerate(postcodes, 1):
        yield postcode
        if n % 1000 == 0 or n == len(postcodes):
            progress.add(n - progress.done)


def _within(shapes: Mapping[str, Shape], postcodes: Sequence[Postcode]) -> dict[str, str]:
    """Find each postcode's neighbourhood; on a shared border it is the first by code."""
    names = sorted(shapes)
    tree = STRtree([shapes[name] for name in names])
    where = points([(each.lon, each.lat) for each in postcodes])
    hits: dict[int, list[int]] = defaultdict(list)
    for n, area in zip(*tree.query(where, predicate="intersects"), strict=True):
        hits[int(n)].append(int(area))
    return {postcodes[n].postcode: names[min(areas)] for n, areas in hits.items()}
