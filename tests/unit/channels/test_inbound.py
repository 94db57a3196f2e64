"""Incoming texts as End User Messaging writes them."""

import json

import pytest

from chalicelib.channels import inbound
from chalicelib.domain.errors import Invalid
from tests.factories import NOW


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
    found = inbound.read_inbound(message, NOW)
    assert (found.provider, found.id, found.answers) == ("end-user-messaging", "in-1", "out-1")
    assert (found.sender, found.body, found.received_at) == ("+447700900001", "Saw the van", NOW)


@pytest.mark.parametrize(
    ("written", "sender"),
    [("07700900001", "+447700900001"), ("447700900001", "+447700900001"), ("60777", "60777")],
)
def test_the_senders_number_is_put_into_the_form_that_addresses_have(written: str, sender: str) -> None:
    message = json.dumps({"originationNumber": written, "messageBody": "x"})
    assert inbound.read_inbound(message, NOW).sender == sender


@pytest.mark.parametrize(
    "message", ["", "x", "[]", "{}", '{"originationNumber": 7}', '{"originationNumber": ""}']
)
def test_what_is_no_incoming_text_is_invalid(message: str) -> None:
    with pytest.raises(Invalid):
        inbound.read_inbound(message, NOW)
