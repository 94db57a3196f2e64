"""The real channels against a provider that misbehaves: which failure each kind of trouble is told as."""

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from botocore.config import Config
from urllib3 import Timeout

from chalicelib.channels import aws, end_user_messaging, posting, registry, ses
from chalicelib.domain.errors import Failure, Invalid, PermanentFailure, TemporaryFailure, Uncertain
from chalicelib.domain.sending import Message
from chalicelib.ports import Channel
from chalicelib.settings import Settings
from tests.factories import NOW, a_force, a_message

PUBLISHED = (
    "<PublishResponse><PublishResult><MessageId>id-1</MessageId></PublishResult>"
    "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>"
)


class Provider:
    """A local server that answers what it is told to, and counts the requests it got."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.answers: list[tuple[int, str, dict[str, str]]] = []
        self.hang, self.drop = 0.0, False
        self.release = threading.Event()

    def handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                provider.requests.append(self.rfile.read(int(self.headers["Content-Length"])))
                if provider.hang:
                    provider.release.wait(provider.hang)
                if provider.drop:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, body, headers = provider.answers.pop(0)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body.encode())

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    stub = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), stub.handler())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    _point_at(monkeypatch, server.server_address[1])
    yield stub
    stub.release.set()
    server.shutdown()
    thread.join()
    server.server_close()


def _point_at(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


def a_channel(name: str, **changes: object) -> Channel:
    usual = {"text": "sns", "email": "ses"}[name]
    return registry.PROVIDERS[name][usual](Settings.read({}), a_force(**changes))


def emails(count: int, **changes: object) -> list[Message]:
    return [
        a_message(
            channel="email",
            to=f"person{n}@example.org",
            subject=f"Subject {n}",
            text=f"Words {n}",
            html=f"<p>Words {n}</p>",
            headers={"List-Unsubscribe": f"<https://watchword.example/api/leave/{n}>"},
            reference=f"01ABC.email#0000#0000.{n}",
        ).but(**changes)
        for n in range(count)
    ]


def refusal(code: str, message: str = "", status: int = 400) -> tuple[int, str, dict[str, str]]:
    inside = f"<Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>"
    body = f"<ErrorResponse><Error>{inside}</Error></ErrorResponse>"
    return status, body, {"Content-Type": "text/xml"}


def one(channel: Channel, message: Message) -> tuple[type, str]:
    """Send one message and answer what became of it."""
    (outcome,) = channel.send([message])
    return (type(outcome), outcome.reason if isinstance(outcome, Failure) else outcome)


def statuses(*each: str) -> tuple[int, str, dict[str, str]]:
    results = [
        {"Status": status} | ({"MessageId": f"id-{n}"} if status == "SUCCESS" else {"Error": "no"})
        for n, status in enumerate(each)
    ]
    return 200, json.dumps({"BulkEmailEntryResults": results}), {"Content-Type": "application/json"}


def ses_error(code: str, message: str = "", status: int = 400) -> tuple[int, str, dict[str, str]]:
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": code}
    return status, json.dumps({"message": message}), headers


def test_a_text_goes_out_from_the_forces_number_as_transactional(provider: Provider) -> None:
    provider.answers = [(200, PUBLISHED, {})]
    assert one(a_channel("text"), a_message()) == (str, "id-1")
    (request,) = provider.requests
    assert b"PhoneNumber=%2B447000000001" in request
    assert b"AWS.MM.SMS.OriginationNumber" in request
    assert b"Transactional" in request


def test_a_force_with_a_sender_name_texts_under_its_name(provider: Provider) -> None:
    provider.answers = [(200, PUBLISHED, {})]
    texting = a_force().texting.but(sender="KentPolice")
    one(a_channel("text", texting=texting), a_message())
    assert b"AWS.SNS.SMS.SenderID" in provider.requests[0]
    assert b"KentPolice" in provider.requests[0]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (refusal("Throttling"), (TemporaryFailure, "throttled")),
        (refusal("ThrottledException", status=429), (TemporaryFailure, "throttled")),
        (refusal("KMSThrottling"), (TemporaryFailure, "throttled")),
        (refusal("InternalError", status=500), (TemporaryFailure, "provider-error")),
        (refusal("ServiceUnavailable", status=503), (TemporaryFailure, "provider-error")),
        (refusal("AuthorizationError", status=403), (TemporaryFailure, "not-allowed")),
        (
            refusal(
                "InvalidParameter", "Invalid parameter: PhoneNumber Reason: +44 is not valid to publish to"
            ),
            (PermanentFailure, "invalid-number"),
        ),
        (refusal("InvalidParameter", "Invalid parameter: Message too long"), (PermanentFailure, "refused")),
        (refusal("OptedOut", "Phone number is opted out"), (PermanentFailure, "opted-out")),
        (
            refusal("InvalidParameter", "Invalid parameter: PhoneNumber Reason: opted out"),
            (PermanentFailure, "opted-out"),
        ),
        (refusal("SomethingNew"), (PermanentFailure, "refused")),
        (refusal("BadGateway", status=502), (Uncertain, "no-answer")),
        (refusal("GatewayTimeout", status=504), (Uncertain, "no-answer")),
        ((200, "this is no XML", {}), (Uncertain, "no-answer")),
        ((200, "<PublishResponse/>", {}), (Uncertain, "no-answer")),
    ],
)
def test_an_answer_to_a_text_is_told_as_the_failure_it_is(
    provider: Provider, answer: tuple[int, str, dict[str, str]], told: tuple[type, str]
) -> None:
    provider.answers = [answer]
    assert one(a_channel("text"), a_message()) == told
    assert len(provider.requests) == 1, "a send call is never repeated by the SDK"


def test_the_wait_that_a_provider_asks_for_is_passed_on(provider: Provider) -> None:
    status, body, headers = refusal("Throttling", status=429)
    provider.answers = [(status, body, {**headers, "Retry-After": "7"})]
    (outcome,) = a_channel("text").send([a_message()])
    assert isinstance(outcome, TemporaryFailure)
    assert outcome.retry_after == 7.0


def test_a_refused_connection_left_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    _point_at(monkeypatch, port)
    assert one(a_channel("text"), a_message()) == (TemporaryFailure, "unreachable")
    assert one(a_channel("email"), emails(1)[0]) == (TemporaryFailure, "unreachable")


@pytest.mark.parametrize("name", ["text", "email"])
def test_a_dropped_connection_may_have_sent_it(provider: Provider, name: str) -> None:
    provider.drop = True
    message = a_message() if name == "text" else emails(1)[0]
    assert one(a_channel(name), message) == (Uncertain, "no-answer")
    assert len(provider.requests) == 1


@pytest.mark.parametrize("name", ["text", "email"])
def test_a_late_answer_may_have_sent_it(
    provider: Provider, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aws, "_ONCE", aws._ONCE.merge(Config(read_timeout=0.2)))
    monkeypatch.setattr(posting, "TIMES", Timeout(connect=2, read=0.2))
    provider.hang, provider.answers = 5.0, [(200, PUBLISHED, {})]
    message = a_message() if name == "text" else emails(1)[0]
    assert one(a_channel(name), message) == (Uncertain, "no-answer")
    assert len(provider.requests) == 1


def test_the_time_outs_are_two_and_ten_seconds_and_nothing_is_repeated() -> None:
    config: Any = aws.client("sesv2", "eu-west-2").meta.config
    assert (config.connect_timeout, config.read_timeout) == (2, 10)
    assert (posting.TIMES.connect_timeout, posting.TIMES.read_timeout) == (2, 10)
    assert config.retries["total_max_attempts"] == 1


def test_emails_go_out_fifty_a_call_each_with_its_own_words_headers_and_reference(provider: Provider) -> None:
    provider.answers = [statuses(*["SUCCESS"] * 50)]
    assert a_channel("email").send(emails(50)) == [f"id-{n}" for n in range(50)]
    call = json.loads(provider.requests[0])
    template = call["DefaultContent"]["Template"]["TemplateContent"]
    assert template == {"Subject": "{{subject}}", "Text": "{{text}}", "Html": "{{html}}"}
    assert call["FromEmailAddress"] == "Marrowshire Police <watchword@marrowshire.police.example>"
    entry = call["BulkEmailEntries"][7]
    assert entry["Destination"] == {"ToAddresses": ["person7@example.org"]}
    data = json.loads(entry["ReplacementEmailContent"]["ReplacementTemplate"]["ReplacementTemplateData"])
    assert data == {"subject": "Subject 7", "text": "Words 7", "html": "<p>Words 7</p>"}
    assert entry["ReplacementHeaders"] == [
        {"Name": "List-Unsubscribe", "Value": "<https://watchword.example/api/leave/7>"}
    ]
    assert entry["ReplacementTags"] == [{"Name": "reference", "Value": "01ABC_email-0000-0000_7"}]


def test_entries_of_one_call_fare_differently(provider: Provider) -> None:
    provider.answers = [
        statuses(
            "SUCCESS",
            "MESSAGE_REJECTED",
            "INVALID_PARAMETER",
            "TRANSIENT_FAILURE",
            "ACCOUNT_THROTTLED",
            "FAILED",
        )
    ]
    outcomes = a_channel("email").send(emails(6))
    assert outcomes[0] == "id-0"
    told = [(type(each), each.reason) for each in outcomes[1:] if isinstance(each, Failure)]
    assert told == [
        (PermanentFailure, "refused"),
        (PermanentFailure, "invalid-address"),
        (TemporaryFailure, "provider-error"),
        (TemporaryFailure, "provider-error"),
        (TemporaryFailure, "provider-error"),
    ]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (ses_error("TooManyRequestsException", status=429), (TemporaryFailure, "throttled")),
        (ses_error("LimitExceededException"), (TemporaryFailure, "throttled")),
        (ses_error("AccountSuspendedException"), (TemporaryFailure, "not-allowed")),
        (ses_error("MessageRejected", "Email address is not verified."), (TemporaryFailure, "not-allowed")),
        (ses_error("BadRequestException"), (PermanentFailure, "refused")),
        (ses_error("InternalServiceError", status=500), (TemporaryFailure, "provider-error")),
        (statuses(), (Uncertain, "no-answer")),
    ],
)
def test_an_answer_to_a_call_of_emails_is_told_as_the_failure_it_is(
    provider: Provider, answer: tuple[int, str, dict[str, str]], told: tuple[type, str]
) -> None:
    provider.answers = [answer]
    assert one(a_channel("email"), emails(1)[0]) == told


def test_one_email_that_is_refused_costs_the_others_nothing(provider: Provider) -> None:
    bad = ses_error("BadRequestException")
    provider.answers = [bad, statuses("SUCCESS", "SUCCESS"), bad, bad, statuses("SUCCESS")]
    outcomes = a_channel("email").send(emails(4))
    assert [isinstance(each, str) for each in outcomes] == [True, True, False, True]
    assert isinstance(outcomes[2], PermanentFailure)


def test_more_than_a_call_may_hold_goes_out_in_several(provider: Provider) -> None:
    provider.answers = [statuses("SUCCESS"), statuses("SUCCESS")]
    outcomes = a_channel("email").send(emails(2, html="x" * 500_000))
    assert outcomes == ["id-0", "id-0"]
    assert [len(json.loads(request)["BulkEmailEntries"]) for request in provider.requests] == [1, 1]


def test_an_email_without_html_is_sent_as_plain_text(provider: Provider) -> None:
    provider.answers = [statuses("SUCCESS")]
    a_channel("email").send(emails(1, html=""))
    template = json.loads(provider.requests[0])["DefaultContent"]["Template"]["TemplateContent"]
    assert "Html" not in template


def test_a_reference_becomes_a_tag_and_stays_one_of_its_kind() -> None:
    assert ses.tag("01ABC.email#0001#0002.13") == "01ABC_email-0001-0002_13"


def test_an_incoming_text_is_read_as_end_user_messaging_writes_it() -> None:
    message = json.dumps(
        {
            "originationNumber": "+447700900001",
            "destinationNumber": "+447700900000",
            "messageKeyword": "KEYWORD_447700900000",
            "messageBody": "Saw the van",
            "inboundMessageId": "in-1",
            "previousPublishedMessageId": "out-1",
            "aFieldOfNextYear": 1,
        }
    )
    inbound = end_user_messaging.read_inbound(message, NOW)
    assert (inbound.provider, inbound.id, inbound.answers) == ("end-user-messaging", "in-1", "out-1")
    assert (inbound.sender, inbound.body, inbound.received_at) == ("+447700900001", "Saw the van", NOW)


@pytest.mark.parametrize(
    ("written", "sender"),
    [("07700900001", "+447700900001"), ("447700900001", "+447700900001"), ("60777", "60777")],
)
def test_the_senders_number_is_put_into_the_form_that_addresses_have(written: str, sender: str) -> None:
    message = json.dumps({"originationNumber": written, "messageBody": "x"})
    assert end_user_messaging.read_inbound(message, NOW).sender == sender


@pytest.mark.parametrize(
    "message", ["", "x", "[]", "{}", '{"originationNumber": 7}', '{"originationNumber": ""}']
)
def test_what_is_no_incoming_text_is_invalid(message: str) -> None:
    with pytest.raises(Invalid):
        end_user_messaging.read_inbound(message, NOW)
