"""Replies of the laptop's phones carry a signature that can be verified as SNS's developer guide says."""

import base64
import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from chalicelib.channels.inbound import read_inbound
from chalicelib.channels.sns import Notifications
from chalicelib.domain.errors import Forbidden, TemporaryFailure
from chalicelib.machine import SystemClock
from infra.local.signing import LaptopCertificates, Signer

TOPIC = "arn:aws:sns:eu-west-2:000000000000:watchword-laptop-inbound-sms"
ADDRESS = r"https://sns\.[a-z0-9-]{3,}\.amazonaws\.com(\.cn)?/SimpleNotificationService-[0-9a-f]{32}\.pem"


def verify(body: dict[str, str], pem: bytes) -> None:
    key = x509.load_pem_x509_certificate(pem).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    fields = [
        name for name in ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type") if name in body
    ]
    text = "".join(f"{name}\n{body[name]}\n" for name in fields)
    key.verify(base64.b64decode(body["Signature"]), text.encode(), padding.PKCS1v15(), hashes.SHA256())


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return Signer.kept_in(tmp_path_factory.mktemp("keys"))


def test_the_signature_is_that_of_version_2_and_of_a_certificate_at_an_sns_address(signer: Signer) -> None:
    body = signer.notification(TOPIC, "hello")
    assert (body["Type"], body["SignatureVersion"], body["TopicArn"]) == ("Notification", "2", TOPIC)
    assert re.fullmatch(ADDRESS, body["SigningCertURL"])
    verify(body, LaptopCertificates(signer).fetch(body["SigningCertURL"]))


def test_a_changed_word_breaks_the_signature(signer: Signer) -> None:
    body = signer.notification(TOPIC, "STOP sign at Mill Lane")
    with pytest.raises(InvalidSignature):
        verify(body | {"Message": "STOP"}, signer.certificate)


def test_no_other_certificate_can_be_had_from_the_laptop(signer: Signer) -> None:
    with pytest.raises(TemporaryFailure):
        LaptopCertificates(signer).fetch(
            "https://sns.eu-west-2.amazonaws.com/SimpleNotificationService-" + "f" * 32 + ".pem"
        )


def test_the_application_takes_what_the_laptop_signs_and_nothing_that_was_changed(signer: Signer) -> None:
    guard = Notifications(
        topics=frozenset({TOPIC}),
        certificates=LaptopCertificates(signer),
        subscriptions=Nobody(),
        nonces=Nobody(),
        clock=SystemClock(),
    )
    body = signer.reply(
        TOPIC, sender="+447700900001", to="+447700900000", text="Saw the van £", previous="id-1"
    )
    taken = guard.verify(json.dumps(body).encode())
    assert read_inbound(taken.Message, taken.at()).body == "Saw the van £"
    with pytest.raises(Forbidden):
        guard.verify(json.dumps(body | {"Message": body["Message"].replace("van", "car")}).encode())


class Nobody:
    """No subscription to confirm, and no nonce seen yet."""

    def confirm(self, url: str) -> None: ...

    def seen(self, provider: str, nonce: str) -> bool:
        return False

    def remember(self, provider: str, nonce: str, until: datetime) -> None: ...


def test_a_reply_has_end_user_messagings_shape(signer: Signer) -> None:
    body = signer.reply(
        TOPIC, sender="+447700900001", to="+447700900999", text="Saw the van", previous="id-1"
    )
    inbound = json.loads(body["Message"])
    assert inbound.pop("inboundMessageId")
    assert inbound == {
        "originationNumber": "+447700900001",
        "destinationNumber": "+447700900999",
        "messageKeyword": "SAW",
        "messageBody": "Saw the van",
        "previousPublishedMessageId": "id-1",
    }


def test_the_key_is_kept_for_the_next_start_and_is_its_owners_only(tmp_path: Path) -> None:
    first = Signer.kept_in(tmp_path)
    assert Signer.kept_in(tmp_path).certificate == first.certificate
    assert [oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()] == ["0o600"]
