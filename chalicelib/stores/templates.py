"""Saved templates in the table: one partition a unit, and one for the whole force."""

from dataclasses import dataclass

from ..domain.template import Template
from ..ports import Table, Write
from . import keys
from .items import adding, deleting, model_of, saving


@dataclass(frozen=True)
class TemplateStore:
    """`ports.Templates` on the table."""

    table: Table

    def of(self, unit: str) -> list[Template]:
        found = self.table.query(keys.template(unit, "").pk)
        return [model_of(Template, item) for item in found]

    def load(self, unit: str, template: str) -> Template | None:
        item = self.table.get(keys.template(unit, template))
        return model_of(Template, item) if item else None

    def add(self, template: Template) -> Write:
        return adding(template, keys.template(template.unit, template.id))

    def save(self, template: Template, was: Template) -> Write:
        return saving(template, was, keys.template(template.unit, template.id), "version")

    def delete(self, template: Template) -> Write:
        return deleting(keys.template(template.unit, template.id))
