"""Who gets which alert with their next digest, and what the last digest took up."""

from dataclasses import dataclass

from ..domain.digest import Awaited, Cadence, Round
from ..ports import Table, Write
from . import keys
from .items import adding, deleting, item_of, model_of, saving


@dataclass(frozen=True)
class DigestStore:
    """`ports.Digests` on the table."""

    table: Table

    def add(self, awaited: Awaited) -> Write:
        key = keys.awaited(awaited.cadence, awaited.sending)
        return Write(key, item_of(awaited, key))

    def awaited(self, cadence: Cadence) -> list[Awaited]:
        first = keys.awaited(cadence, "")
        found = self.table.query(first.pk, first.sk, first.sk + keys.LAST)
        return [model_of(Awaited, item) for item in found]

    def last(self, cadence: Cadence) -> Round | None:
        item = self.table.get(keys.digest_round(cadence))
        return model_of(Round, item) if item else None

    def save(self, now: Round, was: Round | None) -> Write:
        key = keys.digest_round(now.cadence)
        return saving(now, was, key, "day") if was else adding(now, key)

    def drop(self, last: Round) -> None:
        gone = [deleting(keys.awaited(last.cadence, sending)) for sending in last.covers]
        for start in range(0, len(gone), 100):
            self.table.commit(*gone[start : start + 100])
