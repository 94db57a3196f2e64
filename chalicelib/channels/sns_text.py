"""Texts by Amazon SNS: it needs no number of ours, and carries no reference."""

import html
import re
from collections.abc import Sequence
from urllib.parse import quote_plus, urlencode

from ..domain.carriers import Texting
from ..domain.errors import Failure, PermanentFailure, Uncertain
from ..domain.force import Force
from ..domain.sending import Message
from ..settings import Settings
from ..wire.posting import Answer
from . import aws
from .signed import Signed

_FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "User-Agent": "watchword"}
_QUOTED = [quote_plus(bytes([byte])) for byte in range(256)]
"""How a form writes each byte; Python's own looks at every one anew."""
_ID = re.compile(rb"<MessageId>([^<]+)</MessageId>")
_INVALID = {"InvalidParameter", "InvalidParameterException", "ParameterValueInvalid", "ValidationException"}


class SnsTexts:
    """`ports.Channel` for texts: one a call, from the force's number or under its name.

    SNS carries no reference of ours and its texts take 1,600 characters at most.
    """

    name, batch = "text", 1

    def __init__(self, signed: Signed, texting: Texting) -> None:
        self._signed = signed
        # What is the same in every text is written once.
        self._form = urlencode(_publish(texting))

    def send(self, messages: Sequence[Message]) -> list[str | Failure]:
        """Hand texts to SNS one by one; answer the provider's id or what went wrong, in order."""
        return [self._one(message) for message in messages]

    def _one(self, message: Message) -> str | Failure:
        form = f"{self._form}&PhoneNumber={_quoted(message.to)}&Message={_quoted(message.text)}"
        try:
            return _told(self._signed.post(form.encode(), _FORM))
        except Exception as error:
            return aws.failure(error, _refused)


def create(settings: Settings, force: Force) -> SnsTexts:
    """Make the channel for this force in the deployment's region."""
    return SnsTexts(Signed("sns", "sns", settings.region), force.texting)


def _quoted(text: str) -> str:
    return "".join(map(_QUOTED.__getitem__, text.encode()))


def _publish(texting: Texting) -> dict[str, str]:
    """Write the action and what goes with every text (API reference, "Publish")."""
    # A sender made of letters takes no answers, so it is used only where the force chose one.
    sender = (
        ("AWS.MM.SMS.OriginationNumber", texting.number)
        if texting.answerable()
        else ("AWS.SNS.SMS.SenderID", texting.sender)
    )
    form = {"Action": "Publish", "Version": "2010-03-31"}
    for n, (name, value) in enumerate((("AWS.SNS.SMS.SMSType", "Transactional"), sender), start=1):
        entry = f"MessageAttributes.entry.{n}"
        form |= {f"{entry}.Name": name, f"{entry}.Value.DataType": "String"}
        form |= {f"{entry}.Value.StringValue": value}
    return form


def _told(answer: Answer) -> str | Failure:
    """Read the answer: the text's id, or what went wrong."""
    if answer.status < 300:
        found = _ID.search(answer.body)
        return found[1].decode() if found else Uncertain("no-answer")
    code, message = _inside(answer.body, "Code"), _inside(answer.body, "Message")
    return aws.judged(answer.status, answer.headers, code, lambda: _refused(code, message))


def _inside(body: bytes, tag: str) -> str:
    found = re.search(rf"<{tag}>(.*?)</{tag}>", body.decode("utf-8", "replace"), re.DOTALL)
    return html.unescape(found[1]) if found else ""


def _refused(code: str, message: str) -> Failure:
    """SNS's refusals (API reference, "Publish"); the message is looked at and never passed on."""
    if "OptedOut" in code or "opted out" in message:
        return PermanentFailure("opted-out")
    if code in _INVALID and "PhoneNumber" in message.replace(" ", ""):
        return PermanentFailure("invalid-number")
    return PermanentFailure("refused")
