"""Saved audiences in the table: the present ones by unit, and every version each ever had."""

from dataclasses import dataclass

from ..domain.saved_audience import SavedAudience
from ..ports import Key, Table, Write
from . import keys
from .items import adding, deleting, model_of, saving


@dataclass(frozen=True)
class SavedAudienceStore:
    """`ports.SavedAudiences` on the table."""

    table: Table

    def of(self, unit: str) -> list[SavedAudience]:
        found = self.table.query(keys.saved_audience(unit, "").pk)
        return [model_of(SavedAudience, item) for item in found]

    def load(self, unit: str, id: str) -> SavedAudience | None:
        return self._read(keys.saved_audience(unit, id))

    def version(self, id: str, version: int) -> SavedAudience | None:
        return self._read(keys.audience_version(id, version))

    def add(self, saved: SavedAudience) -> list[Write]:
        return [adding(saved, keys.saved_audience(saved.unit, saved.id)), _kept(saved)]

    def save(self, saved: SavedAudience, was: SavedAudience) -> list[Write]:
        return [saving(saved, was, keys.saved_audience(saved.unit, saved.id), "version"), _kept(saved)]

    def delete(self, saved: SavedAudience) -> Write:
        return deleting(keys.saved_audience(saved.unit, saved.id))

    def _read(self, key: Key) -> SavedAudience | None:
        item = self.table.get(key)
        return model_of(SavedAudience, item) if item else None


def _kept(saved: SavedAudience) -> Write:
    return adding(saved, keys.audience_version(saved.id, saved.version))
