"""Email by Amazon SES: fifty a call, each for one person, and each with a fate of its own."""

import json

import pytest

from chalicelib.channels import ses
from chalicelib.domain.errors import Failure, PermanentFailure, TemporaryFailure, Uncertain
from tests.providers import Provider, Reply, emails, one, ses_refusal, statuses

from .conftest import Make


def test_emails_go_out_fifty_a_call_each_with_its_own_words_headers_and_reference(
    provider: Provider, a_channel: Make
) -> None:
    provider.answers = [statuses(*["SUCCESS"] * 50)]
    assert a_channel("email ses").send(emails(50)) == [f"id-{n}" for n in range(50)]
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


def test_entries_of_one_call_fare_differently(provider: Provider, a_channel: Make) -> None:
    provider.answers = [
        statuses(
            "SUCCESS",
            "MESSAGE_REJECTED",
            "INVALID_PARAMETER",
            "TRANSIENT_FAILURE",
            "ACCOUNT_THROTTLED",
            "FAILED",
            "ACCOUNT_DAILY_QUOTA_EXCEEDED",
            "ACCOUNT_SENDING_PAUSED",
        )
    ]
    outcomes = a_channel("email ses").send(emails(8))
    assert outcomes[0] == "id-0"
    told = [(type(each), each.reason) for each in outcomes[1:] if isinstance(each, Failure)]
    assert told == [
        (PermanentFailure, "refused"),
        (PermanentFailure, "invalid-address"),
        (TemporaryFailure, "provider-error"),
        (TemporaryFailure, "throttled"),
        (TemporaryFailure, "provider-error"),
        (TemporaryFailure, "day-used-up"),
        (TemporaryFailure, "not-allowed"),
    ]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (ses_refusal("TooManyRequestsException", status=429), (TemporaryFailure, "throttled")),
        (ses_refusal("LimitExceededException"), (TemporaryFailure, "throttled")),
        (ses_refusal("AccountSuspendedException"), (TemporaryFailure, "not-allowed")),
        (ses_refusal("MessageRejected", "Email address is not verified."), (TemporaryFailure, "not-allowed")),
        (ses_refusal("BadRequestException"), (PermanentFailure, "refused")),
        (ses_refusal("InternalServiceError", status=500), (TemporaryFailure, "provider-error")),
        (statuses(), (Uncertain, "no-answer")),
    ],
)
def test_an_answer_to_a_call_of_emails_is_told_as_the_failure_it_is(
    provider: Provider, answer: Reply, told: tuple[type, str], a_channel: Make
) -> None:
    provider.answers = [answer]
    assert one(a_channel("email ses"), emails(1)[0]) == told


def test_one_email_that_is_refused_costs_the_others_nothing(provider: Provider, a_channel: Make) -> None:
    bad = ses_refusal("BadRequestException")
    provider.answers = [bad, statuses("SUCCESS", "SUCCESS"), bad, bad, statuses("SUCCESS")]
    outcomes = a_channel("email ses").send(emails(4))
    assert [isinstance(each, str) for each in outcomes] == [True, True, False, True]
    assert isinstance(outcomes[2], PermanentFailure)


def test_more_than_a_call_may_hold_goes_out_in_several(provider: Provider, a_channel: Make) -> None:
    provider.answers = [statuses("SUCCESS"), statuses("SUCCESS")]
    outcomes = a_channel("email ses").send(emails(2, html="x" * 500_000))
    assert outcomes == ["id-0", "id-0"]
    assert [len(json.loads(request)["BulkEmailEntries"]) for request in provider.requests] == [1, 1]


def test_an_email_without_html_is_sent_as_plain_text(provider: Provider, a_channel: Make) -> None:
    provider.answers = [statuses("SUCCESS")]
    a_channel("email ses").send(emails(1, html=""))
    template = json.loads(provider.requests[0])["DefaultContent"]["Template"]["TemplateContent"]
    assert "Html" not in template


def test_a_reference_becomes_a_tag_and_stays_one_of_its_kind() -> None:
    assert ses.tag("01ABC.email#0001#0002.13") == "01ABC_email-0001-0002_13"
