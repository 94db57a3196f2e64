"""How messages failed the last time, under the id that the queue gave them and their dead letter keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ..domain.dead_letter import Failed
from ..ports import Clock, Table, Write
from . import keys
from .items import item_of, model_of

KEPT = timedelta(days=15)
"""A day longer than the letter itself."""


@dataclass(frozen=True)
class FailureStore:
    """`ports.Failures` on the table, which deletes them by itself."""

    table: Table
    clock: Clock

    def note(self, id: str, error: str, where: str) -> None:
        now, key = self.clock.now(), keys.failure(id)
        failed = Failed(id=id, error=error, where=where, at=now)
        self.table.commit(Write(key, item_of(failed, key, ttl=int((now + KEPT).timestamp()))))

    def of(self, ids: Sequence[str]) -> dict[str, Failed]:
        found = self.table.get_many([keys.failure(id) for id in ids]) if ids else {}
        return {failed.id: failed for failed in (model_of(Failed, item) for item in found.values())}
