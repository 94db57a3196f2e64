"""What each kind of trouble is told as, the same for every provider that is asked over HTTP."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest
from botocore.config import Config

from chalicelib.channels import aws
from chalicelib.domain.errors import TemporaryFailure, Uncertain
from chalicelib.domain.sending import Message
from chalicelib.wire import posting
from tests.factories import a_message
from tests.mail_server import certificate
from tests.providers import (
    Provider,
    Reply,
    a_provider,
    amazon_refusal,
    as_json,
    emails,
    nobody,
    notify_refusal,
    one,
    published,
    ses_refusal,
    sns_refusal,
    statuses,
)

from .conftest import Make


class Case(NamedTuple):
    """A provider: a message for it, how it says yes and how it says no with a kind and a status."""

    message: Message
    yes: Reply
    no: Callable[[str, int], Reply]


CASES = {
    "text sns": Case(a_message(), published(), lambda kind, status: sns_refusal(kind, "", status)),
    "text end-user-messaging": Case(a_message(), as_json({"MessageId": "id-1"}), amazon_refusal),
    "text notify": Case(
        a_message(), as_json({"id": "id-1"}, 201), lambda kind, status: notify_refusal(kind, "", status)
    ),
    "email ses": Case(emails(1)[0], statuses("SUCCESS"), lambda kind, status: ses_refusal(kind, "", status)),
    "email notify": Case(
        emails(1)[0], as_json({"id": "id-1"}, 201), lambda kind, status: notify_refusal(kind, "", status)
    ),
}
every_provider = pytest.mark.parametrize("named", CASES)


@every_provider
def test_what_is_taken_is_answered_with_the_providers_id(
    named: str, provider: Provider, a_channel: Make
) -> None:
    provider.answers = [CASES[named].yes]
    assert one(a_channel(named), CASES[named].message) in [(str, "id-1"), (str, "id-0")]


@every_provider
@pytest.mark.parametrize(
    ("status", "told"),
    [
        (401, (TemporaryFailure, "not-allowed")),
        (403, (TemporaryFailure, "not-allowed")),
        (429, (TemporaryFailure, "throttled")),
        (500, (TemporaryFailure, "provider-error")),
        (503, (TemporaryFailure, "provider-error")),
        (502, (Uncertain, "no-answer")),
        (504, (Uncertain, "no-answer")),
    ],
)
def test_a_status_is_told_as_the_failure_it_is_and_nothing_is_repeated(
    named: str, status: int, told: tuple[type, str], provider: Provider, a_channel: Make
) -> None:
    provider.answers = [CASES[named].no("SomethingNew", status)]
    assert one(a_channel(named), CASES[named].message) == told
    assert len(provider.requests) == 1


@every_provider
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("said", "wait"), [("7", 7.0), ("", None), ("tomorrow", None)])
def test_the_wait_that_a_provider_asks_for_is_passed_on(
    named: str, status: int, said: str, wait: float | None, provider: Provider, a_channel: Make
) -> None:
    status, body, headers = CASES[named].no("SomethingNew", status)
    provider.answers = [(status, body, {**headers, **({"Retry-After": said} if said else {})})]
    (outcome,) = a_channel(named).send([CASES[named].message])
    assert isinstance(outcome, TemporaryFailure)
    assert outcome.retry_after == wait


@every_provider
@pytest.mark.parametrize("body", ["", "this is not an answer", "{}", "[]", "<PublishResponse/>"])
def test_a_yes_that_cannot_be_read_may_have_sent_it(
    named: str, body: str, provider: Provider, a_channel: Make
) -> None:
    provider.answers = [(200, body, {})]
    assert one(a_channel(named), CASES[named].message) == (Uncertain, "no-answer")


@every_provider
def test_a_refused_connection_left_nothing(
    named: str, provider: Provider, a_channel: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = nobody()
    channel = a_channel(named, url)
    if "notify" not in named:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        channel = a_channel(named)
    assert one(channel, CASES[named].message) == (TemporaryFailure, "unreachable")


@every_provider
def test_a_dropped_connection_may_have_sent_it(named: str, provider: Provider, a_channel: Make) -> None:
    provider.drop = True
    assert one(a_channel(named), CASES[named].message) == (Uncertain, "no-answer")
    assert len(provider.requests) == 1


@every_provider
def test_a_late_answer_may_have_sent_it(
    named: str, provider: Provider, a_channel: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aws, "_ONCE", aws._ONCE.merge(Config(read_timeout=0.2)))
    monkeypatch.setattr(posting, "TIMES", posting.Times(connect=2, read=0.2))
    provider.hang, provider.answers = 5.0, [CASES[named].yes]
    assert one(a_channel(named), CASES[named].message) == (Uncertain, "no-answer")
    assert len(provider.requests) == 1


def test_the_time_outs_are_two_and_ten_seconds_and_nothing_is_repeated(provider: Provider) -> None:
    config: Any = aws.client("sesv2", "eu-west-2").meta.config
    assert (config.connect_timeout, config.read_timeout) == (2, 10)
    assert config.retries["total_max_attempts"] == 1
    assert posting.TIMES == (2, 10)


@pytest.mark.parametrize("named", ["text sns", "text end-user-messaging"])
def test_without_credentials_nothing_leaves(
    named: str, provider: Provider, a_channel: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    assert one(a_channel(named), a_message()) == (TemporaryFailure, "unreachable")
    assert provider.requests == []


def proved_by_nobody(folder: Path) -> Iterator[str]:
    """Shake hands with a certificate that nobody trusts."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate(folder))
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def shake() -> None:
            taken, _ = listener.accept()
            with suppress(OSError), taken:
                tls.wrap_socket(taken, server_side=True).close()

        hand = Thread(target=shake)
        hand.start()
        yield f"https://localhost:{listener.getsockname()[1]}"
        hand.join()


def deaf(_: Path) -> Iterator[str]:
    """Take connections and say nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield f"https://127.0.0.1:{silent.getsockname()[1]}"


def no_tls(_: Path) -> Iterator[str]:
    with a_provider() as plain:
        yield plain.url.replace("http:", "https:")


@pytest.mark.parametrize("there", [deaf, no_tls, proved_by_nobody])
def test_before_a_handshake_is_done_nothing_has_left(
    there: Callable[[Path], Iterator[str]], a_channel: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "TIMES", posting.Times(connect=0.3, read=0.3))
    with contextmanager(there)(tmp_path) as url:
        assert one(a_channel("text notify", url), a_message()) == (TemporaryFailure, "unreachable")
