"""Keeping templates: the words of alerts saved for the next ones, for a unit or for the whole force."""

from dataclasses import dataclass

from ..domain.errors import Conflict, Forbidden, Invalid, NotFound
from ..domain.officer import Officer
from ..domain.template import Of, Template
from ..ports import Audit, Clock, Ids, Table, Templates, Write
from .steps import Steps

MOST = 100
"""Templates of a unit, or of the force: more than anybody reads through, and still one small answer."""


@dataclass(frozen=True)
class Keeping:
    """Lists, saves, renames and deletes templates; using one is nothing but beginning another alert."""

    table: Table
    clock: Clock
    ids: Ids
    templates: Templates
    audit: Audit
    steps: Steps

    def listed(self, officer: Officer) -> list[Template]:
        """Answer the templates of the officer's unit and then the force's, each by name."""
        officer.require("use templates")
        return [*self._of(officer.unit), *self._of("")]

    def save(self, officer: Officer, name: str, of: Of, alert: str) -> Template:
        """Keep an alert's words under a new name; raises Invalid where the name is taken."""
        officer.require("use templates")
        if of == "force":
            officer.require("keep the force's templates")
        content = self.steps.load(alert).content
        unit = officer.unit if of == "unit" else ""
        beside = self._free(name, unit)
        if len(beside) >= MOST:
            raise Conflict(f"There are {MOST} templates already. Delete one that nobody uses.")
        kept = Template.saved(self.ids.ulid(), unit, name, content, officer.id, self.clock.now())
        self._commit(officer, "save template", kept, self.templates.add(kept))
        return kept

    def rename(self, officer: Officer, template: str, name: str, version: int) -> Template:
        """Give a template another name; raises Conflict where it was changed in the meantime."""
        was = self._mine(officer, template)
        if was.version != version:
            raise Conflict("Somebody changed this template in the meantime. Load it again and look.")
        self._free(name, was.unit, besides=was.id)
        named = was.but(name=name, by=officer.id, updated_at=self.clock.now(), version=version + 1)
        self._commit(officer, "rename template", named, self.templates.save(named, was))
        return named

    def delete(self, officer: Officer, template: str) -> None:
        """Delete a template; alerts that were written with it are what they are."""
        was = self._mine(officer, template)
        self._commit(officer, "delete template", was, self.templates.delete(was))

    def _of(self, unit: str) -> list[Template]:
        return sorted(self.templates.of(unit), key=lambda template: template.name.casefold())

    def _free(self, name: str, unit: str, besides: str = "") -> list[Template]:
        """Answer the templates beside, none of which has this name."""
        others = [each for each in self.templates.of(unit) if each.id != besides]
        if any(each.name.casefold() == name.casefold() for each in others):
            raise Invalid({"name": "There is a template of this name already. Choose another."})
        return others

    def _mine(self, officer: Officer, template: str) -> Template:
        """Find a template that this officer keeps; raises NotFound for another unit's."""
        officer.require("use templates")
        found = self.templates.load(officer.unit, template) or self.templates.load("", template)
        if found is None:
            raise NotFound("There is no such template.")
        if not found.kept_by(officer):
            raise Forbidden("Only a SPOC or an administrator may change the force's templates.")
        return found

    def _commit(self, officer: Officer, action: str, template: Template, write: Write) -> None:
        self.table.commit(write, self.audit.entry(officer.id, action, template.id))
