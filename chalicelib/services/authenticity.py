"""Is this real? What the public page tells of a message by its code, and the latest alerts."""

from dataclasses import dataclass

from ..domain.alert import Alert, AlertStatus
from ..domain.force import Force
from ..domain.ids import spaced, tidy
from ..ports import Alerts, Places, Sendings
from .direct import CODE_LENGTH

SHOWN = {AlertStatus.SENDING, AlertStatus.SENT}
MOST = 20


@dataclass(frozen=True)
class Authenticity:
    """Answers from what was sent, and tells nothing of the person it went to."""

    force: Force
    sendings: Sendings
    alerts: Alerts
    places: Places

    def check(self, code: str) -> dict[str, object]:
        """Say whether a message with this code was ours (training never is): when, what kind, which alert."""
        typed = tidy(code)
        sending = self.sendings.by_code(typed) if len(typed) == CODE_LENGTH else None
        if sending is None or sending.released_at is None or sending.training:
            return {"real": False}
        answer: dict[str, object] = {
            "real": True,
            "sent": sending.released_at,
            "kind": sending.kind or "message to one person",
            "unit": self.force.unit_name(sending.unit),
        }
        alert = self.alerts.load(sending.alert) if sending.why == "alert" and sending.alert else None
        return answer | ({"headline": alert.content.headline} if alert else {})

    def latest(self) -> list[dict[str, object]]:
        """List the latest alerts that went out, newest first, with the names of their areas."""
        newest = self.alerts.latest(5 * MOST)
        sent = [alert for alert in newest if alert.status in SHOWN and not alert.training]
        names = {area.code: area.name for area in self.places.areas()}
        return [self._shown(alert, names) for alert in sent[:MOST]]

    def _shown(self, alert: Alert, names: dict[str, str]) -> dict[str, object]:
        areas = alert.content.audience.include.codes()
        return {
            "code": spaced(alert.code),
            "headline": alert.content.headline,
            "kind": alert.content.kind,
            "sent": alert.updated_at,
            "areas": [names.get(code, code) for code in areas] or [f"all of {self.force.name}'s area"],
        }
