"""Texts: Amazon SNS carries them out, and End User Messaging's notifications bring the answers in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import ConfigDict, Field, ValidationError

from ..domain.conversation import Inbound
from ..domain.errors import Failure, Invalid, PermanentFailure
from ..domain.force import Force, Texting
from ..domain.model import Model
from ..domain.phone import mobile
from ..domain.sending import Message
from ..settings import Settings
from . import aws

PROVIDER = "end-user-messaging"
_INVALID = {"InvalidParameter", "InvalidParameterException", "ParameterValueInvalid", "ValidationException"}


class Sms:
    """`ports.Channel` for texts: one a call, from the force's number or under its name.

    SNS carries no reference of ours and its texts take 1,600 characters at most.
    """

    name, batch = "text", 1

    def __init__(self, client: Any, texting: Texting) -> None:
        self._client = client
        self._attributes = {
            "AWS.SNS.SMS.SMSType": _text("Transactional"),
            # A sender made of letters takes no answers, so it is used only where the force chose one.
            **(
                {"AWS.MM.SMS.OriginationNumber": _text(texting.number)}
                if texting.answerable()
                else {"AWS.SNS.SMS.SenderID": _text(texting.sender)}
            ),
        }

    def send(self, messages: Sequence[Message]) -> list[str | Failure]:
        """Hand texts to SNS one by one; answer the provider's id or what went wrong, in order."""
        return [self._one(message) for message in messages]

    def _one(self, message: Message) -> str | Failure:
        try:
            answer = self._client.publish(
                PhoneNumber=message.to, Message=message.text, MessageAttributes=self._attributes
            )
            return str(answer["MessageId"])
        except Exception as error:
            return aws.failure(error, _refused)


def create(settings: Settings, force: Force) -> Sms:
    """Make the channel for this force in the deployment's region."""
    return Sms(aws.client("sns", settings.region), force.texting)


class _Notified(Model):
    """The JSON that End User Messaging publishes for an incoming text (its user guide, "two-way SMS")."""

    # Theirs, not ours: a field they add one day must not cost us a reply.
    model_config = ConfigDict(extra="ignore")

    origination: str = Field(alias="originationNumber", pattern=r"^\+?[0-9A-Za-z ]{3,20}$")
    destination: str = Field(alias="destinationNumber", max_length=20, default="")
    keyword: str = Field(alias="messageKeyword", max_length=1600, default="")
    body: str = Field(alias="messageBody", max_length=4000, default="")
    id: str = Field(alias="inboundMessageId", max_length=128, default="")
    previous: str | None = Field(alias="previousPublishedMessageId", max_length=128, default=None)


def read_inbound(message: str, at: datetime) -> Inbound:
    """Read the message of a notification; `id` is empty where the provider gave none. Raises Invalid.

    `at` is the notification's own time, so that a second delivery of it says the same.
    """
    try:
        notified = _Notified.model_validate_json(message)
    except ValidationError:
        raise Invalid({"Message": "This is not an incoming text."}) from None
    return Inbound(
        provider=PROVIDER,
        id=notified.id,
        sender=_e164(notified.origination),
        recipient=notified.destination,
        body=notified.body,
        answers=notified.previous or None,
        received_at=at,
    )


def _e164(number: str) -> str:
    """Put a mobile number into the form that addresses have here; others, such as short codes, stay."""
    try:
        return mobile(number, islands=True)
    except ValueError:
        return number


def _refused(code: str, message: str) -> Failure:
    """SNS's refusals (API reference, "Publish"); the message is looked at and never passed on."""
    if "OptedOut" in code or "opted out" in message:
        return PermanentFailure("opted-out")
    if code in _INVALID and "PhoneNumber" in message.replace(" ", ""):
        return PermanentFailure("invalid-number")
    return PermanentFailure("refused")


def _text(value: str) -> dict[str, str]:
    return {"DataType": "String", "StringValue": value}
