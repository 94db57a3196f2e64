"""Email: Amazon SES v2, fifty people a call, each entry with a status, headers and a reference of its own."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ..domain.errors import Failure, PermanentFailure, TemporaryFailure
from ..domain.force import Force
from ..domain.sending import Message
from ..settings import Settings
from . import aws

_MOST_BYTES = 800_000
"""SES takes a request of 1 MB ("Using templates", inline templates); the rest is for JSON's escapes."""
_OURS_TO_MEND = {"AccountSuspendedException", "SendingPausedException", "MailFromDomainNotVerifiedException"}
_OURS_TO_MEND |= {"NotFoundException"}
_REFUSALS = {
    "MESSAGE_REJECTED": "refused",
    "INVALID_PARAMETER": "invalid-address",
}
_PASSING = {
    "ACCOUNT_THROTTLED": "throttled",
    "ACCOUNT_DAILY_QUOTA_EXCEEDED": "day-used-up",
    "TRANSIENT_FAILURE": "provider-error",
    "FAILED": "provider-error",
}
"""Every other status (SES v2 API, BulkEmailEntryResult) is about the account, and ours to mend. None left."""


class SesEmails:
    """`ports.Channel` for email: subject, text and HTML of each person travel as the template's data."""

    name, batch = "email", 50

    def __init__(self, client: Any, sender: str, configuration_set: str) -> None:
        self._client, self._sender, self._events = client, sender, configuration_set

    def send(self, messages: Sequence[Message]) -> list[str | Failure]:
        """Hand emails to SES; answer the provider's id or what went wrong for each, in order."""
        return [outcome for some in _calls(messages) for outcome in self._call(some)]

    def _call(self, messages: Sequence[Message]) -> list[str | Failure]:
        try:
            answer = self._client.send_bulk_email(
                FromEmailAddress=self._sender,
                ConfigurationSetName=self._events,
                DefaultContent={"Template": _template(html=bool(messages[0].html))},
                BulkEmailEntries=[_entry(message) for message in messages],
            )
            results = answer["BulkEmailEntryResults"]
            return [_outcome(result) for _, result in zip(messages, results, strict=True)]
        except Exception as error:
            failed = aws.failure(error, _refused)
            if isinstance(failed, PermanentFailure) and len(messages) > 1:
                # Refused as a whole, so nothing left: one bad entry must not cost the others their message.
                half = len(messages) // 2
                return self._call(messages[:half]) + self._call(messages[half:])
            return [failed] * len(messages)


def create(settings: Settings, force: Force) -> SesEmails:
    """Make the channel for this force in the deployment's region."""
    client = aws.client("sesv2", settings.region)
    return SesEmails(client, force.email_from(), settings.configuration_set())


def tag(reference: str) -> str:
    """Write our reference, `sending.channel#range#k.slot`, with the characters that a tag may hold."""
    return reference.replace(".", "_").replace("#", "-")


def _calls(messages: Sequence[Message]) -> Iterator[list[Message]]:
    """Split into what one call takes: by size, and with or without an HTML part, in order."""
    some: list[Message] = []
    size = 0
    for message in messages:
        more = len(json.dumps(_entry(message)))
        if some and (size + more > _MOST_BYTES or bool(message.html) is not bool(some[0].html)):
            yield some
            some, size = [], 0
        some.append(message)
        size += more
    if some:
        yield some


def _template(*, html: bool) -> dict[str, Any]:
    # SES does not escape what it puts in (its Developer Guide says so): our HTML arrives as we made it.
    content = {"Subject": "{{subject}}", "Text": "{{text}}"} | ({"Html": "{{html}}"} if html else {})
    return {
        "TemplateContent": content,
        "TemplateData": json.dumps(dict.fromkeys(("subject", "text", "html"), "")),
    }


def _entry(message: Message) -> dict[str, Any]:
    data = json.dumps({"subject": message.subject, "text": message.text, "html": message.html})
    return {
        "Destination": {"ToAddresses": [message.to]},
        "ReplacementEmailContent": {"ReplacementTemplate": {"ReplacementTemplateData": data}},
        "ReplacementHeaders": [{"Name": name, "Value": value} for name, value in message.headers.items()],
        "ReplacementTags": [{"Name": "reference", "Value": tag(message.reference)}],
    }


def _outcome(result: dict[str, Any]) -> str | Failure:
    if result["Status"] == "SUCCESS":
        return str(result["MessageId"])
    refusal = _REFUSALS.get(result["Status"])
    passing = TemporaryFailure(_PASSING.get(result["Status"], "not-allowed"))
    return PermanentFailure(refusal) if refusal else passing


def _refused(code: str, message: str) -> Failure:
    if code in _OURS_TO_MEND or "not verified" in message:
        return TemporaryFailure("not-allowed")
    return PermanentFailure("refused")
