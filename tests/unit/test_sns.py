"""Signed notifications: what is ours is taken once, and everything else is refused and changes nothing."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.channels.sns import Notifications
from chalicelib.domain.errors import Forbidden
from chalicelib.settings import Settings
from chalicelib.stores.nonces import NonceStore
from tests.amazon import (
    CERTIFICATE,
    NOW,
    OTHER_KEY,
    SUBSCRIBE,
    TOPIC,
    Amazon,
    Body,
    a_body,
    a_confirmation,
    signed,
)
from tests.fakes import FakeClock, MemoryTable


class Desk:
    """A verifier with everything it stands on."""

    def __init__(self, versions: frozenset[str] = frozenset({"2"})) -> None:
        self.amazon, self.clock, self.table = Amazon(), FakeClock(NOW), MemoryTable()
        self.notifications = Notifications(
            topics=frozenset({TOPIC}),
            certificates=self.amazon,
            subscriptions=self.amazon,
            nonces=NonceStore(self.table),
            clock=self.clock,
            versions=versions,
        )

    def refuses(self, body: bytes) -> bool:
        """Tell whether it refuses this and neither changes nor confirms anything."""
        before = dict(self.table.items)
        with pytest.raises(Forbidden):
            self.notifications.confirm(self.notifications.verify(body))
        return self.table.items == before and not self.amazon.confirmed


def test_a_genuine_notification_is_taken() -> None:
    desk = Desk()
    notification = desk.notifications.verify(signed(a_body()))
    assert (notification.Message, notification.at()) == ('{"messageBody": "hello"}', NOW)


def test_a_subject_is_part_of_what_is_signed() -> None:
    desk = Desk()
    assert desk.notifications.verify(signed(a_body(Subject="Hello"))).Subject == "Hello"
    forged = json.loads(signed(a_body(MessageId="2"))) | {"Subject": "Hello"}
    assert desk.refuses(json.dumps(forged).encode())


def test_the_certificate_is_fetched_once() -> None:
    desk = Desk()
    for n in range(3):
        desk.notifications.verify(signed(a_body(MessageId=str(n))))
    assert desk.amazon.fetched == [CERTIFICATE]


@pytest.mark.parametrize("field", ["Message", "MessageId", "Timestamp"])
def test_a_changed_field_is_refused(field: str) -> None:
    body = json.loads(signed(a_body()))
    other = {"Message": "other", "MessageId": "other", "Timestamp": "2026-03-02T09:00:01.000Z"}
    assert Desk().refuses(json.dumps(body | {field: other[field]}).encode())


@pytest.mark.parametrize("signature", ["", "AAAA", "not base64!", base64.b64encode(b"x" * 256).decode()])
def test_a_made_up_signature_is_refused(signature: str) -> None:
    body = json.loads(signed(a_body())) | {"Signature": signature}
    assert Desk().refuses(json.dumps(body).encode())


def test_somebody_elses_key_is_refused() -> None:
    assert Desk().refuses(signed(a_body(), OTHER_KEY))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"Type": "Notification"}'])
def test_what_is_no_notification_is_refused(body: bytes) -> None:
    assert Desk().refuses(body)


@pytest.mark.parametrize(
    "change",
    [
        {"TopicArn": TOPIC + "-other"},
        {"TopicArn": TOPIC.replace("000000000000", "111111111111")},
        {"Timestamp": "2026-03-02T07:59:59.000Z"},
        {"Timestamp": "2026-03-02T10:00:01.000Z"},
        {"Timestamp": "yesterday"},
        {"SignatureVersion": "1"},
        {"SignatureVersion": "3"},
        {"SigningCertURL": CERTIFICATE.replace("https", "http")},
        {"SigningCertURL": CERTIFICATE.replace("eu-west-2", "us-east-1")},
        {"SigningCertURL": CERTIFICATE.replace("amazonaws.com", "amazonaws.com.evil.example")},
        {"SigningCertURL": CERTIFICATE.replace("sns.", "sns.evil.example/sns.")},
        {"SigningCertURL": CERTIFICATE.replace("https://", "https://evil.example@")},
        {"SigningCertURL": CERTIFICATE + "?x=1"},
        {"SigningCertURL": CERTIFICATE + "\n"},
        {"SigningCertURL": CERTIFICATE.replace(".pem", ".txt")},
        {"SigningCertURL": CERTIFICATE.replace("a" * 32, "A" * 32)},
        {"SigningCertURL": CERTIFICATE.replace("a" * 32, "../" * 10 + "aa")},
        {
            "SigningCertURL": "https://s3.eu-west-2.amazonaws.com/bucket/SimpleNotificationService-"
            + "a" * 32
            + ".pem"
        },
    ],
)
def test_wrong_topic_time_version_or_certificate_address_is_refused_and_fetches_nothing(change: Body) -> None:
    desk = Desk()
    assert desk.refuses(signed(a_body(**change)))
    assert desk.amazon.fetched == []


def test_an_hour_is_fresh_enough() -> None:
    desk = Desk()
    desk.clock.pass_by(minutes=60)
    desk.notifications.verify(signed(a_body()))


def test_a_replay_is_refused_and_fetches_nothing() -> None:
    desk = Desk()
    body = signed(a_body())
    desk.notifications.accepted(desk.notifications.verify(body))
    desk.amazon.fetched.clear()
    assert desk.refuses(body)
    assert desk.amazon.fetched == []


def test_what_we_failed_at_may_be_posted_again() -> None:
    desk = Desk()
    desk.notifications.verify(signed(a_body()))
    desk.notifications.verify(signed(a_body()))


def test_a_nonce_is_kept_for_two_hours() -> None:
    desk = Desk()
    desk.notifications.accepted(desk.notifications.verify(signed(a_body())))
    (item,) = desk.table.items.values()
    assert item["ttl"] == int((NOW + timedelta(hours=2)).timestamp())


def test_signature_version_1_is_taken_only_where_it_is_set() -> None:
    body = signed(a_body(SignatureVersion="1"))
    assert Desk().refuses(body)
    assert Desk(frozenset({"1", "2"})).notifications.verify(body).SignatureVersion == "1"


def test_a_subscription_of_ours_is_confirmed_at_amazon() -> None:
    desk = Desk()
    desk.notifications.confirm(desk.notifications.verify(signed(a_confirmation())))
    assert desk.amazon.confirmed == [SUBSCRIBE]


@pytest.mark.parametrize(
    "url",
    [
        SUBSCRIBE.replace("https", "http"),
        SUBSCRIBE.replace("amazonaws.com", "evil.example"),
        SUBSCRIBE.replace("eu-west-2.amazonaws", "us-east-1.amazonaws"),
        SUBSCRIBE.replace("https://", "https://evil.example@"),
        SUBSCRIBE.replace("ConfirmSubscription", "Publish"),
        SUBSCRIBE.replace("inbound-sms", "other"),
        SUBSCRIBE + "&TopicArn=other",
        "",
    ],
)
def test_no_other_address_is_visited_to_confirm_even_if_it_is_signed(url: str) -> None:
    assert Desk().refuses(signed(a_confirmation() | {"SubscribeURL": url}))


def test_a_subscription_of_another_topic_is_not_confirmed() -> None:
    assert Desk().refuses(signed(a_confirmation(TopicArn=TOPIC + "-other")))


@pytest.mark.parametrize("value", ["", "0", "no", "off", "false", "none", "*", "yes", "1", "true"])
@pytest.mark.parametrize("name", Settings.model_fields)
def test_no_setting_turns_verification_off(name: str, value: str) -> None:
    """Whatever the environment says, a notification that nobody signed is refused."""
    variables = {f"WATCHWORD_{name.upper()}": value, "WATCHWORD_SNS_SIGNATURE_1": value}
    settings = Settings.read({"WATCHWORD_INBOUND_TOPIC": TOPIC} | variables)
    amazon = Amazon()
    notifications = Notifications(
        topics=frozenset(settings.inbound_topics) | {TOPIC},
        certificates=amazon,
        subscriptions=amazon,
        nonces=NonceStore(MemoryTable()),
        clock=FakeClock(NOW),
        versions=frozenset({"1", "2"} if settings.sns_signature_1 else {"2"}),
    )
    unsigned: list[Callable[[], bytes]] = [
        lambda: json.dumps(a_body()).encode(),
        lambda: json.dumps(a_body(Signature="")).encode(),
        lambda: signed(a_body(), OTHER_KEY),
        lambda: signed(a_body(SignatureVersion="1"), OTHER_KEY),
    ]
    for body in unsigned:
        with pytest.raises(Forbidden):
            notifications.verify(body())
