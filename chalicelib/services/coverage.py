"""Coverage: homes in which somebody is reached, beside the households there are and the force's target."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..domain.census.counted import Homes
from ..domain.force import Force
from ..domain.model import Model, Moment
from ..domain.place import Area
from ..ports import Places
from .census import Census


class Covered(Model):
    """One area; households and percent are None where nobody has counted its households."""

    code: str
    name: str
    district: str
    homes: int
    households: int | None
    percent: float | None


class Shown(Model):
    """The force as a whole, then district by district and area by area, all sorted by name.

    `homes` counts everybody who gave no house as a home of their own; so many are `unnumbered`.
    """

    target_percent: float
    target: int
    households: int
    homes: int
    unnumbered: int
    percent: float | None
    as_of: Moment
    age_minutes: int
    districts: tuple[Covered, ...]
    areas: tuple[Covered, ...]


@dataclass(frozen=True)
class Coverage:
    """Reads the last census and the areas that were loaded."""

    force: Force
    places: Places
    census: Census

    def show(self) -> Shown:
        """Answer how far the force has come; raises TemporaryFailure where nobody has been counted yet."""
        census, known = self.census.latest(), {area.code: area for area in self.places.areas()}
        homes, households = sum(each.homes for each in census.homes), self.force.households
        return Shown(
            target_percent=self.force.target_percent,
            target=round(households * self.force.target_percent / 100),
            households=households,
            homes=homes,
            unnumbered=sum(each.unnumbered for each in census.homes),
            percent=_percent(homes, households),
            as_of=census.as_of,
            age_minutes=self.census.age(census),
            districts=_by_name(self._districts(census.homes, known)),
            areas=_by_name(_areas(census.homes, known)),
        )

    def _districts(self, homes: Iterable[Homes], known: Mapping[str, Area]) -> Iterator[Covered]:
        counts = Counter[str]()
        for each in homes:
            counts[each.district] += each.homes
        for district in self.force.districts:
            yield _covered(district.code, district.code, counts[district.code], known).but(name=district.name)


def _areas(homes: Sequence[Homes], known: Mapping[str, Area]) -> Iterator[Covered]:
    """Answer every area in which somebody lives, or of which somebody has counted the households."""
    counts, districts = Counter[str](), {each.area: each.district for each in homes}
    for each in homes:
        counts[each.area] += each.homes
    for area in known.values():
        if area.kind != "district" and area.households is not None:
            districts[area.code] = area.district
    for code, district in districts.items():
        if code:
            yield _covered(code, district, counts[code], known)


def _covered(code: str, district: str, homes: int, known: Mapping[str, Area]) -> Covered:
    area = known.get(code)
    households = area.households if area else None
    return Covered(
        code=code,
        name=area.name if area else code,
        district=district,
        homes=homes,
        households=households,
        percent=_percent(homes, households),
    )


def _percent(homes: int, households: int | None) -> float | None:
    return round(100 * homes / households, 1) if households else None


def _by_name(areas: Iterable[Covered]) -> tuple[Covered, ...]:
    return tuple(sorted(areas, key=lambda area: (area.name, area.code)))
