"""Texts by Amazon SNS: what goes out, and what its refusals mean."""

import pytest

from chalicelib.domain.errors import PermanentFailure, TemporaryFailure
from tests.factories import a_force, a_message
from tests.providers import Provider, Reply, one, published, sns_refusal

from .conftest import Make


def test_a_text_goes_out_from_the_forces_number_as_transactional(provider: Provider, a_channel: Make) -> None:
    provider.answers = [published()]
    assert one(a_channel("text sns"), a_message()) == (str, "id-1")
    (request,) = provider.requests
    assert b"PhoneNumber=%2B447000000001" in request
    assert b"AWS.MM.SMS.OriginationNumber" in request
    assert b"Transactional" in request


def test_a_force_with_a_sender_name_texts_under_its_name(provider: Provider, a_channel: Make) -> None:
    provider.answers = [published()]
    texting = a_force().texting.but(sender="KentPolice")
    one(a_channel("text sns", texting=texting), a_message())
    assert b"AWS.SNS.SMS.SenderID" in provider.requests[0]
    assert b"KentPolice" in provider.requests[0]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (sns_refusal("Throttling"), (TemporaryFailure, "throttled")),
        (sns_refusal("ThrottledException", status=429), (TemporaryFailure, "throttled")),
        (sns_refusal("KMSThrottling"), (TemporaryFailure, "throttled")),
        (sns_refusal("InternalError", status=500), (TemporaryFailure, "provider-error")),
        (sns_refusal("ServiceUnavailable", status=503), (TemporaryFailure, "provider-error")),
        (sns_refusal("AuthorizationError", status=403), (TemporaryFailure, "not-allowed")),
        (
            sns_refusal(
                "InvalidParameter", "Invalid parameter: PhoneNumber Reason: +44 is not valid to publish to"
            ),
            (PermanentFailure, "invalid-number"),
        ),
        (
            sns_refusal("InvalidParameter", "Invalid parameter: Message too long"),
            (PermanentFailure, "refused"),
        ),
        (sns_refusal("OptedOut", "Phone number is opted out"), (PermanentFailure, "opted-out")),
        (
            sns_refusal("InvalidParameter", "Invalid parameter: PhoneNumber Reason: opted out"),
            (PermanentFailure, "opted-out"),
        ),
        (sns_refusal("SomethingNew"), (PermanentFailure, "refused")),
    ],
)
def test_an_answer_to_a_text_is_told_as_the_failure_it_is(
    provider: Provider, answer: Reply, told: tuple[type, str], a_channel: Make
) -> None:
    provider.answers = [answer]
    assert one(a_channel("text sns"), a_message()) == told
    assert len(provider.requests) == 1, "a send call is never repeated by the SDK"
