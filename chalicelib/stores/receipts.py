"""What providers said later of the messages of each page."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.delivery import Page
from ..domain.receipt import PageReceipts
from ..ports import Table, Write
from . import keys
from .items import NEW, model_of, saving

_AT_ONCE = 50
"""Pages of one read: each is two items of the hundred that a read takes."""


@dataclass(frozen=True)
class ReceiptStore:
    """`ports.Receipts` on the table: an item a page, beside its state: neither waits for the other."""

    table: Table

    def of(self, sending: str) -> dict[str, PageReceipts]:
        first = keys.RECEIPTS
        items = self.table.query(keys.sending(sending).pk, first, first + keys.LAST)
        return {found.page: found for found in (model_of(PageReceipts, item) for item in items)}

    def page(self, sending: str, page: str) -> PageReceipts:
        # As those who send read everything: they need no other permission for it.
        key = keys.receipts(sending, page)
        item = self.table.get_many([key]).get(key)
        return model_of(PageReceipts, item) if item else PageReceipts(sending=sending, page=page)

    def pages(self, wanted: Sequence[tuple[str, str]]) -> list[tuple[Page, PageReceipts]]:
        found = []
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            pairs = [(keys.page(*each), keys.receipts(*each)) for each in some]
            items = self.table.get_many([key for pair in pairs for key in pair])
            for (sending, page), (who, said) in zip(some, pairs, strict=True):
                if who in items:
                    empty = PageReceipts(sending=sending, page=page)
                    known = model_of(PageReceipts, items[said]) if said in items else empty
                    found.append((model_of(Page, items[who]), known))
        return found

    def save(self, receipts: PageReceipts, was: PageReceipts) -> Write:
        # The letters are their own lock: from the same ones the same news leads to the same.
        write = saving(receipts, was, keys.receipts(receipts.sending, receipts.page), "letters")
        return write if was.letters else write._replace(expected=NEW)
