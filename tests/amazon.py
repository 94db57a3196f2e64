"""Amazon SNS on fakes: its certificate, and notifications signed as it signs them."""

import base64
import json
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

TOPIC = "arn:aws:sns:eu-west-2:000000000000:watchword-test-inbound-sms"
RECEIPTS = "arn:aws:sns:eu-west-2:000000000000:watchword-test-receipts"
CERTIFICATE = "https://sns.eu-west-2.amazonaws.com/SimpleNotificationService-" + "a" * 32 + ".pem"
SUBSCRIBE = f"https://sns.eu-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=abc"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
FIELDS = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
    ),
}  # fmt: skip
Body = dict[str, str]


def certificate(key: rsa.RSAPrivateKey = KEY) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
    builder = builder.not_valid_before(NOW).not_valid_after(NOW + timedelta(days=1))
    return (
        builder.public_key(key.public_key())
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )


class Amazon:
    """Certificates and confirmations, with a list of what was fetched."""

    def __init__(self) -> None:
        self.fetched: list[str] = []
        self.confirmed: list[str] = []

    def fetch(self, url: str) -> bytes:
        self.fetched.append(url)
        return certificate()

    def confirm(self, url: str) -> None:
        self.confirmed.append(url)


def a_body(**changes: str) -> Body:
    return {
        "Type": "Notification",
        "MessageId": "11111111-2222-3333-4444-555555555555",
        "TopicArn": TOPIC,
        "Message": '{"messageBody": "hello"}',
        "Timestamp": "2026-03-02T09:00:00.000Z",
        "SignatureVersion": "2",
        "SigningCertURL": CERTIFICATE,
        "UnsubscribeURL": "https://sns.eu-west-2.amazonaws.com/?Action=Unsubscribe",
    } | changes


def a_confirmation(**changes: str) -> Body:
    return a_body(Type="SubscriptionConfirmation", Token="abc", SubscribeURL=SUBSCRIBE, **changes)


def signed(body: Body, key: rsa.RSAPrivateKey = KEY) -> bytes:
    """Sign as SNS does and write as JSON."""
    text = "".join(f"{name}\n{body[name]}\n" for name in FIELDS[body["Type"]] if name in body)
    digest = hashes.SHA1() if body["SignatureVersion"] == "1" else hashes.SHA256()
    signature = key.sign(text.encode(), padding.PKCS1v15(), digest)
    return json.dumps(body | {"Signature": base64.b64encode(signature).decode()}).encode()
