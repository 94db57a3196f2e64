"""What networks and mail servers say later: a receipt of a message on the record, by the way AWS sends it."""

import base64
import gzip
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .gateway import Extras
from .lambdas import Context
from .routes import Call
from .sends import Sent
from .signing import Signer

OUTCOMES = {
    "sns": ("delivered", "permanent"),
    "ses": ("delivered", "temporary", "permanent", "complaint"),
    "notify": ("delivered", "temporary", "permanent"),
}
Takes = Callable[[dict[str, Any], Any], Any]


@dataclass(frozen=True)
class Networks:
    """Receipts of what was sent: lines of SNS's log, signed events of SES, callbacks of GOV.UK Notify."""

    sent: Sequence[Sent]
    signer: Signer
    topic_arn: str
    address: str
    delivery_logs: Takes
    """The function that takes SNS's log."""
    callback_word: Callable[[], str]
    """What GOV.UK Notify proves itself with."""

    def extras(self) -> Extras:
        return {("POST", "/local/phones/receipt"): self.receipt}

    def receipt(self, call: Call) -> tuple[int, bytes]:
        """`{"id": a message's id, "outcome": delivered, temporary, permanent or complaint}`."""
        if not call.headers.get("content-type", "").startswith("application/json"):
            # A form of some other site can post text, not this type.
            return 415, _json({"error": "Receipts are sent as application/json."})
        try:
            wanted = json.loads(call.body)
            message = next(m for m in self.sent if m["id"] == wanted["id"])
            possible = wanted["outcome"] in OUTCOMES[message["provider"]]
        except (ValueError, KeyError, TypeError, StopIteration):
            possible = False
        if not possible:
            return 400, _json({"error": "A receipt needs a message's id, and what became of it."})
        return (200 if self.says(message, wanted["outcome"]) else 502), _json({"outcome": wanted["outcome"]})

    def says(self, message: Sent, outcome: str) -> bool:
        """Let the network say this of a message; answer whether we took it."""
        if message["provider"] == "notify":
            word = {"Content-Type": "application/json", "Authorization": f"Bearer {self.callback_word()}"}
            return self._posted("notify", callback(message, outcome), word)
        if message["channel"] == "email":
            body = self.signer.notification(self.topic_arn, json.dumps(mail_event(message, outcome)))
            return self._posted("receipts", body, {"Content-Type": "text/plain; charset=UTF-8"})
        self.delivery_logs(logged(message, outcome), Context("delivery_logs"))
        return True

    def _posted(self, webhook: str, body: Mapping[str, Any], headers: dict[str, str]) -> bool:
        request = urllib.request.Request(  # noqa: S310 (its own loopback address)
            f"{self.address}/api/webhooks/{webhook}", data=json.dumps(body).encode(), headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
                return bool(response.status == 200)
        except urllib.error.HTTPError:
            return False


def mail_event(message: Sent, outcome: str) -> dict[str, Any]:
    """Write SES's event of an email."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    mail = {
        "timestamp": message["at"],
        "messageId": message["id"],
        "destination": [message["to"]],
        "tags": {name: [value] for name, value in message["tags"].items()},
    }
    bounce = {"bounceType": "Permanent" if outcome == "permanent" else "Transient", "timestamp": at}
    kinds: Mapping[str, dict[str, Any]] = {
        "delivered": {"eventType": "Delivery", "delivery": {"timestamp": at}},
        "complaint": {"eventType": "Complaint", "complaint": {"timestamp": at}},
    }
    return {**kinds.get(outcome, {"eventType": "Bounce", "bounce": bounce}), "mail": mail}


def callback(message: Sent, outcome: str) -> dict[str, Any]:
    """Write GOV.UK Notify's callback of a text or an email."""
    return {
        "id": message["id"],
        "reference": message["tags"]["reference"],
        "to": message["to"],
        "status": outcome if outcome == "delivered" else f"{outcome}-failure",
        "created_at": message["at"],
        "completed_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "notification_type": "sms" if message["channel"] == "text" else "email",
    }


def logged(message: Sent, outcome: str) -> dict[str, Any]:
    """Write SNS's log line of a text as CloudWatch Logs hands it over."""
    line = {
        "notification": {"messageId": message["id"], "timestamp": message["at"].replace("T", " ")[:23]},
        "delivery": {
            "destination": message["to"],
            "providerResponse": "Message has been accepted by phone"
            if outcome == "delivered"
            else "Invalid phone number",
        },
        "status": "SUCCESS" if outcome == "delivered" else "FAILURE",
    }
    data = {"messageType": "DATA_MESSAGE", "logEvents": [{"message": json.dumps(line)}]}
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(data).encode())).decode()}}


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()
