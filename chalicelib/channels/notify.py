"""Texts and email by GOV.UK Notify, which police may use: one a call, each with our reference.

Its templates hold nothing but our words: ((text)), and for email ((subject)) besides. API: "REST API
documentation" of GOV.UK Notify.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jwt

from ..domain.errors import Failure, PermanentFailure, TemporaryFailure, Uncertain
from ..domain.force import Force
from ..domain.sending import Message
from ..machine import SystemClock
from ..ports import Clock
from ..settings import Settings
from ..wire.posting import Answer, Posting
from . import aws
from .secret import Secret

Write = Callable[[Message], dict[str, object]]
_ID = 36
"""Characters of a UUID; a key is `name-service-secret`, and service and secret are one each."""
_FIELDS = {"phone_number": "invalid-number", "email_address": "invalid-address"}
_OURS_TO_MEND = {401, 403}


class Notify:
    """`ports.Channel` for texts or for email; `write` says what a message is in Notify's words."""

    batch = 1

    def __init__(self, name: str, posting: Posting, secret: Secret, write: Write, clock: Clock) -> None:
        self.name, self._posting, self._secret = name, posting, secret
        self._write, self._clock = write, clock
        self._path = {"text": "/v2/notifications/sms", "email": "/v2/notifications/email"}[name]

    def send(self, messages: Sequence[Message]) -> list[str | Failure]:
        """Hand messages to Notify one by one; answer its id or what went wrong, in order."""
        return [self._one(message) for message in messages]

    def _one(self, message: Message) -> str | Failure:
        try:
            body = {"reference": message.reference, **self._write(message)}
            return self._told(self._posting.post(self._path, json.dumps(body).encode(), self._headers()))
        except Failure as failure:
            return failure
        except Exception as error:
            return aws.failure(error, lambda code, said: PermanentFailure("refused"))

    def _headers(self) -> dict[str, str]:
        """Sign that it is us, now: a token holds for half a minute."""
        key = self._secret.word()
        claims = {"iss": key[-2 * _ID - 1 : -_ID - 1], "iat": int(self._clock.now().timestamp())}
        token = jwt.encode(claims, key[-_ID:], "HS256")
        return {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "User-Agent": "watchword",
        }

    def _told(self, answer: Answer) -> str | Failure:
        """Read the answer: Notify's id, or what went wrong."""
        said = answer.said()
        if answer.status < 300:
            return str(said["id"]) if said.get("id") else Uncertain("no-answer")
        if answer.status in _OURS_TO_MEND:
            self._secret.forget()
        errors = [each for each in said.get("errors") or () if isinstance(each, dict)]
        if any(each.get("error") == "TooManyRequestsError" for each in errors):
            # The day's allowance is used up: to try again in a minute is no use, and another provider is.
            return TemporaryFailure("day-used-up", aws.seconds(answer.headers))
        return aws.judged(answer.status, answer.headers, "", lambda: _refused(errors))


def create_texts(settings: Settings, force: Force) -> Notify:
    """Make the channel of texts for this force."""
    always = {"template_id": force.notify.text_template}
    if force.notify.text_sender:
        always["sms_sender_id"] = force.notify.text_sender

    def write(message: Message) -> dict[str, object]:
        return {**always, "phone_number": message.to, "personalisation": {"text": message.text}}

    return _made("text", settings, write)


def create_emails(settings: Settings, force: Force) -> Notify:
    """Make the channel of email for this force; Notify makes the HTML, and the From is its service's."""
    always = {"template_id": force.notify.email_template}
    if force.notify.email_reply_to:
        always["email_reply_to_id"] = force.notify.email_reply_to

    def write(message: Message) -> dict[str, object]:
        words = {"subject": message.subject, "text": message.text}
        leave = message.headers.get("List-Unsubscribe", "").strip("<>")
        way_out = {"one_click_unsubscribe_url": leave} if leave.startswith("https://") else {}
        return {**always, **way_out, "email_address": message.to, "personalisation": words}

    return _made("email", settings, write)


def _made(name: str, settings: Settings, write: Write) -> Notify:
    return Notify(name, Posting(settings.notify_url), Secret(settings, "notify"), write, SystemClock())


def _refused(errors: Sequence[Mapping[str, Any]]) -> Failure:
    """Judge a refusal: an address that is none is final; all else is about template, service or key."""
    for each in errors:
        field = str(each.get("message", "")).partition(" ")[0]
        if each.get("error") == "ValidationError" and field in _FIELDS:
            return PermanentFailure(_FIELDS[field])
    return TemporaryFailure("not-allowed")
