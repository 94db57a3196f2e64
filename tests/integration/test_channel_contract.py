"""What every channel keeps to: the same tests on every row of `channel_rows.py`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chalicelib.channels.registry import PROVIDERS
from chalicelib.domain.carriers import Smtp
from chalicelib.domain.errors import Failure, PermanentFailure, TemporaryFailure, Uncertain
from chalicelib.settings import Settings
from infra.local.cloud import Cloud
from tests.factories import a_force
from tests.fakes import FakeChannel
from tests.providers import Provider

from .channel_rows import (
    Row,
    a_stub,
    a_text,
    an_email,
    an_email_without_html,
    on_a_fake,
    on_a_stub,
    on_ses,
    on_smtp,
    on_sns,
)

ROWS = [
    "fake text",
    "fake email",
    *(f"{name} {provider}" for name in PROVIDERS for provider in PROVIDERS[name]),
]


@pytest.fixture
def stub(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with a_stub(cloud, monkeypatch) as provider:
        yield provider


@pytest.fixture
def mail_row(stub: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Row]:
    with on_smtp(tmp_path, monkeypatch) as row:
        yield row


@pytest.fixture(params=ROWS)
def row(request: pytest.FixtureRequest, cloud: Cloud) -> Row:
    named = str(request.param)
    make: dict[str, Callable[[], Row]] = {
        "fake text": lambda: on_a_fake("text", 1, a_text),
        "fake email": lambda: on_a_fake("email", 50, an_email),
        "text sns": lambda: on_sns(cloud),
        "text end-user-messaging": lambda: on_a_stub(named, request.getfixturevalue("stub"), a_text),
        "text notify": lambda: on_a_stub(named, request.getfixturevalue("stub"), a_text),
        "email ses": lambda: on_ses(cloud),
        "email notify": lambda: on_a_stub(named, request.getfixturevalue("stub"), an_email_without_html),
        "email smtp": lambda: request.getfixturevalue("mail_row"),
    }
    return make[named]()


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


@pytest.mark.parametrize("named", ROWS[2:])
def test_what_cannot_be_reached_is_a_failure_that_may_be_tried_again(
    named: str, monkeypatch: pytest.MonkeyPatch, stub: Provider
) -> None:
    name, _, provider = named.partition(" ")
    for amazon in ("SNS", "PINPOINT_SMS_VOICE_V2", "SESV2"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{amazon}", "http://127.0.0.1:9")
    force = a_force(smtp=Smtp(host="127.0.0.1", port=9))
    channel = PROVIDERS[name][provider](Settings.read({"WATCHWORD_NOTIFY_URL": "http://127.0.0.1:9"}), force)
    (outcome,) = channel.send([a_text(1) if name == "text" else an_email(1)])
    assert isinstance(outcome, TemporaryFailure)
    assert outcome.reason == "unreachable"


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
