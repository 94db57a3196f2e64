"""The laptop's own SNS: a key and certificate of its own, and replies signed as SNS signs them.

The application verifies these exactly as it verifies Amazon's; only the certificate's source is injected.
"""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from chalicelib.domain.errors import TemporaryFailure

CERTIFICATE_NAME = "SimpleNotificationService-" + "0" * 32 + ".pem"
SIGNED = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
"""Fields of a Notification in the order in which SNS signs them; Subject only when there is one."""


@dataclass(frozen=True)
class Signer:
    """A private key that exists on this laptop only, with its self-signed certificate."""

    key: rsa.RSAPrivateKey
    certificate: bytes

    @classmethod
    def kept_in(cls, folder: Path) -> "Signer":
        """The pair of this folder, made on first use and readable by its owner only."""
        file = folder / "sns-test-key.pem"
        if not file.exists():
            _make(file)
        pem = file.read_bytes()
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError(f"{file} does not hold an RSA key.")
        certificate = x509.load_pem_x509_certificate(pem)
        return cls(key, certificate.public_bytes(serialization.Encoding.PEM))

    def notification(self, topic_arn: str, message: str) -> dict[str, str]:
        """A Notification with SignatureVersion 2 (SHA-256, PKCS #1 v1.5), as SNS posts it to a subscriber."""
        body = {
            "Type": "Notification",
            "MessageId": str(uuid4()),
            "TopicArn": topic_arn,
            "Message": message,
            "Timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            "SignatureVersion": "2",
            "SigningCertURL": certificate_url(topic_arn),
            "UnsubscribeURL": f"https://sns.{_region(topic_arn)}.amazonaws.com/?Action=Unsubscribe",
        }
        text = "".join(f"{name}\n{body[name]}\n" for name in SIGNED if name in body)
        signature = self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return body | {"Signature": base64.b64encode(signature).decode()}

    def reply(
        self, topic_arn: str, *, sender: str, to: str, text: str, previous: str | None
    ) -> dict[str, str]:
        """What a phone answered, in End User Messaging's shape, as a signed Notification.

        `previous` is the provider's id of the text that is being answered, where the phone knows it.
        """
        words = text.split()
        inbound = {
            "originationNumber": sender,
            "destinationNumber": to,
            "messageKeyword": words[0].upper() if words else "",
            "messageBody": text,
            "inboundMessageId": str(uuid4()),
        }
        if previous:
            inbound["previousPublishedMessageId"] = previous
        return self.notification(topic_arn, json.dumps(inbound))


@dataclass(frozen=True)
class LaptopCertificates:
    """The application's certificate source here: SNS's URL, answered with the laptop's own certificate."""

    signer: Signer

    def fetch(self, url: str) -> bytes:
        """The certificate in PEM; raises TemporaryFailure for any other name than the laptop's."""
        if not url.endswith("/" + CERTIFICATE_NAME):
            raise TemporaryFailure("certificate: the laptop has only its own")
        return self.signer.certificate


def certificate_url(topic_arn: str) -> str:
    return f"https://sns.{_region(topic_arn)}.amazonaws.com/{CERTIFICATE_NAME}"


def _region(topic_arn: str) -> str:
    return topic_arn.split(":")[3]


def _make(file: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Watchword laptop, not Amazon")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    new = file.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    new.replace(file)
