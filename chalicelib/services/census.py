"""The census: everybody counted every few minutes, so that previews, groups and coverage read no items."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from ..domain.census.counted import Counted
from ..domain.census.tally import Tally
from ..domain.cover import Run
from ..domain.errors import TemporaryFailure
from ..domain.packed import Packed
from ..domain.place import Area
from ..ports import Censuses, Clock, Places, Subscribers

OLDEST = timedelta(minutes=5)
"""A census is counted anew at this age at the latest; what is shown may be one build older."""
SHARE = 30
"""At most one part in so many of the time is spent counting, unless the census would get too old."""
NOBODY = "Nobody has been counted yet. Try again in a minute."


@dataclass(frozen=True)
class Census:
    """Counts everybody, and answers the last count."""

    clock: Clock
    places: Places
    subscribers: Subscribers
    censuses: Censuses

    def latest(self) -> Counted:
        """Answer the last census; raises TemporaryFailure where there is none yet."""
        found = self.censuses.latest()
        if found is None:
            raise TemporaryFailure(NOBODY)
        return found

    def age(self, census: Counted) -> int:
        """Answer how many whole minutes ago people were counted."""
        return max(0, int((self.clock.now() - census.as_of).total_seconds() // 60))

    def build_if_due(self) -> Counted | None:
        """Count everybody where it is time; answer the new census, or None."""
        last = self.censuses.latest()
        if last is not None:
            rest = min(OLDEST, timedelta(seconds=SHARE * last.seconds))
            # A census from the future was counted under a clock that was wrong: it is not waited for.
            if timedelta(0) <= self.clock.now() - last.as_of < rest:
                return None
        return self.build()

    def build(self) -> Counted:
        """Read the whole audience index, place by place, and keep what comes of it.

        Another that began later may have ended sooner: then it is the newer one, and stays.
        """
        began, tally = self.clock.now(), Tally()
        for row in self._rows():
            tally.add(row)
        seconds = (self.clock.now() - began).total_seconds()
        census = tally.counted(began, seconds)
        last = self.censuses.latest()
        if last is None or not began < last.as_of <= self.clock.now():
            self.censuses.keep(census)
        return census

    def _rows(self) -> Iterable[Packed]:
        for partition, first, last in everywhere(self.places.areas()):
            for _, row in self.subscribers.rows(partition, first, last):
                yield row


def everywhere(areas: Iterable[Area]) -> list[Run]:
    """Answer every partition of the index in which somebody can live, whole."""
    parents = {cell[:5] for area in areas for cell in area.cells}
    return [(f"G#{parent}", "", "~") for parent in sorted(parents)]
