"""The audit trail: one entry per change, never changed afterwards."""

from ..domain.audit import Entry
from ..ports import Clock, Ids, Table, Write
from . import keys
from .items import adding, model_of


class AuditStore:
    """`ports.Audit` in the single table; a day (UTC) is a partition."""

    def __init__(self, table: Table, clock: Clock, ids: Ids) -> None:
        self._table, self._clock, self._ids = table, clock, ids

    def entry(self, by: str, action: str, subject: str, note: str = "") -> Write:
        now = self._clock.now()
        entry = Entry(id=self._ids.ulid(), at=now, by=by, action=action, subject=subject, note=note)
        return adding(entry, keys.audit(f"{entry.at:%Y-%m-%d}", entry.id))

    def entries(self, day: str) -> list[Entry]:
        """Read the entries of a day, `2026-03-02`, oldest first."""
        return [model_of(Entry, item) for item in self._table.query(keys.audit(day, "").pk)]
