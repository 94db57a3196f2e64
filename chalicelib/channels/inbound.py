"""Texts that people send to the force's number, as AWS End User Messaging notifies us of them."""

from datetime import datetime

from pydantic import ConfigDict, Field, ValidationError

from ..domain.conversation import Inbound
from ..domain.errors import Invalid
from ..domain.model import Model
from ..domain.phone import mobile

PROVIDER = "end-user-messaging"


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
