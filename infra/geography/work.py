"""What loading a force's geography works with: the table's stores, and what is said meanwhile."""

from dataclasses import dataclass

from chalicelib import wiring
from chalicelib.domain.force import Force
from chalicelib.ports import Audit, Places, Subscribers, Table
from chalicelib.stores.loads import LoadStore

from .progress import Say

ADMINISTRATOR = "administrator"
"""Who stands in the audit trail for what is done at the command line."""


@dataclass(frozen=True)
class Geography:
    """A force and its stores; `say` hears a sentence at a time."""

    force: Force
    table: Table
    places: Places
    loads: LoadStore
    subscribers: Subscribers
    audit: Audit
    say: Say

    @classmethod
    def of_this_table(cls, say: Say, table: Table | None = None) -> "Geography":
        """Answer the geography of the table that the environment names, or of this one."""
        from chalicelib.stores.places import PlaceStore

        table = table or wiring.table()
        people, audit = wiring.subscribers(), wiring.audit()
        return cls(wiring.force(), table, PlaceStore(table), LoadStore(table), people, audit, say)

    def record(self, action: str, subject: str, note: str) -> None:
        """Put what was done into the audit trail."""
        self.table.commit(self.audit.entry(ADMINISTRATOR, action, subject, note))
