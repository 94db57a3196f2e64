"""What providers tell our webhooks of what they took, each in its own words, put into ours.

A reader answers None for what is no end, such as "queued", or is of no message of ours.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from ..domain.errors import Invalid
from ..domain.phone import mobile
from ..domain.receipt import Outcome, Receipt, Report
from ..ports import Keys

_EVENTS: Mapping[str, Outcome] = {
    "TEXT_DELIVERED": "delivered",
    "TEXT_UNREACHABLE": "temporary",
    "TEXT_CARRIER_UNREACHABLE": "temporary",
    "TEXT_UNKNOWN": "unknown",
    "TEXT_INVALID": "permanent",
    "TEXT_INVALID_MESSAGE": "permanent",
    "TEXT_BLOCKED": "permanent",
    "TEXT_CARRIER_BLOCKED": "permanent",
    "TEXT_PROTECT_BLOCKED": "permanent",
    "TEXT_SPAM": "permanent",
    "TEXT_TTL_EXPIRED": "permanent",
}
"""End User Messaging's user guide, "Event types"; TEXT_SUCCESSFUL is an end only where it says so."""
_CALLBACKS: Mapping[str, Outcome] = {
    "delivered": "delivered",
    "temporary-failure": "temporary",
    "technical-failure": "temporary",
    "permanent-failure": "permanent",
}
"""GOV.UK Notify's documentation, "Delivery receipts": a technical failure is its own, or a network's."""
_CHANNELS = {"sms": "text", "email": "email"}
_WORD = 32
"""Characters of five bits: what GOV.UK Notify says to prove itself."""
NOT_ONE = {"Message": "This is not a receipt."}
AMISS = (ValidationError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)


def read_event(message: str) -> Report | None:
    """Read an event of SES or of End User Messaging, as their topic has it; raises Invalid."""
    try:
        said = json.loads(message)
        if str(said["eventType"]).startswith("TEXT_"):
            return _text_event(said)
        return _mail_event(said)
    except AMISS:
        raise Invalid(NOT_ONE) from None


def _text_event(said: Mapping[str, Any]) -> Report | None:
    kind, at = str(said["eventType"]), datetime.fromtimestamp(int(said["eventTimestamp"]) / 1000, UTC)
    outcome = _EVENTS.get(kind)
    if kind == "TEXT_SUCCESSFUL" and said.get("isFinal") is True:
        # A country in which no phone ever confirms: the network took it, and there is no more to be known.
        outcome = "delivered"
    reference = str((said.get("context") or {}).get("reference") or "")
    if outcome is None or not reference:
        return None
    return Report(receipt_of("end-user-messaging", outcome, at, reference), "text")


def _mail_event(said: Mapping[str, Any]) -> Report | None:
    """Read an event of SES (its Developer Guide, "Contents of event data"): one recipient a message."""
    kind, mail = said["eventType"], said["mail"]
    reference = str((mail.get("tags") or {}).get("reference", [""])[0])
    known: Mapping[str, tuple[str, Outcome]] = {
        "Delivery": ("delivery", "delivered"),
        "DeliveryDelay": ("deliveryDelay", "temporary"),
        "Complaint": ("complaint", "complaint"),
        "Bounce": ("bounce", "permanent"),
    }
    if kind == "Reject":
        # A virus in it: this message never arrives, which says nothing of the mailbox.
        return (
            Report(receipt_of("ses", "permanent", mail["timestamp"], reference), "email")
            if reference
            else None
        )
    if kind not in known or not reference:
        return None
    part, outcome = known[kind]
    detail = said[part]
    if kind == "Bounce" and detail["bounceType"] != "Permanent":
        outcome = "temporary"
    reason = detail.get("bounceSubType") or detail.get("complaintFeedbackType") or ""
    receipt = receipt_of("ses", outcome, detail["timestamp"], reference).but(reason=str(reason)[:40])
    return Report(receipt, "email", str(mail["destination"][0]))


def read_callback(body: Mapping[str, Any]) -> Report | None:
    """Read what GOV.UK Notify posts of a message; raises Invalid."""
    try:
        outcome, channel = _CALLBACKS[body["status"]], _CHANNELS[body["notification_type"]]
        at = body.get("completed_at") or body.get("sent_at") or body["created_at"]
        reference, to = str(body.get("reference") or ""), str(body.get("to") or "")
        receipt = receipt_of("notify", outcome, at, reference)
    except AMISS:
        raise Invalid(NOT_ONE) from None
    return Report(receipt, channel, _e164(to) if channel == "text" else to) if reference else None


def word(keys: Keys) -> str:
    """Answer the word that GOV.UK Notify is given for its callbacks (its documentation: a bearer token)."""
    return keys.sign("callback", "notify", _WORD)


def knows_word(keys: Keys, said: str) -> bool:
    """Tell in constant time whether a callback brought the word, or that of a key which still holds."""
    return said.isascii() and len(said) == _WORD and keys.verify("callback", "notify", said)


def receipt_of(provider: str, outcome: str, at: object, reference: str = "") -> Receipt:
    fields = {"provider": provider, "outcome": outcome, "at": at, "reference": reference[:100]}
    return Receipt.model_validate(fields)


def _e164(number: str) -> str:
    try:
        return mobile(number, islands=True)
    except ValueError:
        return number
