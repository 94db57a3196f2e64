"""A drawer of things with names: a unit's own and the force's, listed and found by those whose they are."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from ..domain.errors import Conflict, Forbidden, Invalid, NotFound
from ..domain.kept import Kept, Of
from ..domain.officer import Officer
from ..ports import KeptByUnit

MOST = 100
"""Of a unit, or of the force: more than anybody reads through, and still one small answer."""
K = TypeVar("K", bound=Kept)


@dataclass(frozen=True)
class Drawer(Generic[K]):
    """What templates and saved audiences have in common; it reads only."""

    kind: type[K]
    kept: KeptByUnit[K]

    def listed(self, officer: Officer) -> list[K]:
        """Answer what the officer's unit keeps and then what the force does, each by name."""
        officer.require(self.kind.USE)
        return [*self._of(officer.unit), *self._of("")]

    def room(self, officer: Officer, name: str, of: Of) -> str:
        """Answer the unit that a new one is kept for; raises Invalid where its name is taken."""
        officer.require(self.kind.USE)
        if of == "force":
            officer.require(self.kind.KEEP)
        unit = officer.unit if of == "unit" else ""
        if len(self.free(name, unit)) >= MOST:
            raise Conflict(f"There are {MOST} {self.kind.WHAT}s already. Delete one that nobody uses.")
        return unit

    def free(self, name: str, unit: str, besides: str = "") -> list[K]:
        """Answer the others beside, none of which has this name; raises Invalid."""
        others = [each for each in self.kept.of(unit) if each.id != besides]
        if any(each.name.casefold() == name.casefold() for each in others):
            raise Invalid({"name": f"There is a {self.kind.WHAT} of this name already. Choose another."})
        return others

    def mine(self, officer: Officer, id: str) -> K:
        """Find one that this officer keeps; raises NotFound for another unit's."""
        officer.require(self.kind.USE)
        found = self.kept.load(officer.unit, id) or self.kept.load("", id)
        if found is None:
            raise NotFound(f"There is no such {self.kind.WHAT}.")
        if not found.kept_by(officer):
            raise Forbidden(f"Only a SPOC or an administrator may change the force's {self.kind.WHAT}s.")
        return found

    def seen(self, officer: Officer, id: str, version: int, name: str) -> K:
        """Answer one as the officer saw it, which may take this name; raises Conflict where it changed."""
        was = self.mine(officer, id)
        if was.version != version:
            raise Conflict(f"Somebody changed this {self.kind.WHAT} in the meantime. Load it again and look.")
        self.free(name, was.unit, besides=was.id)
        return was

    def _of(self, unit: str) -> list[K]:
        return sorted(self.kept.of(unit), key=lambda each: each.name.casefold())
