"""Digests: gathered when an alert is released, and begun each morning for whoever wants one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ...domain.alert import Alert, AlertStatus
from ...domain.bitmap import Marks
from ...domain.cover import bundles
from ...domain.delivery import State
from ...domain.digest import CADENCES, MOST, PRIORITY, Awaited, Cadence, Round, last_day
from ...domain.errors import Conflict
from ...domain.force import Force
from ...domain.ids import derived
from ...domain.reach import pressed
from ...domain.sending import Entry, Forms, Range, Sending, SendingStatus
from ...ports import Alerts, Audit, Clock, Digests, Ids, Places, Queue, Sendings, Table, Write
from ..census import everywhere
from .direct import CODE_LENGTH

_CADENCES: dict[str, Cadence] = {cadence[0]: cadence for cadence in CADENCES}
_WORDS = 300
"""Characters of an alert's words in a digest; the rest is a link away."""


@dataclass(frozen=True)
class Gathering:
    """Makes what is kept of those who get an alert in their digest, for the commit that releases it."""

    sendings: Sendings
    digests: Digests

    def writes(self, sending: Sending, states: Iterable[State], stopped: bool) -> list[Write]:
        """Answer an item a cadence in which somebody is; none for training or what has stopped."""
        slots = {state.page: state.slots for state in states if "G" in state.slots}
        if not slots or stopped or sending.training or not sending.alert:
            return []
        marks: dict[Cadence, Marks] = defaultdict(Marks)
        for page in (self.sendings.page(sending.id, name) for name in slots):
            for recipient, letter in zip(page.recipients, slots[page.id], strict=True):
                if letter == "G":
                    marks[_CADENCES[recipient.form]].add(recipient.number)
        return [
            self.digests.add(
                Awaited(
                    cadence=cadence,
                    sending=sending.id,
                    alert=sending.alert,
                    numbers=pressed(found.bits()),
                )
            )
            for cadence, found in marks.items()
        ]


@dataclass(frozen=True)
class Digesting:
    """Begins the digests whose morning has come; run every hour, twice at once or killed anywhere.

    One commit makes the digest and says what it has taken up, so no alert is in two and none is forgotten.
    What it took up stays until the next digest begins: its planners read it.
    """

    table: Table
    clock: Clock
    ids: Ids
    queue: Queue
    alerts: Alerts
    sendings: Sendings
    digests: Digests
    places: Places
    audit: Audit
    force: Force

    def run(self) -> list[str]:
        """Begin what is due; answer the ids of the sendings that were begun."""
        return [begun for cadence in CADENCES if (begun := self._begin(cadence))]

    def _begin(self, cadence: Cadence) -> str:
        now, was = self.clock.now(), self.digests.last(cadence)
        day = last_day(cadence, now)
        if was and (was.day >= day or self._planning(was)):
            return ""
        if was:
            self.digests.drop(was)
        # The very first run only says since when there are digests: its day's hour may be long past.
        waiting = self.digests.awaited(cadence)[:MOST] if was else []
        entries = tuple(entry for each in waiting if (entry := self._entry(each, now)))
        sending = derived("digest", cadence, day.isoformat()) if entries else ""
        covers = tuple(each.sending for each in waiting)
        writes = [self.digests.save(Round(cadence=cadence, day=day, sending=sending, covers=covers), was)]
        if sending:
            writes += self._sending(sending, cadence, entries, now)
        try:
            self.table.commit(*writes)
        except Conflict:
            # Another round of this job was quicker.
            return ""
        spans = self.sendings.ranges(sending) if sending else []
        self.queue.put("plan", [{"task": "range", "sending": sending, "range": span.n} for span in spans])
        return sending

    def _planning(self, last: Round) -> bool:
        """Tell whether the last digest is still being planned, from what this job would take away."""
        head = self.sendings.load(last.sending) if last.sending else None
        return head is not None and head.status is SendingStatus.PLANNING

    def _entry(self, awaited: Awaited, now: datetime) -> Entry | None:
        """Put an alert in short; None for one that was cancelled or is over."""
        alert = self.alerts.load(awaited.alert)
        if alert is None or alert.status is AlertStatus.CANCELLED or alert.content.expires <= now:
            return None
        return Entry(
            sending=awaited.sending,
            headline=alert.content.headline,
            words=_short(alert),
            code=alert.code,
            expires=alert.content.expires,
        )

    def _sending(
        self, sending: str, cadence: Cadence, entries: tuple[Entry, ...], now: datetime
    ) -> list[Write]:
        """Write the ranges, which nobody reads before the head is there; answer head and words."""
        runs = bundles(everywhere(self.places.areas()))
        spans = [Range(sending=sending, n=n, runs=bundle) for n, bundle in enumerate(runs)]
        self.sendings.put_ranges(spans)
        head = Sending(
            id=sending,
            why="digest",
            lane="routine",
            unit=self.force.control_unit,
            status=SendingStatus.PLANNING,
            created_at=now,
            code=self.ids.short(CODE_LENGTH),
            kind=f"{cadence} digest",
            priority=PRIORITY,
            ranges=len(spans),
            expires_at=max(entry.expires for entry in entries),
        )
        forms = Forms(sending=sending, template="digest", values={"cadence": cadence}, entries=entries)
        entry = self.audit.entry("digests", "begin", sending)
        return [*self.sendings.add(head, forms), entry]


def _short(alert: Alert) -> str:
    words = " ".join(alert.content.text.split())
    return words if len(words) <= _WORDS else f"{words[: _WORDS - 3].rsplit(' ', 1)[0]}..."
