"""Saving templates: the words of alerts saved for the next ones, for a unit or for the whole force."""

from dataclasses import dataclass

from ..domain.kept import Of
from ..domain.officer import Officer
from ..domain.template import Template
from ..ports import Audit, Clock, Ids, Table, Templates, Write
from .drawer import Drawer
from .steps import Steps


@dataclass(frozen=True)
class SavingTemplates:
    """Lists, saves, renames and deletes templates; using one is nothing but beginning another alert."""

    table: Table
    clock: Clock
    ids: Ids
    templates: Templates
    audit: Audit
    steps: Steps

    def listed(self, officer: Officer) -> list[Template]:
        """Answer the templates of the officer's unit and then the force's, each by name."""
        return self._drawer().listed(officer)

    def save(self, officer: Officer, name: str, of: Of, alert: str) -> Template:
        """Keep an alert's words under a new name; raises Invalid where the name is taken."""
        unit = self._drawer().room(officer, name, of)
        content = self.steps.load(alert).content
        kept = Template.saved(self.ids.ulid(), unit, name, content, officer.id, self.clock.now())
        self._commit(officer, "save template", kept, self.templates.add(kept))
        return kept

    def rename(self, officer: Officer, template: str, name: str, version: int) -> Template:
        """Give a template another name; raises Conflict where it was changed in the meantime."""
        was = self._drawer().seen(officer, template, version, name)
        named = was.but(name=name, by=officer.id, updated_at=self.clock.now(), version=version + 1)
        self._commit(officer, "rename template", named, self.templates.save(named, was))
        return named

    def delete(self, officer: Officer, template: str) -> None:
        """Delete a template; alerts that were written with it are what they are."""
        was = self._drawer().mine(officer, template)
        self._commit(officer, "delete template", was, self.templates.delete(was))

    def _drawer(self) -> Drawer[Template]:
        return Drawer(Template, self.templates)

    def _commit(self, officer: Officer, action: str, template: Template, write: Write) -> None:
        self.table.commit(write, self.audit.entry(officer.id, action, template.id))
