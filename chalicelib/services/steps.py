"""One step in an alert's life: the alert as it was seen, and its change with log line and audit entry."""

from dataclasses import dataclass
from datetime import datetime

from ..domain.alert import Action, Alert, LogEntry
from ..domain.errors import Conflict, NotFound
from ..domain.officer import Officer
from ..ports import Alerts, Audit, Table, Write


@dataclass(frozen=True)
class Steps:
    """What writing and approving share."""

    table: Table
    alerts: Alerts
    audit: Audit

    def load(self, alert: str) -> Alert:
        """Find an alert; raises NotFound."""
        found = self.alerts.load(alert)
        if found is None:
            raise NotFound("There is no such alert.")
        return found

    def take(
        self,
        officer: Officer,
        changed: Alert,
        was: Alert,
        action: Action,
        note: str,
        *more: Write,
        at: datetime | None = None,
    ) -> Alert:
        """Save a change with whatever belongs to it, all or nothing; raises Conflict.

        `at` is when, where the step leaves the alert's own time alone.
        """
        entry = LogEntry(at=at or changed.updated_at, officer=officer.id, action=action, note=note)
        audit = self.audit.entry(officer.id, f"{action} alert", changed.id, note)
        self.table.commit(*self.alerts.save(changed, was, entry), *more, audit)
        return changed


def seen(alert: Alert, version: int) -> Alert:
    """Answer the alert if it still is at the version that the officer saw; raises Conflict."""
    if alert.version != version:
        raise Conflict("Somebody changed this alert in the meantime. Load it again and look.")
    return alert
