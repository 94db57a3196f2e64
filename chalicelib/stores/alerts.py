"""Alerts, their submitted versions and their log in the table."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..domain.alert import Alert, AlertStatus, Content, LogEntry
from ..ports import Table, Write
from . import keys
from .items import adding, deleting, item_of, model_of, plain, saving


@dataclass(frozen=True)
class AlertStore:
    """`ports.Alerts` on the table; one that waits for approval also has an item in the SPOCs' work list."""

    table: Table

    def load(self, alert: str) -> Alert | None:
        """Find an alert."""
        item = self.table.get(keys.alert(alert))
        return model_of(Alert, item) if item else None

    def add(self, alert: Alert, entry: LogEntry) -> list[Write]:
        """Write a new alert with the first line of its log."""
        return [adding(alert, keys.alert(alert.id), **_listed(alert)), _logged(alert, entry)]

    def save(self, alert: Alert, was: Alert, entry: LogEntry) -> list[Write]:
        """Write a change with its line in the log; conflicts when `was` is not the alert stored."""
        head = saving(alert, was, keys.alert(alert.id), "version", **_listed(alert))
        return [head, *_to_do(alert, was), _logged(alert, entry)]

    def version(self, alert: Alert) -> Write:
        """Keep the content under its version, for good: what was submitted is what gets approved."""
        return adding(alert.content, keys.alert_version(alert.id, alert.version))

    def content(self, alert: str, version: int) -> Content | None:
        """Find the content that was submitted as this version."""
        item = self.table.get(keys.alert_version(alert, version))
        return model_of(Content, item) if item else None

    def log(self, alert: str) -> list[LogEntry]:
        """Answer the log, oldest line first."""
        key = keys.alert_log(alert, "")
        return [model_of(LogEntry, item) for item in self.table.query(key.pk, key.sk, key.sk + keys.LAST)]

    def latest(self, most: int) -> list[Alert]:
        """Answer the newest alerts by the time they were begun, at most 100."""
        found = self.table.query(keys.ALERTS, index="G2", newest=True, limit=most)
        return self._heads(item["pk"] for item in found)

    def waiting(self) -> list[Alert]:
        """Answer the alerts that wait for approval, at most 100, those submitted first before the others."""
        found = self.table.query(keys.TO_APPROVE, index="G2", limit=100)
        return self._heads(item["pk"] for item in found)

    def _heads(self, partitions: Iterable[object]) -> list[Alert]:
        wanted = [keys.alert(keys.id_in(pk)) for pk in partitions]
        items = self.table.get_many(wanted) if wanted else {}
        return [model_of(Alert, items[key]) for key in wanted if key in items]


def _listed(alert: Alert) -> dict[str, object]:
    return {"g2pk": keys.ALERTS, "g2sk": f"{plain(alert.created_at)}#{alert.id}"}


def _to_do(alert: Alert, was: Alert) -> list[Write]:
    key = keys.approval(alert.id)
    if alert.status is AlertStatus.PENDING:
        listed = {"g2pk": keys.TO_APPROVE, "g2sk": f"{plain(alert.updated_at)}#{alert.id}"}
        return [Write(key, {"pk": key.pk, "sk": key.sk, **listed})]
    return [deleting(key)] if was.status is AlertStatus.PENDING else []


def _logged(alert: Alert, entry: LogEntry) -> Write:
    # Two lines may fall into one moment; the version tells them apart and keeps their order.
    key = keys.alert_log(alert.id, f"{plain(entry.at)}#{alert.version:06d}")
    return Write(key, item_of(entry, key))
