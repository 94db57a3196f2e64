"""Receipts as each provider writes them, put into our words once; what is none, is refused or left out."""

import base64
import gzip
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.channels import delivery_logs, receipts
from chalicelib.domain.errors import Invalid
from tests.factories import a_page

REFERENCE = a_page().reference(7)
TAG = REFERENCE.replace(".", "_")


def mail_event(kind: str, to: str = "person1@example.org", **details: object) -> str:
    """Write an event of SES, as its Developer Guide shows them."""
    mail = {
        "timestamp": "2026-03-02T09:00:00.000Z",
        "messageId": "EXAMPLE",
        "destination": [to],
        "tags": {"ses:configuration-set": ["watchword-kent"], "reference": [TAG]},
    }
    return json.dumps({"eventType": kind, "mail": mail, **details})


def bounce(kind: str) -> str:
    recipients = [{"emailAddress": "person1@example.org", "status": "5.1.1"}]
    detail = {"bounceType": kind, "bounceSubType": "General", "timestamp": "2026-03-02T09:00:02.000Z"}
    return mail_event("Bounce", bounce={**detail, "bouncedRecipients": recipients})


@pytest.mark.parametrize(
    ("event", "outcome", "reason"),
    [
        (mail_event("Delivery", delivery={"timestamp": "2026-03-02T09:00:02.000Z"}), "delivered", ""),
        (bounce("Permanent"), "permanent", "General"),
        (bounce("Transient"), "temporary", "General"),
        (bounce("Undetermined"), "temporary", "General"),
        (
            mail_event(
                "Complaint",
                complaint={"timestamp": "2026-03-02T09:00:02.000Z", "complaintFeedbackType": "abuse"},
            ),
            "complaint",
            "abuse",
        ),
        (
            mail_event(
                "DeliveryDelay",
                deliveryDelay={"timestamp": "2026-03-02T09:00:02.000Z", "delayType": "MailboxFull"},
            ),
            "temporary",
            "",
        ),
    ],
)
def test_an_event_of_ses(event: str, outcome: str, reason: str) -> None:
    report = receipts.read_event(event)
    assert report
    assert (report.receipt.provider, report.receipt.outcome, report.receipt.reason) == (
        "ses",
        outcome,
        reason,
    )
    assert (report.receipt.reference, report.channel, report.to) == (TAG, "email", "person1@example.org")
    assert report.receipt.at == datetime(2026, 3, 2, 9, 0, 2, tzinfo=UTC)


def test_what_ses_itself_rejects_never_arrives_and_says_nothing_of_the_mailbox() -> None:
    report = receipts.read_event(mail_event("Reject", reject={"reason": "Bad content"}))
    assert report
    assert (report.receipt.outcome, report.to) == ("permanent", "")


@pytest.mark.parametrize("kind", ["Send", "Open", "Click", "Rendering Failure", "Subscription"])
def test_other_events_of_ses_are_no_receipts(kind: str) -> None:
    assert receipts.read_event(mail_event(kind)) is None


def text_event(kind: str, **changes: Any) -> str:
    """Write an event of End User Messaging, as its user guide shows them."""
    event = {
        "eventType": kind,
        "eventVersion": "1.0",
        "eventTimestamp": 1772442002000,
        "isFinal": True,
        "originationPhoneNumber": "+447700900000",
        "destinationPhoneNumber": "+447000000001",
        "messageId": "EXAMPLE",
        "messageStatus": "ANY",
        "context": {"reference": REFERENCE},
    }
    return json.dumps({**event, **changes})


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("TEXT_DELIVERED", "delivered"),
        ("TEXT_SUCCESSFUL", "delivered"),
        ("TEXT_UNREACHABLE", "temporary"),
        ("TEXT_CARRIER_UNREACHABLE", "temporary"),
        ("TEXT_UNKNOWN", "unknown"),
        ("TEXT_INVALID", "permanent"),
        ("TEXT_BLOCKED", "permanent"),
        ("TEXT_CARRIER_BLOCKED", "permanent"),
        ("TEXT_SPAM", "permanent"),
        ("TEXT_TTL_EXPIRED", "permanent"),
    ],
)
def test_an_event_of_end_user_messaging(kind: str, outcome: str) -> None:
    report = receipts.read_event(text_event(kind))
    assert report
    assert (report.receipt.provider, report.receipt.outcome) == ("end-user-messaging", outcome)
    assert (report.receipt.reference, report.channel) == (REFERENCE, "text")
    assert report.receipt.at == datetime(2026, 3, 2, 9, 0, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "event",
    [
        text_event("TEXT_QUEUED"),
        text_event("TEXT_PENDING"),
        text_event("TEXT_SENT"),
        text_event("TEXT_SUCCESSFUL", isFinal=False),
        text_event("TEXT_DELIVERED", context={}),
        text_event("TEXT_DELIVERED", context=None),
        text_event("TEXT_NEWLY_INVENTED"),
    ],
)
def test_what_is_no_end_or_not_of_ours_is_no_receipt(event: str) -> None:
    assert receipts.read_event(event) is None


@pytest.mark.parametrize(
    "message",
    [
        "",
        "x",
        "[]",
        "{}",
        '{"eventType": "Bounce"}',
        '{"eventType": null}',
        '{"eventType": "TEXT_DELIVERED"}',
        text_event("TEXT_DELIVERED", eventTimestamp="yesterday"),
        text_event("TEXT_DELIVERED", eventTimestamp=10**30),
        text_event("TEXT_DELIVERED", context="x"),
        mail_event("Delivery", delivery={"timestamp": "yesterday"}),
        mail_event("Delivery"),
    ],
)
def test_what_is_no_event_is_refused(message: str) -> None:
    with pytest.raises(Invalid):
        receipts.read_event(message)


def callback(status: str = "delivered", **changes: object) -> dict[str, object]:
    """Write what GOV.UK Notify posts, as its documentation shows it."""
    return {
        "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
        "reference": REFERENCE,
        "to": "07700 900123",
        "status": status,
        "created_at": "2026-03-02T09:00:00.000000Z",
        "sent_at": "2026-03-02T09:00:01.000000Z",
        "completed_at": "2026-03-02T09:00:02.000000Z",
        "notification_type": "sms",
        "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a",
        "template_version": 1,
        **changes,
    }


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("delivered", "delivered"),
        ("permanent-failure", "permanent"),
        ("temporary-failure", "temporary"),
        ("technical-failure", "temporary"),
    ],
)
def test_a_callback_of_notify(status: str, outcome: str) -> None:
    report = receipts.read_callback(callback(status))
    assert report
    assert (report.receipt.provider, report.receipt.outcome) == ("notify", outcome)
    assert (report.receipt.reference, report.channel, report.to) == (REFERENCE, "text", "+447700900123")
    assert report.receipt.at == datetime(2026, 3, 2, 9, 0, 2, tzinfo=UTC)


def test_a_callback_without_an_end_has_the_time_it_left_us() -> None:
    report = receipts.read_callback(
        callback(completed_at=None, notification_type="email", to="a@example.org")
    )
    assert report
    assert (report.channel, report.to) == ("email", "a@example.org")
    assert report.receipt.at == datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC)


def test_a_callback_of_a_message_that_somebody_else_sent_is_no_receipt() -> None:
    assert receipts.read_callback(callback(reference=None)) is None


@pytest.mark.parametrize(
    "body",
    [{}, callback("sending"), callback(notification_type="letter"), callback(completed_at="soon")],
)
def test_what_is_no_callback_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        receipts.read_callback(body)


def a_line(status: str = "SUCCESS", response: str = "Message has been accepted by phone") -> dict[str, Any]:
    """Write a line of SNS's log, as its Developer Guide shows it."""
    return {
        "notification": {"messageId": "text-00000001", "timestamp": "2026-03-02 09:00:00.558"},
        "delivery": {
            "destination": "+447000000001",
            "priceInUSD": 0.04,
            "smsType": "Transactional",
            "providerResponse": response,
            "dwellTimeMs": 599,
        },
        "status": status,
    }


def logged(*lines: object, kind: str = "DATA_MESSAGE") -> dict[str, Any]:
    """Hand lines over as CloudWatch Logs does."""
    events = [{"id": str(n), "timestamp": 0, "message": json.dumps(line)} for n, line in enumerate(lines)]
    data = {"messageType": kind, "logGroup": "sns/x", "logEvents": events}
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(data).encode())).decode()}}


@pytest.mark.parametrize(
    ("status", "response", "outcome"),
    [
        ("SUCCESS", "Message has been accepted by phone carrier", "delivered"),
        ("FAILURE", "Invalid phone number", "permanent"),
        ("FAILURE", "Phone has blocked SMS", "permanent"),
        ("FAILURE", "Phone is currently unreachable/unavailable", "temporary"),
        ("FAILURE", "Unknown error attempting to reach phone", "temporary"),
        ("FAILURE", "Something that was never heard of", "temporary"),
    ],
)
def test_a_line_of_snss_log(status: str, response: str, outcome: str) -> None:
    (report,) = delivery_logs.read(logged(a_line(status, response)))
    assert (report.receipt.provider, report.receipt.outcome, report.receipt.reference) == ("sns", outcome, "")
    assert (report.channel, report.to, report.id) == ("text", "+447000000001", "text-00000001")
    assert report.receipt.at == datetime(2026, 3, 2, 9, 0, 0, 558000, tzinfo=UTC)


def test_a_line_that_is_none_costs_the_others_nothing() -> None:
    odd: list[object] = [{}, [], None, "x", {**a_line(), "notification": {"timestamp": "soon"}}]
    assert len(delivery_logs.read(logged(a_line(), *odd, a_line()))) == 2


def test_what_cloudwatch_says_to_try_the_way_holds_no_receipts() -> None:
    assert delivery_logs.read(logged(a_line(), kind="CONTROL_MESSAGE")) == []


@pytest.mark.parametrize(
    "event", [{}, {"awslogs": {"data": "x"}}, {"awslogs": {"data": base64.b64encode(b"x")}}]
)
def test_what_is_no_log_is_refused(event: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        delivery_logs.read(event)
