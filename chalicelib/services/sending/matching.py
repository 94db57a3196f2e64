"""Matching: which slot a receipt speaks of, by our reference or, where none came along, by the number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from ...domain.history import Sent
from ...domain.receipt import Receipt, Spot, spot
from ...ports import Clock, Subscribers

ROWS = 10
"""The newest of a person's rows that are looked at."""
RECORDED_WITHIN = timedelta(hours=2)
"""What nobody has recorded for so long never will be, as the text of a code; deferred pages take less."""


class Matched(NamedTuple):
    """Receipts by the name they came under: those placed, and those whose page may yet be recorded."""

    spots: dict[str, Spot]
    later: set[str]


@dataclass(frozen=True)
class Matching:
    """Reads only. Amazon SNS carries nothing of ours, so its log is matched by number and provider's id."""

    clock: Clock
    subscribers: Subscribers

    def find(self, receipts: Mapping[str, Receipt]) -> Matched:
        """Place receipts; what is in neither answer is not ours."""
        spots = {name: spot(receipt.reference) for name, receipt in receipts.items() if receipt.reference}
        bare = {name: receipt for name, receipt in receipts.items() if not receipt.reference}
        found, later = self._by_number(bare) if bare else ({}, set())
        return Matched({name: there for name, there in spots.items() if there} | found, later)

    def _by_number(self, receipts: Mapping[str, Receipt]) -> tuple[dict[str, Spot], set[str]]:
        """Look through one person's rows; whose receipts lie together had mostly the same sending."""
        holders = self.subscribers.holders(sorted({receipt.address for receipt in receipts.values()}))
        left = {name: holders[r.address] for name, r in receipts.items() if r.address in holders}
        spots, later = dict[str, Spot](), set[str]()
        while left:
            name, sid = next(iter(left.items()))
            rows = self.subscribers.history(sid, ROWS)
            row = next((row for row in rows if row.mark == receipts[name].mark), None)
            if row:
                spots |= self._alike(row, left, receipts)
            elif self.clock.now() - receipts[name].at < RECORDED_WITHIN:
                later.add(name)
            left = {other: who for other, who in left.items() if other != name and other not in spots}
        return spots, later

    def _alike(self, row: Sent, left: Mapping[str, str], receipts: Mapping[str, Receipt]) -> dict[str, Spot]:
        rows = self.subscribers.alike(row, sorted(set(left.values())))
        marks = {(each.sid, each.mark): each for each in rows}
        same = {name: marks.get((sid, receipts[name].mark)) for name, sid in left.items()}
        return {name: Spot(r.sending, r.page, r.slot) for name, r in same.items() if r and r.page}
