"""Closing: a sending whose every page is final and recorded is over, and its alert is sent."""

from dataclasses import dataclass

from ...domain.alert import AlertStatus, LogEntry
from ...domain.delivery import RECEIVED, State
from ...domain.errors import Conflict
from ...domain.sending import Sending, SendingStatus
from ...ports import Alerts, Audit, Clock, Sendings, Table, Write
from .reached import Reached


@dataclass(frozen=True)
class Closing:
    """Ends sendings; whoever finds one complete may close it."""

    table: Table
    clock: Clock
    sendings: Sendings
    alerts: Alerts
    audit: Audit
    reached: Reached

    def close(self, sending: Sending, states: list[State]) -> None:
        """Close a released sending unless one of its states still has something to do."""
        if sending.status is not SendingStatus.RELEASED or not all(state.over() for state in states):
            return
        if sending.why == "fallback" and not self._closed_already(sending.of):
            # What it falls back from may still add pages to it.
            return
        try:
            self.table.commit(*self._closed(sending, states))
        except Conflict:
            # Closed by another, or cancelled at this moment: the sweep looks again.
            return
        if fallback := self.sendings.load(sending.fallback) if sending.fallback else None:
            self.close(fallback, self.sendings.states(fallback.id))

    def _closed_already(self, sending: str) -> bool:
        found = self.sendings.load(sending)
        return found is not None and found.status is SendingStatus.CLOSED

    def _closed(self, sending: Sending, states: list[State]) -> list[Write]:
        now = self.clock.now()
        closed = sending.but(status=SendingStatus.CLOSED, closed_at=now)
        writes = [
            self.sendings.save(closed, sending),
            *self.reached.writes(closed, states, RECEIVED),
            self.audit.entry("recorder", "close", sending.id),
        ]
        alert = self.alerts.load(sending.alert) if sending.alert and sending.why == "alert" else None
        if alert and alert.status is AlertStatus.SENDING:
            entry = LogEntry(at=now, officer="watchword", action="sent")
            writes += self.alerts.save(alert.to(AlertStatus.SENT, now), alert, entry)
        return writes
