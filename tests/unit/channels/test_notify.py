"""Texts and email by GOV.UK Notify: our words in its templates, who we are, and what its refusals mean."""

import json

import jwt
import pytest

from chalicelib.domain.carriers import Notify
from chalicelib.domain.errors import PermanentFailure, TemporaryFailure
from tests.factories import a_message
from tests.providers import NOTIFY_KEY, Provider, Reply, as_json, emails, notify_refusal, one

from .conftest import NOTIFY, Make

YES = as_json({"id": "id-1"}, 201)
TEXT, EMAIL = "text notify", "email notify"


def test_a_text_is_our_words_in_the_template_with_our_reference(provider: Provider, a_channel: Make) -> None:
    provider.answers = [YES]
    assert one(a_channel(TEXT), a_message(text="Nos da, tân")) == (str, "id-1")
    assert json.loads(provider.requests[0]) == {
        "reference": a_message().reference,
        "template_id": "t-template",
        "phone_number": a_message().to,
        "personalisation": {"text": "Nos da, tân"},
    }


def test_an_email_has_subject_words_and_a_way_out_in_one_click(provider: Provider, a_channel: Make) -> None:
    provider.answers = [YES]
    (message,) = emails(1)
    one(a_channel(EMAIL), message)
    assert json.loads(provider.requests[0]) == {
        "reference": message.reference,
        "template_id": "e-template",
        "email_address": message.to,
        "personalisation": {"subject": message.subject, "text": message.text},
        "one_click_unsubscribe_url": "https://watchword.example/api/leave/0",
    }


def test_a_force_with_several_senders_says_which(provider: Provider, a_channel: Make) -> None:
    provider.answers = [YES, YES]
    notify = NOTIFY.but(text_sender="from-1", email_reply_to="to-1")
    one(a_channel(TEXT, notify=notify), a_message())
    one(a_channel(EMAIL, notify=notify), emails(1)[0])
    said = [json.loads(request) for request in provider.requests]
    assert (said[0]["sms_sender_id"], said[1]["email_reply_to_id"]) == ("from-1", "to-1")


def test_every_call_proves_that_it_is_us_and_now(provider: Provider, a_channel: Make) -> None:
    provider.answers = [YES]
    one(a_channel(TEXT), a_message())
    token = provider.headers[0]["authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, NOTIFY_KEY[-36:], algorithms=["HS256"])
    assert claims["iss"] == NOTIFY_KEY[-73:-37]
    assert "exp" not in claims


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (notify_refusal("RateLimitError", status=429), (TemporaryFailure, "throttled")),
        (notify_refusal("TooManyRequestsError", status=429), (TemporaryFailure, "day-used-up")),
        (notify_refusal("AuthError", "Error: Your system clock", 403), (TemporaryFailure, "not-allowed")),
        (notify_refusal("Exception", "Internal server error", 500), (TemporaryFailure, "provider-error")),
        (notify_refusal("BadRequestError", "Can't send: trial mode"), (TemporaryFailure, "not-allowed")),
        (notify_refusal("ValidationError", "template_id is not a UUID"), (TemporaryFailure, "not-allowed")),
        (
            notify_refusal("ValidationError", "phone_number Not a UK mobile number"),
            (PermanentFailure, "invalid-number"),
        ),
        (
            notify_refusal("ValidationError", "email_address is not a valid email address"),
            (PermanentFailure, "invalid-address"),
        ),
        ((400, "no JSON", {}), (TemporaryFailure, "not-allowed")),
        (as_json({"errors": ["odd"]}, 400), (TemporaryFailure, "not-allowed")),
    ],
)
def test_a_refusal_is_told_as_the_failure_it_is(
    answer: Reply, told: tuple[type, str], provider: Provider, a_channel: Make
) -> None:
    provider.answers = [answer]
    assert one(a_channel(TEXT), a_message()) == told


def test_a_key_that_was_refused_is_read_again(provider: Provider, a_channel: Make) -> None:
    provider.answers = [notify_refusal("AuthError", status=403), YES]
    channel = a_channel(TEXT)
    one(channel, a_message())
    provider.secrets = {"notify": NOTIFY_KEY.replace("test-key", "next-key")[:-1] + "f"}
    assert one(channel, a_message()) == (str, "id-1")
    token = provider.headers[1]["authorization"].removeprefix("Bearer ")
    assert jwt.decode(token, provider.secrets["notify"][-36:], algorithms=["HS256"])


def test_without_a_key_nothing_leaves(provider: Provider, a_channel: Make) -> None:
    provider.secrets = {}
    assert one(a_channel(TEXT, notify=Notify(text_template="t")), a_message()) == (
        TemporaryFailure,
        "not-set-up",
    )
    assert provider.requests == []
