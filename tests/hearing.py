"""A counter at which receipts arrive: the engine, and the services that take what providers say later."""

import json
from datetime import datetime, timedelta

from chalicelib.domain.receipt import Batch, Receipt, Report
from chalicelib.services.sending.receiving import Receiving

from .engine import Engine
from .factories import NOW, a_page, a_sending

OUT, PAGE = a_sending().id, a_page().id
LATER = NOW + timedelta(minutes=5)


def a_receipt(outcome: str = "delivered", slot: int = 0, **changes: object) -> Receipt:
    """Make what a provider that carries our reference says of a slot of the usual page."""
    made = Receipt(provider="ses", outcome="delivered", at=LATER, reference=a_page().reference(slot))
    return made.but(outcome=outcome, **changes)


def a_log_line(n: int, id: str, outcome: str = "delivered", at: datetime = NOW) -> Report:
    """Make what SNS's log says of the text with this id to person n: no reference, only number and id."""
    receipt = Receipt(provider="sns", outcome="delivered", at=at).but(outcome=outcome)
    return Report(receipt, "text", f"+4470000{n:05d}", id)


class Hearing(Engine):
    """`hear` brings receipts straight to the worker, `work_receipts` what was queued."""

    def __init__(self) -> None:
        super().__init__()
        self.receiving = self.make(Receiving)

    def hear(self, *receipts: Receipt) -> bool:
        """Give the worker one message with these; answer whether it is to come again later."""
        return bool(self.receiving.judge({"m": Batch(receipts=receipts)}))

    def work_receipts(self) -> int:
        """Give the worker all that is queued, in one go; answer how many messages are to come again."""
        bodies = self.queue.take("receipts")
        return len(
            self.receiving.judge(
                {str(n): Batch.model_validate_json(json.dumps(b)) for n, b in enumerate(bodies)}
            )
        )

    def letters(self, page: str = PAGE) -> str:
        """Answer what stands for a page of the usual sending."""
        return self.receipts.page(OUT, page).letters
