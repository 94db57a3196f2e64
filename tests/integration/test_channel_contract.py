"""What every channel keeps to, on the fake and on the emulator alike: a row per channel, the same tests."""

import json
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from chalicelib.channels.registry import PROVIDERS
from chalicelib.domain.errors import Failure, PermanentFailure, TemporaryFailure, Uncertain
from chalicelib.domain.sending import Message
from chalicelib.ports import Channel
from chalicelib.settings import Settings
from infra.local.cloud import Cloud
from tests.factories import a_force, a_message
from tests.fakes import FakeChannel

DOMAIN = "marrowshire.police.example"
Arrived = tuple[str, str, str, str]
"""To, subject, text and HTML of one message as it arrived."""


@dataclass(frozen=True)
class Row:
    """A channel, its messages, and a way to look at what arrived for an address."""

    channel: Channel
    message: Callable[[int], Message]
    arrived: Callable[[str], list[Arrived]]


def a_text(n: int) -> Message:
    return a_message(to=f"+44770090{n:04d}", text=f"Nos da {n}, tân ar Heol y Felin €")


def an_email(n: int) -> Message:
    return a_message(
        channel="email",
        to=f"person{n}@example.org",
        subject=f"Vans {n}: {{brackets}} & \u201cquotes\u201d",
        text=f"Words {n}, tân\n\nSecond paragraph <b>",
        html=f'<p title="x">Words {n}, t&acirc;n</p>',
        headers={
            "List-Unsubscribe": f"<https://watchword.example/api/leave/{n}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        reference=f"01ABC.email#0000#0000.{n}",
    )


def on_a_fake(name: str, batch: int, message: Callable[[int], Message]) -> Row:
    channel = FakeChannel(name, batch)

    def arrived(to: str) -> list[Arrived]:
        return [(m.to, m.subject, m.text, m.html) for m in channel.sent if m.to == to]

    return Row(channel, message, arrived)


def _look(cloud: Cloud, path: str) -> dict[str, dict[str, object]]:
    with urllib.request.urlopen(f"{cloud.endpoint}/_ministack/{path}") as answer:
        found: dict[str, dict[str, object]] = json.load(answer)
        return found


def on_sns(cloud: Cloud) -> Row:
    def arrived(to: str) -> list[Arrived]:
        found = json.dumps(_look(cloud, "sns/sms-messages"))
        texts = [m for m in _records(json.loads(found)) if m.get("PhoneNumber") == to]
        return [(str(m["PhoneNumber"]), "", str(m["Message"]), "") for m in texts]

    return Row(PROVIDERS["text"]["sns"](Settings.read({}), a_force()), a_text, arrived)


def on_ses(cloud: Cloud) -> Row:
    identities = cloud.client("sesv2")
    if DOMAIN not in {each["IdentityName"] for each in identities.list_email_identities()["EmailIdentities"]}:
        identities.create_email_identity(EmailIdentity=DOMAIN)

    def arrived(to: str) -> list[Arrived]:
        mails = [m for m in _records(_look(cloud, "ses/messages")) if m.get("To") == [to]]
        return [(to, str(m["Subject"]), str(m["BodyText"]), str(m["BodyHtml"])) for m in mails]

    return Row(PROVIDERS["email"]["ses"](Settings.read({}), a_force()), an_email, arrived)


def _records(found: object) -> list[dict[str, object]]:
    """Answer every message in the emulator's answer, which groups them by account, region and number."""
    if isinstance(found, dict):
        if "MessageId" in found:
            return [found]
        return [record for each in found.values() for record in _records(each)]
    return [record for each in found for record in _records(each)] if isinstance(found, list) else []


@pytest.fixture(params=["fake text", "fake email", "sns", "ses"])
def row(request: pytest.FixtureRequest, cloud: Cloud) -> Row:
    make: dict[str, Callable[[], Row]] = {
        "fake text": lambda: on_a_fake("text", 1, a_text),
        "fake email": lambda: on_a_fake("email", 50, an_email),
        "sns": lambda: on_sns(cloud),
        "ses": lambda: on_ses(cloud),
    }
    return make[str(request.param)]()


def test_a_channel_has_the_name_it_is_registered_under_and_a_limit(row: Row) -> None:
    assert row.channel.name in PROVIDERS
    assert 1 <= row.channel.batch <= 50


def test_as_many_as_its_limit_get_an_id_each_in_order(row: Row) -> None:
    outcomes = row.channel.send([row.message(n) for n in range(row.channel.batch)])
    assert len(outcomes) == row.channel.batch
    assert all(isinstance(each, str) and each for each in outcomes)
    assert len(set(map(str, outcomes))) == row.channel.batch


def test_what_arrives_is_what_was_sent_to_that_person_and_nobody_else(row: Row) -> None:
    messages = [row.message(700 + n) for n in range(min(row.channel.batch, 3))]
    row.channel.send(messages)
    for message in messages:
        assert row.arrived(message.to) == [(message.to, message.subject, message.text, message.html)]


def test_nothing_to_send_is_nothing_sent(row: Row) -> None:
    assert row.channel.send([]) == []


def test_each_message_is_handed_over_once(row: Row) -> None:
    message = row.message(900)
    row.channel.send([message])
    assert len(row.arrived(message.to)) == 1


@pytest.mark.parametrize(
    ("name", "provider"), [(name, provider) for name, known in PROVIDERS.items() for provider in known]
)
def test_what_cannot_be_reached_is_a_failure_that_may_be_tried_again(
    name: str, provider: str, monkeypatch: pytest.MonkeyPatch, cloud: Cloud
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    message = a_text(1) if name == "text" else an_email(1)
    (outcome,) = PROVIDERS[name][provider](Settings.read({}), a_force()).send([message])
    assert isinstance(outcome, TemporaryFailure)


def test_a_sender_that_is_not_set_up_costs_no_address_its_place(cloud: Cloud) -> None:
    """Amazon refuses the whole call; that is ours to mend and not the fault of fifty people."""
    force = a_force()
    stranger = force.but(emailing=force.emailing.but(sender="watchword@not-verified.example"))
    outcomes = PROVIDERS["email"]["ses"](Settings.read({}), stranger).send([an_email(n) for n in range(3)])
    assert [type(each) for each in outcomes] == [TemporaryFailure] * 3


@pytest.mark.parametrize("failure", [TemporaryFailure("x"), PermanentFailure("x"), Uncertain("x")])
def test_the_fake_fails_as_the_real_ones_do(failure: Failure) -> None:
    channel = FakeChannel("text")
    channel.fails[a_text(1).to] = [failure]
    assert channel.send([a_text(1)]) == [failure]
    assert channel.sent == []
