"""Texts by End User Messaging: reference, lifetime and ceiling go along, and refusals are told by reason."""

import json

import pytest

from chalicelib.domain.carriers import Provider as Carrier
from chalicelib.domain.errors import PermanentFailure, TemporaryFailure
from tests.factories import a_force, a_message
from tests.providers import Provider, Reply, amazon_refusal, as_json, one

from .conftest import Make

NAMED = "text end-user-messaging"
YES = as_json({"MessageId": "id-1"})


def the_call(provider: Provider) -> dict[str, object]:
    call: dict[str, object] = json.loads(provider.requests[-1])
    return call


def test_a_text_goes_out_from_our_number_with_our_reference(provider: Provider, a_channel: Make) -> None:
    provider.answers = [YES]
    message = a_message(text="Nos da, tân €")
    assert one(a_channel(NAMED), message) == (str, "id-1")
    assert the_call(provider) == {
        "DestinationPhoneNumber": message.to,
        "OriginationIdentity": a_force().texting.number,
        "MessageBody": "Nos da, tân €",
        "MessageType": "TRANSACTIONAL",
        "ConfigurationSetName": "watchword-laptop",
        "Context": {"reference": message.reference},
    }
    sent = provider.headers[-1]
    assert sent["x-amz-target"] == "PinpointSMSVoiceV2.SendTextMessage"
    assert "/eu-west-2/sms-voice/aws4_request" in sent["authorization"]


@pytest.mark.parametrize(("lifetime", "told"), [(None, None), (0, 5), (3600, 3600), (900_000, 259_200)])
def test_a_text_is_told_how_long_it_is_of_use(
    lifetime: int | None, told: int | None, provider: Provider, a_channel: Make
) -> None:
    provider.answers = [YES]
    one(a_channel(NAMED), a_message(lifetime=lifetime))
    assert the_call(provider).get("TimeToLive") == told


def test_a_text_may_cost_no_more_than_about_its_parts(provider: Provider, a_channel: Make) -> None:
    """Two parts at 3p each can never be more than 12 cents, whatever a pound costs."""
    provider.answers = [YES]
    carrier = Carrier(name="end-user-messaging", per_second=10, pence=3)
    texting = a_force().texting.but(others=(carrier,))
    one(a_channel(NAMED, texting=texting), a_message(text="x" * 161))
    assert the_call(provider)["MaxPrice"] == "0.12000"


def test_a_force_with_a_sender_name_texts_under_its_name(provider: Provider, a_channel: Make) -> None:
    provider.answers = [YES]
    one(a_channel(NAMED, texting=a_force().texting.but(sender="KentPolice")), a_message())
    assert the_call(provider)["OriginationIdentity"] == "KentPolice"


OPTED_OUT = "DESTINATION_PHONE_NUMBER_OPTED_OUT"
NUMBER = [{"Name": "destinationPhoneNumber", "Message": "no"}]
BODY = [{"Name": "MessageBody", "Message": "no"}]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (amazon_refusal("ThrottlingException"), (TemporaryFailure, "throttled")),
        (amazon_refusal("InternalServerException", 500), (TemporaryFailure, "provider-error")),
        (
            amazon_refusal("AccessDeniedException", Reason="ACCOUNT_DISABLED"),
            (TemporaryFailure, "not-allowed"),
        ),
        (amazon_refusal("ResourceNotFoundException"), (TemporaryFailure, "not-allowed")),
        (
            amazon_refusal("ServiceQuotaExceededException", Reason="MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"),
            (TemporaryFailure, "not-allowed"),
        ),
        (
            amazon_refusal("ConflictException", Reason="RESOURCE_NOT_ACTIVE"),
            (TemporaryFailure, "not-allowed"),
        ),
        (amazon_refusal("ConflictException", Reason=OPTED_OUT), (PermanentFailure, "opted-out")),
        (amazon_refusal("ValidationException", Fields=NUMBER), (PermanentFailure, "invalid-number")),
        (amazon_refusal("ValidationException", Fields=BODY), (PermanentFailure, "refused")),
        (amazon_refusal("ValidationException", Reason="PRICE_OVER_THRESHOLD"), (PermanentFailure, "refused")),
        (amazon_refusal("ValidationException", Fields=None), (PermanentFailure, "refused")),
    ],
)
def test_a_refusal_is_told_as_the_failure_it_is(
    answer: Reply, told: tuple[type, str], provider: Provider, a_channel: Make
) -> None:
    provider.answers = [answer]
    assert one(a_channel(NAMED), a_message()) == told
    assert len(provider.requests) == 1
