"""An alert's ledger and counts as files to take away; each taking away is an entry in the audit trail."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..domain.csv_text import BEGIN, lines
from ..domain.delivery import SLOTS
from ..domain.model import Model
from ..domain.officer import Officer
from ..domain.receipt import seen
from ..domain.sending import Sending
from ..domain.subscriber import other
from ..ports import Audit, Clock, Places, Receipts, Sendings, Table
from .ledger import behind, cursor, rows_of
from .progress import said_of
from .sending.rounds import Rounds
from .steps import Steps

PAGES = 20
"""Pages of one part of a ledger's file, 2,000 rows: the answer stays far below what the gateway carries."""
LEDGER = ("Person", "Ward", "Ward code", "Channel", "Status", "Reason", "Time", "Receipt", "Round")
COUNTS = ("Ward", "Ward code", "Channel", "Status", "People")


class Part(NamedTuple):
    """A part of a file, and the cursor of the next one, empty at the end."""

    csv: str
    after: str


class Count(Model):
    """How many people of a ward stand with one status on one channel; tells nobody apart."""

    ward: str
    channel: str
    status: str
    people: int


@dataclass(frozen=True)
class Exports:
    """Reads what progress and ledger read; the parts of a file put together are the file."""

    table: Table
    clock: Clock
    sendings: Sendings
    receipts: Receipts
    places: Places
    audit: Audit
    steps: Steps
    rounds: Rounds

    def ledger(self, officer: Officer, alert: str, after: str = "") -> Part:
        """Answer the next 2,000 rows of the ledger as CSV, the headings before the first of them."""
        officer.require("see the ledger")
        found = self.steps.load(alert)
        self.table.commit(self.audit.entry(officer.id, "export ledger", alert, after))
        left = behind(self.rounds.ledger(found), after)
        names, rows = self._names(), list[Sequence[object]]([] if after else [LEDGER])
        now, known = self.clock.now(), [(state.sending, state.page) for _, state in left[:PAGES]]
        pages = self.receipts.pages(known)
        for (sending, state), (page, said) in zip(left, pages, strict=False):
            for row in rows_of(page, state, said, now, sending.why):
                at = row.at.isoformat(timespec="seconds") if row.at else None
                ward = (names.get(row.ward, row.ward), row.ward)
                how = (row.channel, row.status, row.reason, at, row.receipt, row.round)
                rows.append((row.recipient, *ward, *how))
        more = cursor(left[PAGES - 1][1]) if left[PAGES:] else ""
        return Part(("" if after else BEGIN) + lines(rows), more)

    def counts(self, officer: Officer, alert: str) -> list[Count]:
        """Count an alert's people by ward, channel and status; the sum is the progress's."""
        officer.require("see alerts")
        counted: Counter[tuple[str, str, str]] = Counter()
        for each in self.rounds.of(self.steps.load(alert)):
            self._count(each, counted)
        return [
            Count(ward=ward, channel=channel, status=status, people=n)
            for (ward, channel, status), n in sorted(counted.items())
            if n
        ]

    def _count(self, each: Sending, counted: Counter[tuple[str, str, str]]) -> None:
        """Count the people of a round, each less where they stood before it."""
        said = self.receipts.of(each.id)
        states = {s.page: seen(s, said_of(s, said)).slots for s in self.sendings.states(each.id)}
        for page in self.sendings.pages(each.id):
            stood = other(page.channel) if each.why == "fallback" else page.channel
            for recipient, letter in zip(page.recipients, states.get(page.id, ""), strict=False):
                counted[recipient.ward, page.channel, SLOTS[letter][0]] += 1
            for recipient, letter in zip(page.recipients, page.before, strict=False):
                counted[recipient.ward, stood, SLOTS[letter][0]] -= 1

    def counts_file(self, officer: Officer, alert: str) -> Part:
        """Answer the counts as one CSV file."""
        counted, names = self.counts(officer, alert), self._names()
        self.table.commit(self.audit.entry(officer.id, "export counts", alert))
        rows = [(names.get(c.ward, c.ward), c.ward, c.channel, c.status, c.people) for c in counted]
        return Part(BEGIN + lines([COUNTS, *rows]), "")

    def _names(self) -> dict[str, str]:
        return self.places.names()
