"""Groups as every officer sees them: how many belong to each, and how many wait to be let in."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..domain.coarse import Rounding, exact, rounding
from ..domain.force import Force, Interest
from ..domain.model import Model, Moment
from ..domain.officer import Officer
from ..ports import Places, Subscribers
from .census import Census


class Local(Model):
    """Members in one neighbourhood or ward, by the first place of each."""

    code: str
    name: str
    members: int


class Group(Model):
    """A group with its members as last counted, and how many wait to be let in."""

    interest: Interest
    members: int
    asked: int
    areas: tuple[Local, ...]


class Listing(Model):
    """All groups, in the order of the force file, and the moment the members were counted.

    Where it is not `exact`, numbers of members are rounded down to a step of five.
    """

    as_of: Moment
    exact: bool
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Groups:
    """Counts members in the census and those who wait on their list; names nobody."""

    subscribers: Subscribers
    places: Places
    force: Force
    census: Census

    def listed(self, officer: Officer) -> Listing:
        """Answer every group; raises TemporaryFailure where nobody has been counted yet."""
        counted = self.census.latest()
        names = self.places.names()
        told = rounding(officer)
        groups = [self._group(each, counted.members(each.bit), names, told) for each in self.force.interests]
        return Listing(as_of=counted.as_of, exact=exact(officer), groups=tuple(groups))

    def _group(
        self, interest: Interest, members: Mapping[str, int], names: Mapping[str, str], told: Rounding
    ) -> Group:
        areas = [
            Local(code=code, name=names.get(code, code), members=told(n))
            for code, n in members.items()
            if told(n)
        ]
        return Group(
            interest=interest,
            members=told(sum(members.values())),
            asked=len(self.subscribers.asked(interest.id)),
            areas=tuple(sorted(areas, key=lambda area: (-area.members, area.name))),
        )
