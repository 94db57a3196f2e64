"""Texts by AWS End User Messaging, where a number is held: with our reference, a lifetime and a ceiling."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..domain.errors import Failure, PermanentFailure, TemporaryFailure, Uncertain
from ..domain.force import Force
from ..domain.sending import Message
from ..domain.sms_text import size
from ..settings import Settings
from ..wire.posting import Answer
from . import aws
from .signed import Signed

PROVIDER = "end-user-messaging"
LIFETIME = 5, 259_200
"""Seconds that a text may be told to live, at least and at most."""
_CALL = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Target": "PinpointSMSVoiceV2.SendTextMessage",
    "User-Agent": "watchword",
}
_DOLLARS_A_PENNY = 0.02
"""No rate of exchange was ever so high: a ceiling that stops a dear number, and never an ordinary text."""
_REASONS = {
    "DESTINATION_PHONE_NUMBER_OPTED_OUT": "opted-out",
    "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE": "refused",
    "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION": "refused",
    "DESTINATION_COUNTRY_BLOCKED": "refused",
    "INTERNATIONAL_SENDING_NOT_SUPPORTED": "refused",
    "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY": "refused",
    "PRICE_OVER_THRESHOLD": "refused",
}
"""Refusals that are about this number; every other conflict or quota is about us, and ours to mend."""


class EndUserMessagingTexts:
    """`ports.Channel` for texts: one a call, with our reference, its lifetime and the most it may cost."""

    name, batch = "text", 1

    def __init__(self, signed: Signed, always: Mapping[str, str], pence: float) -> None:
        self._signed, self._always, self._pence = signed, always, pence

    def send(self, messages: Sequence[Message]) -> list[str | Failure]:
        """Hand texts over one by one; answer the provider's id or what went wrong, in order."""
        return [self._one(message) for message in messages]

    def _one(self, message: Message) -> str | Failure:
        try:
            return _told(self._signed.post(json.dumps(self._call(message)).encode(), _CALL))
        except Exception as error:
            return aws.failure(error, lambda code, said: PermanentFailure("refused"))

    def _call(self, message: Message) -> dict[str, object]:
        """Write the call (API reference, "SendTextMessage")."""
        call: dict[str, object] = {
            **self._always,
            "DestinationPhoneNumber": message.to,
            "MessageBody": message.text,
            "Context": {"reference": message.reference},
        }
        if self._pence:
            call["MaxPrice"] = f"{min(99.0, size(message.text).parts * self._pence * _DOLLARS_A_PENNY):.5f}"
        if message.lifetime is not None:
            call["TimeToLive"] = min(max(message.lifetime, LIFETIME[0]), LIFETIME[1])
        return call


def create(settings: Settings, force: Force) -> EndUserMessagingTexts:
    """Make the channel for this force in the deployment's region."""
    texting = force.texting
    always = {
        "OriginationIdentity": texting.number if texting.answerable() else texting.sender,
        "MessageType": "TRANSACTIONAL",
        "ConfigurationSetName": settings.configuration_set(),
    }
    pence = next((known.pence for known in texting.providers() if known.name == PROVIDER), 0)
    return EndUserMessagingTexts(Signed("pinpoint-sms-voice-v2", "sms-voice", settings.region), always, pence)


def _told(answer: Answer) -> str | Failure:
    """Read the answer: the text's id, or what went wrong."""
    said = answer.said()
    if answer.status < 300:
        return str(said["MessageId"]) if said.get("MessageId") else Uncertain("no-answer")
    code = str(said.get("__type", "")).rpartition("#")[2]
    return aws.judged(answer.status, answer.headers, code, lambda: _refused(code, said))


def _refused(code: str, said: Mapping[str, Any]) -> Failure:
    """Judge a refusal by its kind, reason and field; its words are never looked at."""
    reason = str(said.get("Reason", ""))
    if reason in _REASONS:
        return PermanentFailure(_REASONS[reason])
    if code != "ValidationException":
        return TemporaryFailure("not-allowed")
    fields = {str(each.get("Name", "")).lower() for each in said.get("Fields") or ()}
    return PermanentFailure("invalid-number" if "destinationphonenumber" in fields else "refused")
