"""Saving audiences: rules kept under a name, each version for good, and what an alert began with."""

from dataclasses import dataclass

from ..domain.audience import Audience
from ..domain.errors import Invalid
from ..domain.kept import Of
from ..domain.officer import Officer
from ..domain.saved_audience import SavedAudience, same
from ..ports import Audit, Clock, Ids, SavedAudiences, Table, Write
from .audiences import Audiences
from .drawer import Drawer


@dataclass(frozen=True)
class SavingAudiences:
    """Lists, saves, changes and deletes audiences; an alert takes a copy, so it never changes with them."""

    table: Table
    clock: Clock
    ids: Ids
    saved: SavedAudiences
    audit: Audit
    audiences: Audiences

    def listed(self, officer: Officer) -> list[SavedAudience]:
        """Answer the audiences of the officer's unit and then the force's, each by name."""
        return self._drawer().listed(officer)

    def save(self, officer: Officer, name: str, of: Of, audience: Audience) -> SavedAudience:
        """Keep a rule under a new name; raises Invalid where the name is taken or the rule is not one."""
        unit = self._drawer().room(officer, name, of)
        kept = SavedAudience(
            id=self.ids.ulid(),
            unit=unit,
            name=name,
            by=officer.id,
            updated_at=self.clock.now(),
            audience=self._settled(officer, audience),
        )
        self._commit(officer, "save audience", kept, self.saved.add(kept))
        return kept

    def change(
        self, officer: Officer, id: str, name: str, audience: Audience | None, version: int
    ) -> SavedAudience:
        """Make the next version, with another name, another rule or both; raises Conflict on a stale one."""
        was = self._drawer().seen(officer, id, version, name)
        rule = was.audience if audience is None else self._settled(officer, audience)
        changed = was.but(
            name=name, audience=rule, by=officer.id, updated_at=self.clock.now(), version=version + 1
        )
        self._commit(officer, "change audience", changed, self.saved.save(changed, was))
        return changed

    def delete(self, officer: Officer, id: str) -> None:
        """Delete an audience; its versions stay, because alerts say which one they began with."""
        was = self._drawer().mine(officer, id)
        self._commit(officer, "delete audience", was, [self.saved.delete(was)])

    def _drawer(self) -> Drawer[SavedAudience]:
        return Drawer(SavedAudience, self.saved)

    def _settled(self, officer: Officer, audience: Audience) -> Audience:
        if audience.empty():
            raise Invalid({"audience": "Choose who this is for: a district, a ward or an interest."})
        return self.audiences.settled(audience, officer).but(origin=None)

    def _commit(self, officer: Officer, action: str, audience: SavedAudience, writes: list[Write]) -> None:
        self.table.commit(*writes, self.audit.entry(officer.id, action, audience.id))


def traced(audience: Audience, saved: SavedAudiences) -> Audience:
    """Leave the origin out unless the rule still is what was saved under that version."""
    if audience.origin is None:
        return audience
    began = saved.version(audience.origin.id, audience.origin.version)
    return audience if began and same(began.audience, audience) else audience.but(origin=None)
