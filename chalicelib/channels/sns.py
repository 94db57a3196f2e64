"""Signed notifications of Amazon SNS: who may post to our webhooks, and how we make sure of it.

Rules: Amazon SNS Developer Guide, "Verifying the signatures of Amazon SNS messages".
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pydantic import ConfigDict, Field, ValidationError

from ..domain.errors import Forbidden
from ..domain.model import Model, Moment
from ..ports import CertificateSource, Clock, Nonces, Subscriptions

REFUSED = "This notification is not one of ours."
_FRESH, _REMEMBERED = timedelta(hours=1), timedelta(hours=2)
_CERTIFICATE = re.compile(
    r"https://sns\.(?P<region>[a-z0-9-]{3,})\.amazonaws\.com(\.cn)?/SimpleNotificationService-[0-9a-f]{32}\.pem"
)
_CONFIRMATION = re.compile(
    r"https://sns\.(?P<region>[a-z0-9-]{3,})\.amazonaws\.com(\.cn)?/\?[A-Za-z0-9%&=:._~-]+"
)
_CONFIRMING = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": _CONFIRMING,
    "UnsubscribeConfirmation": _CONFIRMING,
}
"""The fields that each type signs, in order; Subject only where there is one."""


class Notification(Model):
    """What SNS posts, as it is written; `signed` is the text its signature is over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    Type: Literal["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]
    MessageId: str = Field(min_length=1, max_length=100)
    TopicArn: str = Field(max_length=300, pattern=r"^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$")
    Message: str
    Timestamp: str = Field(max_length=40)
    SignatureVersion: str
    Signature: str = Field(max_length=2000)
    SigningCertURL: str = Field(max_length=300)
    Subject: str | None = None
    SubscribeURL: str | None = Field(default=None, max_length=2000)
    Token: str | None = None

    def region(self) -> str:
        """Answer the topic's region."""
        return self.TopicArn.split(":")[3]

    def signed(self) -> bytes:
        """Write what the signature is over."""
        values = ((name, getattr(self, name)) for name in _SIGNED[self.Type])
        return "".join(f"{name}\n{value}\n" for name, value in values if value is not None).encode()

    def at(self) -> Moment:
        """Answer when SNS says it was published; raises ValueError."""
        return _Stamp(at=self.Timestamp).at  # type: ignore[arg-type]


class _Stamp(Model):
    at: Moment


@dataclass(frozen=True)
class Notifications:
    """Verifies notifications. Nothing turns it off: another certificate source is all that can be brought.

    `topics` are the ARNs allowed; `versions` the signature versions taken; `nonces` remember what was
    accepted, None where taking a thing twice changes nothing. Whatever is refused raises Forbidden before
    anything was changed, and before anything was fetched but a certificate whose address has passed the rule.
    """

    topics: frozenset[str]
    certificates: CertificateSource
    subscriptions: Subscriptions
    nonces: Nonces | None
    clock: Clock
    versions: frozenset[str] = frozenset({"2"})
    _keys: dict[str, rsa.RSAPublicKey] = field(default_factory=dict, compare=False)

    def verify(self, body: bytes) -> Notification:
        """Answer the notification if it is genuine, fresh, new and of an allowed topic; else Forbidden."""
        notification = _read(body)
        self._require(notification.TopicArn in self.topics)
        self._require(notification.SignatureVersion in self.versions)
        self._require(abs(self.clock.now() - notification.at()) <= _FRESH)
        self._require(_region(_CERTIFICATE, notification.SigningCertURL) == notification.region())
        self._require(not (self.nonces and self.nonces.seen("sns", notification.MessageId)))
        self._check_signature(notification)
        return notification

    def accepted(self, notification: Notification) -> None:
        """Remember what has been dealt with; only now, so that SNS may post again what we failed at."""
        if self.nonces:
            self.nonces.remember("sns", notification.MessageId, notification.at() + _REMEMBERED)

    def confirm(self, notification: Notification) -> None:
        """Confirm a subscription of ours, at an address of SNS in the topic's region that names the topic."""
        url = notification.SubscribeURL or ""
        self._require(_region(_CONFIRMATION, url) == notification.region())
        query = parse_qs(urlsplit(url).query)
        self._require(query.get("Action") == ["ConfirmSubscription"])
        self._require(query.get("TopicArn") == [notification.TopicArn])
        self.subscriptions.confirm(url)

    def _check_signature(self, notification: Notification) -> None:
        digest = hashes.SHA1() if notification.SignatureVersion == "1" else hashes.SHA256()  # noqa: S303 - SNS's own
        try:
            signature = base64.b64decode(notification.Signature, validate=True)
            self._key(notification.SigningCertURL).verify(
                signature, notification.signed(), padding.PKCS1v15(), digest
            )
        except (binascii.Error, InvalidSignature):
            raise Forbidden(REFUSED) from None

    def _key(self, url: str) -> rsa.RSAPublicKey:
        if url not in self._keys:
            try:
                key = x509.load_pem_x509_certificate(self.certificates.fetch(url)).public_key()
            except ValueError:
                raise Forbidden(REFUSED) from None
            self._require(isinstance(key, rsa.RSAPublicKey))
            self._keys[url] = key  # type: ignore[assignment]
        return self._keys[url]

    def _require(self, holds: bool) -> None:
        if not holds:
            raise Forbidden(REFUSED)


def _read(body: bytes) -> Notification:
    try:
        notification = Notification.model_validate_json(body)
        notification.at()
    except ValidationError:
        raise Forbidden(REFUSED) from None
    return notification


def _region(rule: re.Pattern[str], url: str) -> str | None:
    match = rule.fullmatch(url)
    return match["region"] if match else None
