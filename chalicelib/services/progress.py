"""How far an alert is, and the ledger of who got it: both read from pages and states, never counted apart."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ..domain.alert import Alert
from ..domain.delivery import REHEARSED, SLOTS, Page, State, total
from ..domain.errors import Invalid
from ..domain.force import Force
from ..domain.model import Model, Moment
from ..domain.officer import Officer
from ..domain.receipt import AFTER_ALL, LETTERS, PageReceipts, counted, outcome, patient, seen
from ..domain.sms_text import size
from ..domain.subscriber import CHANNELS
from ..ports import Audit, Clock, Receipts, Sendings, Table
from .sending.compose import Compose
from .steps import Steps

_CURSOR = re.compile(rf"({'|'.join(CHANNELS)})#[0-9]{{4,6}}#[0-9]{{4,6}}")
"""The id of a page; the cursor goes into the audit trail, so it may be nothing else."""


class Standing(Model):
    """How far an alert is; the counts always add up to the recipients.

    `rehearsed` is how many by channel would have been sent to, had it not been training; `receipts` is what
    became of those that were sent, as far as their providers have said.
    """

    status: str
    recipients: int
    counts: dict[str, int]
    channels: dict[str, dict[str, int]]
    rehearsed: dict[str, int]
    receipts: dict[str, int]
    started: Moment | None
    last_person_at: Moment | None
    minutes_left: int


class Row(Model):
    """One delivery: one recipient (a pseudonym), one channel."""

    recipient: str
    ward: str
    channel: str
    status: str
    reason: str
    receipt: str = "none"
    at: Moment | None = None


@dataclass(frozen=True)
class Progress:
    """Reads only; looking at the ledger is itself an entry in the audit trail."""

    force: Force
    table: Table
    clock: Clock
    steps: Steps
    sendings: Sendings
    receipts: Receipts
    audit: Audit
    compose: Compose

    def standing(self, officer: Officer, alert: str) -> Standing:
        """Add up the states of an alert's sending; zeros before it is approved."""
        officer.require("see alerts")
        found = self.steps.load(alert)
        said = self.receipts.of(found.sending) if found.sending else {}
        stored = self.sendings.states(found.sending) if found.sending else []
        states = [seen(state, said_of(state, said)) for state in stored]
        sending = self.sendings.load(found.sending) if found.sending else None
        channels: dict[str, dict[str, int]] = {
            name: total([s for s in states if _channel(s) == name]) for name in CHANNELS
        }
        counts = total(states)
        return Standing(
            status=found.status,
            recipients=sum(counts.values()),
            counts=counts,
            channels=channels,
            rehearsed=_rehearsed(states),
            receipts=self._receipts(states, said),
            started=sending.released_at if sending else None,
            last_person_at=_last(states) if sending and sending.released_at else None,
            minutes_left=self._minutes_left(found, channels),
        )

    def ledger(self, officer: Officer, alert: str, after: str = "") -> tuple[list[Row], str]:
        """Answer the next page of about 100 rows and the cursor to go on from, empty at the end."""
        officer.require("see the ledger")
        if after and not _CURSOR.fullmatch(after):
            raise Invalid({"after": "Start again from the top of the list."})
        found = self.steps.load(alert)
        if not found.sending:
            return [], ""
        self.table.commit(self.audit.entry(officer.id, "see ledger", alert, after))
        states = sorted(self.sendings.states(found.sending), key=lambda state: state.page)
        left = [state for state in states if state.page > after and state.slots]
        if not left:
            return [], ""
        page = self.sendings.page(found.sending, left[0].page)
        said = self.receipts.page(page.sending, page.id)
        return rows_of(page, left[0], said, self.clock.now()), page.id if left[1:] else ""

    def _receipts(self, states: list[State], said: Mapping[str, PageReceipts]) -> dict[str, int]:
        now = self.clock.now()
        counts = sum((counted(state, said_of(state, said), now) for state in states), Counter[str]())
        return {name: counts[name] for name in LETTERS}

    def _minutes_left(self, alert: Alert, channels: dict[str, dict[str, int]]) -> int:
        parts = size(self.compose.sample(alert.content.text)).parts
        left = {name: counts["waiting"] + counts["attempting"] for name, counts in channels.items()}
        texts = left["text"] * parts / self.force.texting.parts_per_second
        return math.ceil(max(texts, left["email"] / self.force.emailing.per_second) / 60)


def _channel(state: State) -> str:
    return state.page.partition("#")[0]


def _rehearsed(states: list[State]) -> dict[str, int]:
    return {name: sum(s.slots.count(REHEARSED) for s in states if _channel(s) == name) for name in CHANNELS}


def _last(states: list[State]) -> datetime | None:
    """Answer when the last page was complete; None while one is not."""
    done = [state.recorded for state in states if state.slots]
    return _moment(max(done)) if done and all(done) else None


def said_of(state: State, said: Mapping[str, PageReceipts]) -> PageReceipts:
    """Answer what was said of a state's page; nothing where nobody has spoken of it."""
    return said.get(state.page) or PageReceipts(sending=state.sending, page=state.page)


def rows_of(page: Page, state: State, said: PageReceipts, now: datetime) -> list[Row]:
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
                at=_moment(state.recorded) if status == "sent" else None,
            )
        )
    return rows


def _moment(milliseconds: int) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
