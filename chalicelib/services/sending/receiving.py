"""Receiving: what providers say later of what they took, entered by page, and acted on where it says stop."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...domain.delivery import Page, mark
from ...domain.errors import Conflict, TemporaryFailure
from ...domain.receipt import LETTERS, Batch, PageReceipts, Receipt, Report, Spot
from ...ports import Queue, Receipts, Subscribers, Table
from .bounces import Bounces
from .fallback import Fallback
from .matching import Matching

ATTEMPTS = 4
TOGETHER = 50
"""Receipts in one message of the queue."""
Heard = dict[int, list[Receipt]]
"""Slot -> what was said of it, in the order in which it came."""


@dataclass(frozen=True)
class Receiving:
    """Takes receipts from webhooks and logs, and enters them: in whatever order, it comes to the same."""

    table: Table
    queue: Queue
    subscribers: Subscribers
    receipts: Receipts
    matching: Matching
    bounces: Bounces
    fallback: Fallback

    def accept(self, reports: Iterable[Report]) -> None:
        """Queue what a provider said, without the number or mailbox of which it said it."""
        made = [self._receipt(report) for report in reports]
        some = [made[start : start + TOGETHER] for start in range(0, len(made), TOGETHER)]
        self.queue.put("receipts", [Batch(receipts=tuple(each)).model_dump(mode="json") for each in some])

    def _receipt(self, report: Report) -> Receipt:
        address = self.subscribers.address_hash(report.channel, report.to) if report.to else ""
        return report.receipt.but(address=address, mark=mark(report.id) if report.id else b"")

    def judge(self, batches: Mapping[str, Batch]) -> set[str]:
        """Enter batches, by the names they came under; answer the names of those to be given again later."""
        receipts = {
            f"{name}#{n}": receipt
            for name, batch in batches.items()
            for n, receipt in enumerate(batch.receipts)
        }
        matched = self.matching.find(receipts)
        failed = matched.later | self._enter(receipts, matched.spots)
        return {name.rpartition("#")[0] for name in failed}

    def _enter(self, receipts: Mapping[str, Receipt], spots: Mapping[str, Spot]) -> set[str]:
        """Write each page's receipts in one go; answer the names of those that could not be."""
        names: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, spot in spots.items():
            names[spot.sending, spot.page].append(name)
        failed = set[str]()
        for page, known in self.receipts.pages(list(names)):
            here = names[page.sending, page.id]
            heard: Heard = defaultdict(list)
            for name in here:
                if spots[name].slot < len(page.recipients):
                    heard[spots[name].slot].append(receipts[name])
            try:
                self._write(known, heard)
                self._act(page, heard)
            except (Conflict, TemporaryFailure):
                failed.update(here)
        return failed

    def _write(self, known: PageReceipts, heard: Heard) -> None:
        """Save what is new; raises Conflict where others kept writing at the same moment."""
        for _ in range(ATTEMPTS):
            said = known
            for slot, receipts in heard.items():
                for receipt in receipts:
                    said = said.hearing({slot: LETTERS[receipt.outcome]})
            if said == known:
                return
            try:
                return self.table.commit(self.receipts.save(said, known))
            except Conflict:
                known = self.receipts.page(known.sending, known.page)
        raise Conflict("Others were writing this page's receipts.")

    def _act(self, page: Page, heard: Heard) -> None:
        """Do what follows; by what was said and not by what was new, because we may have died in between."""
        for slot, receipts in heard.items():
            for receipt in receipts:
                self.bounces.stop(page.recipients[slot].sid, page.channel, receipt)
            if any(receipt.outcome == "permanent" for receipt in receipts):
                self.fallback.at_receipt(page.sending, page.id, slot)
