"""Groups as every officer sees them: how many belong to each, and how many wait to be let in."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..domain.force import Force, Interest
from ..domain.model import Model, Moment
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
    """All groups, in the order of the force file, and the moment the members were counted."""

    as_of: Moment
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Groups:
    """Counts members in the census and those who wait on their list; names nobody."""

    subscribers: Subscribers
    places: Places
    force: Force
    census: Census

    def listed(self) -> Listing:
        """Answer every group; raises TemporaryFailure where nobody has been counted yet."""
        counted = self.census.latest()
        names = {area.code: area.name for area in self.places.areas()}
        groups = [self._group(each, counted.members(each.bit), names) for each in self.force.interests]
        return Listing(as_of=counted.as_of, groups=tuple(groups))

    def _group(self, interest: Interest, members: Mapping[str, int], names: Mapping[str, str]) -> Group:
        areas = [Local(code=code, name=names.get(code, code), members=n) for code, n in members.items()]
        return Group(
            interest=interest,
            members=sum(members.values()),
            asked=len(self.subscribers.asked(interest.id)),
            areas=tuple(sorted(areas, key=lambda area: (-area.members, area.name))),
        )
