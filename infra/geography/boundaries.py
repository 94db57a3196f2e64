"""Reading boundaries: GeoJSON of districts, wards and policing neighbourhoods, feature by feature."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy
from shapely import GeometryCollection, MultiPolygon, Polygon, get_coordinates, make_valid, union_all
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from .files import BadFile, text_of

_CODE = re.compile(r"code|id|[a-z]{2,5}[0-9]{2}_?(cd|code)", re.IGNORECASE)
_NAME = re.compile(r"name|[a-z]{2,5}[0-9]{2}_?(nm|name)", re.IGNORECASE)
_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_DISTRICT, _WARD = re.compile(r"E0[6-9]|W06|S12|N09"), re.compile(r"E05|W05|S13|N08")
_OTHERS = re.compile(r"27700|British.?National|3857|Mercator", re.IGNORECASE)
Shape = Polygon | MultiPolygon


@dataclass(frozen=True)
class Feature:
    """One area of a file: its geometry as it came, and where it stands, for whoever has to mend it."""

    where: str
    code: str
    name: str
    geometry: Any


@dataclass
class Boundaries:
    """What some files hold: features by code, and what is wrong with the others."""

    features: dict[str, Feature] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)


def kind_of(code: str) -> str:
    """Tell by its code what an area is; what the Office for National Statistics did not name is local."""
    if _DISTRICT.match(code):
        return "district"
    return "ward" if _WARD.match(code) else "neighbourhood"


def read_names(files: Iterable[Path]) -> dict[str, str]:
    """Read the names of areas; raises BadFile or OSError."""
    return {feature.code: feature.name for feature in read_boundaries(files).features.values()}


def read_boundaries(files: Iterable[Path]) -> Boundaries:
    """Read features with a code and a name; raises BadFile where a file is no GeoJSON that we can use."""
    found = Boundaries()
    for file in files:
        for number, properties, geometry in _features(file):
            code, name = _of(properties, _CODE), _of(properties, _NAME)
            where = f"{file.name}, feature {number}"
            if not code or not name:
                found.bad.append(f"{where} has no code and name")
            elif not _LOCAL.fullmatch(code):
                found.bad.append(f"{where}: {code!r} is not a code of letters, digits, - and _")
            elif code in found.features:
                found.bad.append(f"{where} ({code}) stands in these files a second time")
            else:
                found.features[code] = Feature(f"{where} ({code})", code, name, geometry)
    return found


def _features(file: Path) -> Iterator[tuple[int, Mapping[str, object], Any]]:
    unusable = BadFile(
        f"{file.name} is not GeoJSON whose features have a code and a name. Download the boundaries "
        "as GeoJSON, with properties code and name, or the Office's such as WD24CD and WD24NM."
    )
    try:
        read = json.loads(text_of(file))
        features = read["features"]
        told = json.dumps(read.get("crs"))
        all_of = [(dict(each["properties"] or {}), each.get("geometry")) for each in features]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise (problem if isinstance(problem, BadFile) else unusable) from None
    if _OTHERS.search(told):
        raise BadFile(
            f"{file.name} is not in degrees but on another grid. Download it as WGS 84 (EPSG:4326)."
        )
    if all_of and not any(_of(each, _CODE) for each, _ in all_of):
        raise unusable
    for number, (properties, geometry) in enumerate(all_of, 1):
        yield number, properties, geometry


def _of(properties: Mapping[str, object], wanted: re.Pattern[str]) -> str:
    """Answer a property by what its name looks like: plainly `code` or `name` first, else the file's first.

    A ward's row often has its district's code behind its own, and a number of the software's.
    """
    names = [name for name in properties if wanted.fullmatch(name)]
    names.sort(key=lambda name: (name.lower() == "id", name.lower() not in ("code", "name")))
    return str(properties[names[0]] or "").strip() if names else ""


def polygons(feature: Feature) -> Shape:
    """Make a feature's polygons, mended where they cross themselves, holes and islands kept.

    Raises ValueError with a sentence where there is nothing to mend, or it lies somewhere else.
    """
    if not feature.geometry:
        raise ValueError(f"{feature.where} has no geometry: it has its name, and no outline")
    try:
        made = shape(feature.geometry)
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise ValueError(f"{feature.where} has a geometry that cannot be read") from None
    _placed(made, feature)
    mended = _only_polygons(make_valid(made))
    if mended.is_empty:
        raise ValueError(f"{feature.where} has no polygon in its geometry")
    return mended


def _placed(made: BaseGeometry, feature: Feature) -> None:
    if made.is_empty:
        return
    west, south, east, north = made.bounds
    if not numpy.isfinite(get_coordinates(made)).all():
        raise ValueError(f"{feature.where} has corners that are not numbers")
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 180:
        raise ValueError(
            f"{feature.where} is not in degrees, but perhaps in metres of the British National Grid. "
            "Download it as WGS 84 (EPSG:4326)"
        )
    if east - west > 180:
        raise ValueError(f"{feature.where} reaches round the world, across the date line")
    if west >= 49 and east <= 61.5 and south >= -9 and north <= 2.5:
        raise ValueError(f"{feature.where} has latitude before longitude. GeoJSON has longitude first")
    if not (west >= -9 and east <= 2.5 and south >= 49 and north <= 61.5):
        raise ValueError(f"{feature.where} lies outside the United Kingdom")


def _only_polygons(made: BaseGeometry) -> Shape:
    """Leave out the lines and points that mending leaves behind."""
    parts = made.geoms if isinstance(made, GeometryCollection | MultiPolygon) else [made]
    kept = [part for part in parts if isinstance(part, Polygon | MultiPolygon)]
    if len(kept) == 1:
        return kept[0]
    joined = union_all(kept)
    return joined if isinstance(joined, Polygon | MultiPolygon) else MultiPolygon()
