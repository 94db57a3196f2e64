"""What the laptop's networks say later, as our readers understand it."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.channels import delivery_logs, receipts
from infra.local.networks import Networks, callback, logged, mail_event
from infra.local.routes import Call
from infra.local.signing import Signer

from .test_phones import VAN, a_text

REFERENCE = "01ABC_email-0000-0000_3"
TAGS = {"reference": REFERENCE}
EMAIL = a_text(channel="email", provider="ses", to="sam@example.org", id="mail-1", tags=TAGS)
BY_NOTIFY = a_text(provider="notify", id="notify-1", tags={"reference": REFERENCE.replace("email", "text")})
TOPIC = "arn:aws:sns:eu-west-2:0:t"


@pytest.mark.parametrize("outcome", ["delivered", "temporary", "permanent", "complaint"])
def test_a_mail_server_speaks_as_ses_does(outcome: str) -> None:
    report = receipts.read_event(json.dumps(mail_event(EMAIL, outcome)))
    assert report
    assert (report.receipt.outcome, report.receipt.reference) == (outcome, REFERENCE)
    assert report.to == "sam@example.org"


@pytest.mark.parametrize("outcome", ["delivered", "permanent"])
def test_a_network_speaks_as_snss_log_does(outcome: str) -> None:
    (report,) = delivery_logs.read(logged(a_text(), outcome))
    assert (report.receipt.outcome, report.to, report.id) == (outcome, VAN, "id-1")
    assert report.receipt.at.isoformat(timespec="milliseconds") == a_text()["at"]


@pytest.mark.parametrize("outcome", ["delivered", "temporary", "permanent"])
def test_notify_speaks_as_its_callbacks_do(outcome: str) -> None:
    report = receipts.read_callback(callback(BY_NOTIFY, outcome))
    assert report
    assert (report.receipt.outcome, report.receipt.reference) == (outcome, BY_NOTIFY["tags"]["reference"])
    assert (report.to, report.channel) == (VAN, "text")


def call(body: object, kind: str = "application/json") -> Call:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Call("POST", "/local/phones/receipt", "", {"content-type": kind}, raw, "127.0.0.1")


class Logs:
    """The function that takes SNS's log."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []

    def __call__(self, event: dict[str, Any], context: object) -> None:
        self.taken.append(event)


def test_a_text_is_reported_to_the_function_that_takes_the_log(tmp_path: Path) -> None:
    logs = Logs()
    networks = Networks([a_text(), EMAIL], Signer.kept_in(tmp_path), TOPIC, "", logs, str)
    assert networks.receipt(call({"id": "id-1", "outcome": "permanent"}))[0] == 200
    assert logs.taken == [logged(a_text(), "permanent")]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        [],
        {},
        {"id": "id-1"},
        {"id": "other", "outcome": "delivered"},
        {"id": "id-1", "outcome": "complaint"},
        {"id": "mail-1", "outcome": "burnt"},
        {"id": "notify-1", "outcome": "complaint"},
    ],
)
def test_what_is_no_receipt_is_refused_with_a_sentence(tmp_path: Path, body: object) -> None:
    networks = Networks([a_text(), EMAIL, BY_NOTIFY], Signer.kept_in(tmp_path), TOPIC, "", Logs(), str)
    status, answer = networks.receipt(call(body))
    assert (status, json.loads(answer)["error"][:9]) == (400, "A receipt")


def test_a_form_of_another_site_is_not_taken(tmp_path: Path) -> None:
    networks = Networks([EMAIL], Signer.kept_in(tmp_path), TOPIC, "", Logs(), str)
    assert networks.receipt(call({"id": "mail-1", "outcome": "delivered"}, "text/plain"))[0] == 415
