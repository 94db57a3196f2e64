"""The last look at everything on its way: one item, written over by the next."""

from dataclasses import dataclass

from ..domain.finding import Look
from ..ports import Table, Write
from . import keys
from .items import item_of, model_of


@dataclass(frozen=True)
class LookStore:
    """`ports.Looks` on the table."""

    table: Table

    def latest(self) -> Look | None:
        item = self.table.get(keys.LOOK)
        return model_of(Look, item) if item else None

    def keep(self, look: Look) -> None:
        self.table.commit(Write(keys.LOOK, item_of(look, keys.LOOK)))
