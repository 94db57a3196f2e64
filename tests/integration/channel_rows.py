"""A row for each provider and each fake: the channel, its messages, and a way to look at what arrived.

Amazon SNS and SES are the emulator's; of the others a server in this process takes what is sent.
"""

import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from chalicelib.channels.registry import PROVIDERS
from chalicelib.domain.carriers import Notify, Smtp
from chalicelib.domain.sending import Message
from chalicelib.ports import Channel
from chalicelib.settings import Settings
from infra.local.cloud import Cloud
from tests.factories import a_force, a_message
from tests.fakes import FakeChannel
from tests.mail_server import a_mail_server, certificate
from tests.providers import NOTIFY_KEY, Provider, Reply, a_provider, as_json

DOMAIN = "marrowshire.police.example"
PROVIDERS_SECRET = Settings.read({}).providers
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


@contextmanager
def a_stub(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A server that takes everything, and the emulator's secret of what proves us to others."""
    ids = count(1)

    def taken(_: bytes) -> Reply:
        number = f"id-{next(ids)}"
        return as_json({"id": number, "MessageId": number}, 201)

    secrets = cloud.client("secretsmanager")
    if PROVIDERS_SECRET not in {each["Name"] for each in secrets.list_secrets()["SecretList"]}:
        words = json.dumps({"notify": NOTIFY_KEY, "smtp": "word"})
        secrets.create_secret(Name=PROVIDERS_SECRET, SecretString=words)
    with a_provider() as provider:
        provider.reply = taken
        monkeypatch.setenv("AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2", provider.url)
        yield provider


def on_a_stub(named: str, stub: Provider, message: Callable[[int], Message]) -> Row:
    channel, _, name = named.partition(" ")

    def arrived(to: str) -> list[Arrived]:
        return [found for found in map(_read, stub.requests) if found[0] == to]

    settings = Settings.read({"WATCHWORD_NOTIFY_URL": stub.url})
    force = a_force(notify=Notify(text_template="t", email_template="e"))
    return Row(PROVIDERS[channel][name](settings, force), message, arrived)


def _read(request: bytes) -> Arrived:
    """Read a call of End User Messaging or of GOV.UK Notify."""
    call = json.loads(request)
    if "MessageBody" in call:
        return call["DestinationPhoneNumber"], "", call["MessageBody"], ""
    words = call["personalisation"]
    return call.get("phone_number") or call["email_address"], words.get("subject", ""), words["text"], ""


def an_email_without_html(n: int) -> Message:
    """Answer what Notify takes: it makes the HTML itself."""
    return an_email(n).but(html="")


@contextmanager
def on_smtp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Row]:
    """Answer the row of SMTP: a mail server of this process, whose certificate is trusted."""
    proof = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(proof))
    with a_mail_server(proof) as mail:
        force = a_force(smtp=Smtp(host="localhost", port=mail.port, user="watchword"))

        def arrived(to: str) -> list[Arrived]:
            bodies = [
                (letter, *(each.get_content() for each in letter.iter_parts())) for letter in mail.arrived(to)
            ]
            return [(to, letter["Subject"], _lines(text), _lines(html)) for letter, text, html in bodies]

        yield Row(PROVIDERS["email"]["smtp"](Settings.read({}), force), an_email, arrived)


def _lines(body: str) -> str:
    """Take off what SMTP adds to a body: its line ends, and one at the end."""
    return body.replace("\r\n", "\n").removesuffix("\n")


def _records(found: object) -> list[dict[str, object]]:
    """Answer every message in the emulator's answer, which groups them by account, region and number."""
    if isinstance(found, dict):
        if "MessageId" in found:
            return [found]
        return [record for each in found.values() for record in _records(each)]
    return [record for each in found for record in _records(each)] if isinstance(found, list) else []
