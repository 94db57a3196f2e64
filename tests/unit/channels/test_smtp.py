"""Email by a mail server: always under TLS, one recipient a message, and what every answer of it means."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.channels import registry
from chalicelib.channels import smtp as channel_file
from chalicelib.domain.carriers import Smtp
from chalicelib.domain.errors import Failure, PermanentFailure, TemporaryFailure, Uncertain
from chalicelib.ports import Channel
from chalicelib.settings import Settings
from tests.factories import a_force
from tests.mail_server import HANG_UP, MailServer, a_mail_server, certificate
from tests.providers import Provider, emails, one


@pytest.fixture
def mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, provider: Provider) -> Iterator[MailServer]:
    """A server whose certificate is trusted, and which asks for name and word."""
    proof = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(proof))
    with a_mail_server(proof) as server:
        yield server


def a_channel(port: int, host: str = "localhost", user: str = "watchword") -> Channel:
    force = a_force(smtp=Smtp(host=host, port=port, user=user))
    return registry.PROVIDERS["email"]["smtp"](Settings.read({}), force)


def told(outcomes: list[str | Failure]) -> list[object]:
    return [(type(each), each.reason) if isinstance(each, Failure) else str for each in outcomes]


def test_an_email_arrives_as_it_was_written(mail: MailServer) -> None:
    (message,) = emails(1, subject="Fanau yn Heol y Felin, tân", text="Nos da, tân.\n.\nEnd")
    (outcome,) = a_channel(mail.port).send([message])
    (letter,) = mail.arrived(message.to)
    assert outcome == letter["Message-ID"] == "<01ABC_email-0000-0000_0@marrowshire.police.example>"
    assert (letter["To"], letter["Subject"]) == (message.to, message.subject)
    assert letter["From"].endswith("@marrowshire.police.example>")
    assert letter["List-Unsubscribe"] == message.headers["List-Unsubscribe"]
    plain, html = letter.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert str(plain.get_content()).split() == message.text.split()
    assert str(html.get_content()).strip() == message.html


def test_nothing_is_said_before_tls_but_a_greeting(mail: MailServer) -> None:
    a_channel(mail.port).send(emails(1))
    assert [line.partition(" ")[0].upper() for line in mail.heard[:3]] == ["EHLO", "STARTTLS", "EHLO"]
    assert mail.heard[3].startswith("AUTH PLAIN")


def test_several_share_a_connection_and_none_a_message(mail: MailServer) -> None:
    outcomes = a_channel(mail.port).send(emails(10))
    assert (mail.connections, len(set(map(str, outcomes))), len(mail.taken)) == (1, 10, 10)
    assert all(letter["To"] == to for to, letter in mail.taken)


def test_an_email_without_html_is_plain_text(mail: MailServer) -> None:
    a_channel(mail.port).send(emails(1, html=""))
    ((_, letter),) = mail.taken
    assert letter.get_content_type() == "text/plain"


def test_a_server_without_tls_gets_nothing(mail: MailServer) -> None:
    mail.says["EHLO"] = ["250 localhost"]
    assert one(a_channel(mail.port), emails(1)[0]) == (TemporaryFailure, "unreachable")
    assert not [line for line in mail.heard if line.startswith(("AUTH", "MAIL"))]


def test_a_server_that_is_somebody_else_gets_nothing(
    mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert one(a_channel(mail.port, host="127.0.0.1"), emails(1)[0]) == (TemporaryFailure, "unreachable")
    monkeypatch.delenv("SSL_CERT_FILE")
    assert one(a_channel(mail.port), emails(1)[0]) == (TemporaryFailure, "unreachable")


def test_a_wrong_word_is_ours_to_mend(mail: MailServer) -> None:
    mail.says["AUTH"] = ["535 5.7.8 no"]
    assert one(a_channel(mail.port), emails(1)[0]) == (TemporaryFailure, "not-allowed")


def test_a_server_that_trusts_us_needs_no_word(mail: MailServer, provider: Provider) -> None:
    provider.secrets = {}
    assert one(a_channel(mail.port, user=""), emails(1)[0])[0] is str
    assert one(a_channel(mail.port), emails(1)[0]) == (TemporaryFailure, "not-set-up")


def test_nobody_there_left_nothing(mail: MailServer) -> None:
    outcomes = a_channel(9).send(emails(3))
    assert told(outcomes) == [(TemporaryFailure, "unreachable")] * 3


@pytest.mark.parametrize(
    ("verb", "answer", "first"),
    [
        ("MAIL", "451 4.3.0 later", (TemporaryFailure, "provider-error")),
        ("MAIL", "550 5.7.1 you may not", (TemporaryFailure, "not-allowed")),
        ("RCPT", "450 4.2.1 later", (TemporaryFailure, "provider-error")),
        ("RCPT", "550 5.1.1 nobody of that name", (PermanentFailure, "invalid-address")),
        ("RCPT", "550 nobody", (PermanentFailure, "invalid-address")),
        ("RCPT", "550 5.7.1 no relaying", (TemporaryFailure, "not-allowed")),
        ("RCPT", "552 5.2.2 full", (PermanentFailure, "refused")),
        ("DATA", "451 4.3.0 later", (TemporaryFailure, "provider-error")),
        ("taken", "452 4.3.1 later", (TemporaryFailure, "provider-error")),
        ("taken", "554 5.6.0 no", (PermanentFailure, "refused")),
    ],
)
def test_one_that_is_refused_costs_the_next_nothing(
    verb: str, answer: str, first: tuple[type, str], mail: MailServer
) -> None:
    mail.says[verb] = [answer]
    assert told(a_channel(mail.port).send(emails(2))) == [first, str]
    assert len(mail.taken) == 1


@pytest.mark.parametrize(
    ("verb", "first"),
    [
        ("MAIL", (TemporaryFailure, "unreachable")),
        ("RCPT", (TemporaryFailure, "unreachable")),
        ("DATA", (Uncertain, "no-answer")),
        ("taken", (Uncertain, "no-answer")),
    ],
)
def test_a_server_that_hangs_up_may_have_it_only_once_it_was_given_it(
    verb: str, first: tuple[type, str], mail: MailServer
) -> None:
    mail.says[verb] = [HANG_UP]
    outcomes = told(a_channel(mail.port).send(emails(3)))
    assert outcomes == [first, *[(TemporaryFailure, "unreachable")] * 2]


def test_a_late_answer_may_have_sent_it(mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_file, "SECONDS", 0.3)
    mail.says["taken"] = ["250-still\r\n250-at it"]
    assert one(a_channel(mail.port), emails(1)[0]) == (Uncertain, "no-answer")


@pytest.mark.parametrize(
    "changes", [{"to": "tân@example.org"}, {"subject": "two\nlines"}, {"headers": {"X": "a\r\nBcc: b@c"}}]
)
def test_what_cannot_be_written_down_costs_the_others_nothing(
    changes: dict[str, object], mail: MailServer
) -> None:
    messages = [emails(1, **changes)[0], *emails(1)]
    assert told(a_channel(mail.port).send(messages)) == [(PermanentFailure, "refused"), str]
