"""Who was sent what, as bitmaps: by week for the weekly limit, and by alert for later audiences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..domain.bitmap import Bits, Marks
from ..domain.engagement import week_of
from ..domain.reach import WEEK, Reach, capped
from ..ports import Key, Table, Write
from . import keys
from .items import item_of, model_of


@dataclass(frozen=True)
class ReachStore:
    """`ports.Reaches` on the table; an alert's own items say in which weeks its reach lies."""

    table: Table

    def put(self, reaches: Sequence[Reach]) -> list[Write]:
        writes: dict[Key, Write] = {}
        for reach in reaches:
            week, pointer = week_of(reach.at), keys.reached(reach.alert, reach.sending)
            key = keys.reach(week, reach.sending, reach.channel)
            where = {**pointer._asdict(), "week": week, "sending": reach.sending}
            writes |= {key: Write(key, item_of(reach, key)), pointer: Write(pointer, where)}
        return list(writes.values())

    def of(self, alert: str) -> Bits:
        pointers, bits = keys.reached(alert, ""), 0
        for where in self.table.query(pointers.pk, pointers.sk, pointers.sk + keys.LAST):
            first = keys.reach(str(where["week"]), str(where["sending"]), "")
            for item in self.table.query(first.pk, first.sk, first.sk + keys.LAST):
                bits |= model_of(Reach, item).bits()
        return bits

    def answer(self, alert: str, number: int) -> Write:
        key = keys.answer(alert, number)
        return Write(key, dict(key._asdict()))

    def answered(self, alert: str) -> Bits:
        partition, first = keys.answer(alert, 0).pk, keys.ANSWERS
        numbers = Marks()
        for item in self.table.query(partition, first, first + keys.LAST):
            numbers.add(int(keys.id_in(item["sk"])))
        return numbers.bits()

    def capped(self, now: datetime, most: int) -> Bits:
        weeks = sorted({week_of(now - WEEK), week_of(now)})
        items = (item for week in weeks for item in self.table.query(keys.reach(week, "", "").pk))
        return capped((model_of(Reach, item) for item in items), now, most)
