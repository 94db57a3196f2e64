"""Texts by Amazon SNS: it needs no number of ours, and carries no reference."""

from collections.abc import Sequence
from typing import Any

from ..domain.errors import Failure, PermanentFailure
from ..domain.force import Force, Texting
from ..domain.sending import Message
from ..settings import Settings
from . import aws

_INVALID = {"InvalidParameter", "InvalidParameterException", "ParameterValueInvalid", "ValidationException"}


class SnsTexts:
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


def create(settings: Settings, force: Force) -> SnsTexts:
    """Make the channel for this force in the deployment's region."""
    return SnsTexts(aws.client("sns", settings.region), force.texting)


def _refused(code: str, message: str) -> Failure:
    """SNS's refusals (API reference, "Publish"); the message is looked at and never passed on."""
    if "OptedOut" in code or "opted out" in message:
        return PermanentFailure("opted-out")
    if code in _INVALID and "PhoneNumber" in message.replace(" ", ""):
        return PermanentFailure("invalid-number")
    return PermanentFailure("refused")


def _text(value: str) -> dict[str, str]:
    return {"DataType": "String", "StringValue": value}
