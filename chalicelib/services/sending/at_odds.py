"""What is at odds: an alert and its sending that tell two stories, and counts that do not add up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ...domain.alert import Alert, AlertStatus, LogEntry
from ...domain.delivery import State
from ...domain.errors import Conflict
from ...domain.finding import Finding, Kind
from ...domain.sending import Sending, SendingStatus
from ...ports import Alerts, Audit, Clock, Sendings, Table, Write

LOOKED_AT = 50
"""Alerts, the newest: what is older was looked at while it was new."""
_S, _A = SendingStatus, AlertStatus
_STEPS: dict[SendingStatus, list[AlertStatus]] = {
    _S.PLANNING: [],
    _S.RELEASED: [_A.SENDING],
    _S.CLOSED: [_A.SENDING, _A.SENT],
}
"""What an alert that was approved becomes, by how far its sending is."""


@dataclass(frozen=True)
class AtOdds:
    """Compares what was written together and must agree; a restored table or a fault may have parted it."""

    table: Table
    clock: Clock
    alerts: Alerts
    sendings: Sendings
    audit: Audit

    def alerts_apart(self, before: datetime) -> Iterator[Finding]:
        """Find alerts, untouched since then, whose sending is elsewhere; let the alert follow its sending."""
        for alert in self.alerts.latest(LOOKED_AT):
            if alert.status in {_A.APPROVED, _A.SENDING, _A.CANCELLED} and alert.updated_at <= before:
                head = self.sendings.load(alert.sending) if alert.sending else None
                yield from self._apart(alert, head)

    def counts(self, head: Sending, states: list[State], since: datetime) -> Iterator[Finding]:
        """Find an alert whose pages hold another number of people than it was released with."""
        alert = self.alerts.load(head.alert) if head.alert else None
        people = sum(letter != "D" for state in states for letter in state.slots)
        if alert and alert.sending == head.id and alert.recipients not in (None, people):
            said = f"{named(head)} was meant for {alert.recipients} people, and its pages hold {people}."
            yield found(head, "counts", since, said, "Tell those who maintain this software.")

    def _apart(self, alert: Alert, head: Sending | None) -> Iterator[Finding]:
        since = alert.updated_at
        if head is None:
            said = f"The alert {alert.id} is {alert.status}, and there is nothing to send."
            todo = "Cancel it and write it again."
            yield Finding(kind="alert", subject=alert.id, alert=alert.id, since=since, said=said, todo=todo)
        elif writes := self._mending(alert, head):
            try:
                self.table.commit(*writes, self.audit.entry("reconcile", "mend", alert.id))
            except Conflict:
                # Somebody changed it at this moment: the next look sees what became of it.
                return
            said = f"The alert {alert.id} was {alert.status}, and its sending {_stands(head)}."
            yield found(head, "alert", since, said, mended=True)

    def _mending(self, alert: Alert, head: Sending) -> list[Write]:
        """Answer what makes the alert agree with its sending, or stops what was cancelled; nothing where
        they agree.
        """
        now = self.clock.now()
        if alert.status is _A.CANCELLED:
            alive = head.status is not _S.CLOSED and not head.cancelled_at
            return [self.sendings.save(head.but(cancelled_at=now), head)] if alive else []
        steps = [_A.CANCELLED] if head.cancelled_at else _STEPS[head.status]
        moved = alert
        for status in steps[steps.index(alert.status) + 1 if alert.status in steps else 0 :]:
            moved = moved.to(status, now)
        entry = LogEntry(at=now, officer="watchword", action=moved.status)
        return self.alerts.save(moved, alert, entry) if moved is not alert else []


def _stands(head: Sending) -> str:
    return "was cancelled" if head.cancelled_at else f"is {head.status}"


def found(
    head: Sending, kind: Kind, since: datetime, said: str, todo: str = "", *, mended: bool = False
) -> Finding:
    """Make a finding about a sending."""
    said = said[0].upper() + said[1:]
    made = Finding(kind=kind, subject=head.id, since=since, said=said, todo=todo, mended=mended)
    return made.but(alert=head.alert)


def named(head: Sending) -> str:
    """Name a sending by its alert, or by what it is."""
    return f"the alert {head.alert}" if head.alert else f"the message {head.id} of the kind {head.why}"
