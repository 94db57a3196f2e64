"""What the networks were asked to carry: an accepted call of a provider as the texts and emails it sent."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypedDict
from urllib.parse import parse_qs

BULK = "/v2/email/outbound-bulk-emails"
SINGLE = "/v2/email/outbound-emails"
NOTIFY = {"/v2/notifications/sms": "text", "/v2/notifications/email": "email"}
"""GOV.UK Notify's addresses, and what goes there."""
MESSAGE_ID = re.compile(rb"<MessageId>([^<]+)</MessageId>")


class Sent(TypedDict):
    """One line of the record; `status` is `accepted` or the provider's own word for a refused entry."""

    at: str
    channel: str
    provider: str
    to: str
    id: str
    status: str
    sender: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    tags: dict[str, str]


def sends_of(path: str, body: bytes, answer: bytes) -> list[Sent]:
    """The texts and emails of one call that was taken; none where it sends nothing to a person."""
    if path == SINGLE:
        return _single(json.loads(body), json.loads(answer))
    if path == BULK:
        return _bulk(json.loads(body), json.loads(answer))
    if path in NOTIFY:
        return _notify(NOTIFY[path], json.loads(body), json.loads(answer))
    return _text(body, answer) if b"Action=Publish" in body else []


def provider_of(path: str, body: bytes) -> str:
    """Whom a call asks to send to a person, judged before it is made; "" where it reaches nobody."""
    if path in NOTIFY:
        return "notify"
    if path in {SINGLE, BULK}:
        return "ses"
    return "sns" if b"Action=Publish" in body and b"PhoneNumber=" in body else ""


def _text(body: bytes, answer: bytes) -> list[Sent]:
    fields = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    found = MESSAGE_ID.search(answer)
    if fields.get("Action") != "Publish" or "PhoneNumber" not in fields or found is None:
        return []
    attributes = _attributes(fields)
    named, number = (
        attributes.pop(name, "") for name in ("AWS.SNS.SMS.SenderID", "AWS.MM.SMS.OriginationNumber")
    )
    return [
        _sent(
            channel="text",
            provider="sns",
            to=fields["PhoneNumber"],
            id=found[1].decode(),
            sender=named or number,
            text=fields.get("Message", ""),
            tags=attributes,
        )
    ]


def _attributes(fields: Mapping[str, str]) -> dict[str, str]:
    """Message attributes of the query protocol: `MessageAttributes.entry.1.Name` and `.Value.StringValue`."""
    prefix = "MessageAttributes.entry."
    numbers = {name.removeprefix(prefix).split(".")[0] for name in fields if name.startswith(prefix)}
    return {
        fields[f"{prefix}{number}.Name"]: fields.get(f"{prefix}{number}.Value.StringValue", "")
        for number in sorted(numbers)
    }


def _single(call: dict[str, Any], answer: dict[str, Any]) -> list[Sent]:
    simple = call["Content"].get("Simple", {})
    body = simple.get("Body", {})
    return [
        _sent(
            channel="email",
            provider="ses",
            to=address,
            id=answer["MessageId"],
            sender=call.get("FromEmailAddress", ""),
            subject=simple.get("Subject", {}).get("Data", ""),
            text=body.get("Text", {}).get("Data", ""),
            html=body.get("Html", {}).get("Data", ""),
            headers=_named(simple.get("Headers", [])),
            tags=_named(call.get("EmailTags", [])),
        )
        for address in call["Destination"]["ToAddresses"]
    ]


def _bulk(call: dict[str, Any], answer: dict[str, Any]) -> list[Sent]:
    template = call["DefaultContent"]["Template"]
    results = answer["BulkEmailEntryResults"]
    return [
        sent
        for entry, result in zip(call["BulkEmailEntries"], results, strict=True)
        for sent in _entry(call, template, entry, result)
    ]


def _entry(
    call: dict[str, Any], template: dict[str, Any], entry: dict[str, Any], result: dict[str, Any]
) -> list[Sent]:
    replaced = entry.get("ReplacementEmailContent", {}).get("ReplacementTemplate", {})
    data = json.loads(template.get("TemplateData") or "{}") | json.loads(
        replaced.get("ReplacementTemplateData") or "{}"
    )
    words = template.get("TemplateContent", {})
    shared = template.get("Headers", [])
    return [
        _sent(
            channel="email",
            provider="ses",
            to=address,
            id=result.get("MessageId", ""),
            status="accepted" if result["Status"] == "SUCCESS" else result["Status"],
            sender=call.get("FromEmailAddress", ""),
            subject=_fill(words.get("Subject", ""), data),
            text=_fill(words.get("Text", ""), data),
            html=_fill(words.get("Html", ""), data),
            headers=_named(shared) | _named(entry.get("ReplacementHeaders", [])),
            tags=_named(call.get("DefaultEmailTags", [])) | _named(entry.get("ReplacementTags", [])),
        )
        for address in entry["Destination"]["ToAddresses"]
    ]


def _notify(channel: str, call: dict[str, Any], answer: dict[str, Any]) -> list[Sent]:
    words, leave = call["personalisation"], call.get("one_click_unsubscribe_url")
    one_click = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return [
        _sent(
            channel=channel,
            provider="notify",
            to=call["phone_number" if channel == "text" else "email_address"],
            id=answer["id"],
            subject=words.get("subject", ""),
            text=words["text"],
            headers=one_click if leave else {},
            tags={"reference": call["reference"]},
        )
    ]


def _fill(template: str, data: Mapping[str, Any]) -> str:
    """Substitute `{{name}}` once, as SES does: it neither escapes nor looks into what it put in."""
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda name: str(data.get(name[1], "")), template)


def _named(pairs: list[dict[str, str]]) -> dict[str, str]:
    return {pair["Name"]: pair["Value"] for pair in pairs}


def _sent(
    *,
    channel: str,
    provider: str,
    to: str,
    id: str,
    status: str = "accepted",
    sender: str = "",
    subject: str = "",
    text: str = "",
    html: str = "",
    headers: dict[str, str] | None = None,
    tags: dict[str, str] | None = None,
) -> Sent:
    return Sent(
        at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        channel=channel,
        provider=provider,
        to=to,
        id=id,
        status=status,
        sender=sender,
        subject=subject,
        text=text,
        html=html,
        headers=headers or {},
        tags=tags or {},
    )
