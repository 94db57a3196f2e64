"""Is this real? What the public page tells of a message by its code, and the latest alerts."""

from dataclasses import dataclass

from ..domain.alert import Alert, AlertStatus
from ..domain.force import Force
from ..domain.ids import spaced, tidy
from ..domain.sending import Sending
from ..ports import Alerts, Sendings
from .sending.direct import CODE_LENGTH
from .wording import Wording

SHOWN = {AlertStatus.SENDING, AlertStatus.SENT}
MOST = 20


@dataclass(frozen=True)
class Authenticity:
    """Answers from what was sent, and tells nothing of the person it went to."""

    force: Force
    sendings: Sendings
    alerts: Alerts
    wording: Wording

    def check(self, code: str) -> dict[str, object]:
        """Say whether a message with this code was ours (training never is): when, what kind, which alert."""
        sending = self._sent(code)
        if sending is None:
            return {"real": False}
        answer: dict[str, object] = {
            "real": True,
            "sent": sending.released_at,
            "kind": sending.kind or "message to one person",
            "unit": self.force.unit_name(sending.unit),
        }
        alert = self._of(sending)
        return answer | (self._told(alert) if alert else {})

    def alert(self, code: str) -> Alert | None:
        """Find the alert that a message with this code came from, if it was ours and no training."""
        sending = self._sent(code)
        return self._of(sending) if sending else None

    def latest(self) -> list[dict[str, object]]:
        """List the latest alerts that went out, newest first, with the names of their areas."""
        newest = self.alerts.latest(5 * MOST)
        sent = [alert for alert in newest if alert.status in SHOWN and not alert.training][:MOST]
        areas = self.wording.in_public([alert.content.audience for alert in sent])
        return [_shown(alert, where) for alert, where in zip(sent, areas, strict=True)]

    def _sent(self, code: str) -> Sending | None:
        typed = tidy(code)
        sending = self.sendings.by_code(typed) if len(typed) == CODE_LENGTH else None
        return sending if sending and sending.released_at and not sending.training else None

    def _of(self, sending: Sending) -> Alert | None:
        return self.alerts.load(sending.alert) if sending.why == "alert" and sending.alert else None

    def _told(self, alert: Alert) -> dict[str, object]:
        """Tell of an alert what its messages tell everybody; never who they were for."""
        (areas,) = self.wording.in_public([alert.content.audience])
        return {"headline": alert.content.headline, "areas": areas, "other_ways": alert.content.other_ways}


def _shown(alert: Alert, areas: list[str]) -> dict[str, object]:
    return {
        "code": spaced(alert.code),
        "headline": alert.content.headline,
        "kind": alert.content.kind,
        "sent": alert.updated_at,
        "areas": areas,
    }
