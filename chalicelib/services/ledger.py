"""The ledger: who got an alert in which of its rounds, read from pages and states."""

import re
from dataclasses import dataclass
from datetime import datetime

from ..domain.delivery import SLOTS, Page, State
from ..domain.errors import Invalid
from ..domain.model import Model, Moment
from ..domain.officer import Officer
from ..domain.receipt import AFTER_ALL, PageReceipts, outcome, patient, seen
from ..domain.sending import Sending
from ..domain.subscriber import CHANNELS
from ..ports import Audit, Clock, Receipts, Sendings, Table
from .progress import moment_of
from .sending.rounds import Rounds
from .steps import Steps

_CURSOR = re.compile(rf"[0-9A-Z]{{26}}#({'|'.join(CHANNELS)})#[0-9]{{4,6}}#[0-9]{{4,6}}")
"""A sending and the id of its page; the cursor goes into the audit trail, so it may be nothing else."""


class Row(Model):
    """One delivery: one recipient (a pseudonym), one channel, in one round."""

    recipient: str
    ward: str
    channel: str
    status: str
    reason: str
    receipt: str = "none"
    at: Moment | None = None
    round: str = "alert"


@dataclass(frozen=True)
class Ledger:
    """Reads only; looking is itself an entry in the audit trail."""

    table: Table
    clock: Clock
    sendings: Sendings
    receipts: Receipts
    audit: Audit
    steps: Steps
    rounds: Rounds

    def page(self, officer: Officer, alert: str, after: str = "") -> tuple[list[Row], str]:
        """Answer the next page of about 100 rows and the cursor to go on from, empty at the end."""
        officer.require("see the ledger")
        if after and not _CURSOR.fullmatch(after):
            raise Invalid({"after": "Start again from the top of the list."})
        found = self.steps.load(alert)
        if not found.sending:
            return [], ""
        self.table.commit(self.audit.entry(officer.id, "see ledger", alert, after))
        left = behind(self.rounds.ledger(found), after)
        if not left:
            return [], ""
        sending, state = left[0]
        page, said = self.sendings.page(sending.id, state.page), self.receipts.page(sending.id, state.page)
        rows = rows_of(page, state, said, self.clock.now(), sending.why)
        return rows, cursor(state) if left[1:] else ""


def cursor(state: State) -> str:
    """Answer from where to go on behind this page."""
    return f"{state.sending}#{state.page}"


def behind(pages: list[tuple[Sending, State]], after: str) -> list[tuple[Sending, State]]:
    """Answer the pages of a ledger behind a cursor; raises Invalid where it has no such page."""
    if not after:
        return pages
    places = [n for n, (_, state) in enumerate(pages) if cursor(state) == after]
    if not places:
        raise Invalid({"after": "Start again from the top of the list."})
    return pages[places[0] + 1 :]


def rows_of(page: Page, state: State, said: PageReceipts, now: datetime, round: str) -> list[Row]:
    """Answer the ledger's rows of a page as its state and its receipts have them."""
    known, waited = seen(state, said), patient(state, now)
    rows = []
    for slot, recipient in enumerate(page.recipients):
        status, reason = SLOTS[known.slots[slot]]
        if known.slots[slot] != state.slots[slot]:
            reason = AFTER_ALL
        rows.append(
            Row(
                recipient=recipient.sid,
                ward=recipient.ward,
                channel=page.channel,
                status=status,
                reason=reason,
                receipt=outcome(known.slots[slot], said.letter(slot), waited),
                at=moment_of(state.recorded) if status == "sent" else None,
                round=round,
            )
        )
    return rows
