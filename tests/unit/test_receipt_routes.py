"""Receipts from the webhook to the ledger: who may post them, and what a worker makes of a batch."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app import app
from chalicelib import wiring
from chalicelib.channels import receipts
from chalicelib.domain.delivery import Page, Recipient
from chalicelib.domain.errors import TemporaryFailure
from tests.amazon import OTHER_KEY, RECEIPTS, TOPIC, a_body, a_confirmation, signed
from tests.factories import a_contact, a_sending, a_sid, some_forms
from tests.house import PLAIN, House, a_house

from .test_receipt_readers import a_line, callback, logged, mail_event, text_event

PAGE = Page(
    sending=a_sending().id,
    id="text#0000#0000",
    channel="text",
    recipients=tuple(Recipient(a_sid(n)) for n in range(8)),
    stamps="w" * 8,
)
EVENT = text_event("TEXT_DELIVERED")


@pytest.fixture
def house() -> Iterator[House]:
    with a_house() as house:
        house.table.commit(*wiring.sendings().add_one(a_sending(), some_forms(), PAGE))
        yield house


def notified(message: str = EVENT, **changes: str) -> dict[str, str]:
    return a_body(**{"TopicArn": RECEIPTS, "Message": message, **changes})


def posts(house: House, body: bytes) -> int:
    return int(house.ask("POST", "/webhooks/receipts", body, kind=PLAIN).status_code)


def letters() -> str:
    return wiring.receipts().page(PAGE.sending, PAGE.id).letters


def test_a_signed_event_is_queued_and_entered(house: House) -> None:
    assert posts(house, signed(notified())) == 200
    house.work()
    assert letters() == "nnnnnnnd"


def test_the_same_event_twice_is_taken_and_changes_nothing_more(house: House) -> None:
    """Nothing has to be remembered of it, so a receipt costs no nonce."""
    for _ in range(2):
        assert posts(house, signed(notified())) == 200
    house.work()
    assert letters() == "nnnnnnnd"
    assert not [key for key in house.table.items if key.pk.startswith("NONCE#")]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(notified()).encode(),
        json.dumps(notified() | {"Signature": "AAAA"}).encode(),
        signed(notified(), OTHER_KEY),
        signed(notified(TopicArn=TOPIC)),
        signed(notified(TopicArn=RECEIPTS + "-other")),
        signed(notified(Timestamp="2026-03-02T07:59:59.000Z")),
        signed(notified(Timestamp="2026-03-02T10:00:01.000Z")),
        signed(notified()).replace(b"TEXT_DELIVERED", b"TEXT_INVALID"),
        EVENT.encode(),
    ],
    ids=["unsigned", "made up", "other key", "inbound", "other topic", "stale", "ahead", "changed", "bare"],
)
def test_a_forged_or_stale_event_changes_nothing(house: House, body: bytes) -> None:
    before = house.kept()
    assert posts(house, body) == 403
    assert (house.kept(), dict(house.queue.bodies)) == (before, {})


def test_receipts_may_not_come_by_the_way_of_answers(house: House) -> None:
    assert house.ask("POST", "/webhooks/inbound-sms", signed(notified()), kind=PLAIN).status_code == 403


def test_the_topic_is_confirmed_by_itself(house: House) -> None:
    url = f"https://sns.eu-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn={RECEIPTS}&Token=abc"
    assert posts(house, signed(a_confirmation(TopicArn=RECEIPTS) | {"SubscribeURL": url})) == 200
    assert house.amazon.confirmed == [url]


@pytest.mark.parametrize("message", [text_event("TEXT_QUEUED"), mail_event("Send")])
def test_an_event_that_is_no_end_is_taken_and_not_queued(house: House, message: str) -> None:
    assert posts(house, signed(notified(message))) == 200
    assert not any(house.queue.bodies.values())


def test_a_signed_message_that_is_no_event_is_refused(house: House) -> None:
    assert posts(house, signed(notified("hello"))) == 422


def calls_back(house: House, word: str, body: object = None) -> int:
    answer = house.ask("POST", "/webhooks/notify", body or callback(), Authorization=word)
    return int(answer.status_code)


def test_notify_is_known_by_its_word(house: House) -> None:
    assert calls_back(house, f"Bearer {receipts.word(house.keys)}") == 200
    house.work()
    assert letters() == "nnnnnnnd"


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("", 401),
        ("Bearer ", 401),
        ("Bearer x", 403),
        ("Bearer " + "A" * 32, 403),
        ("Bearer " + "é" * 32, 403),
    ],
)
def test_whoever_does_not_know_the_word_changes_nothing(house: House, word: str, status: int) -> None:
    before = house.kept()
    assert calls_back(house, word) == status
    assert (house.kept(), dict(house.queue.bodies)) == (before, {})


def test_the_beginning_of_the_word_is_not_the_word(house: House) -> None:
    assert calls_back(house, f"Bearer {receipts.word(house.keys)[:12]}") == 403
    assert calls_back(house, f"Bearer {receipts.word(house.keys)}A") == 403


def test_what_knows_the_word_and_is_no_callback_is_refused_with_a_sentence(house: House) -> None:
    assert calls_back(house, f"Bearer {receipts.word(house.keys)}", {"status": "sending"}) == 422


def test_no_queue_holds_an_address(house: House) -> None:
    event = mail_event("Delivery", delivery={"timestamp": "2026-03-02T09:00:02.000Z"})
    posts(house, signed(notified(event)))
    calls_back(house, f"Bearer {receipts.word(house.keys)}")
    app.handler_map["delivery_logs"](logged(a_line()), None)
    told = str(house.queue.bodies["receipts"])
    assert len(house.queue.bodies["receipts"]) == 3
    assert not [each for each in ("person1", "7700", "+447", "text-00000001") if each in told]


def test_a_batch_of_the_queue_is_one_write_a_page(house: House) -> None:
    for n in range(8):
        posts(house, signed(notified(text_event("TEXT_DELIVERED", context={"reference": PAGE.reference(n)}))))
    house.table.units = 0
    house.work()
    assert letters() == "d" * 8
    assert house.table.units == 1


def queued(outcome: str = "delivered", slot: int = 0, **changes: object) -> str:
    receipt = {
        "provider": "ses",
        "outcome": outcome,
        "at": "2026-03-02T09:00:00Z",
        "reference": PAGE.reference(slot),
    }
    return json.dumps({"receipts": [{**receipt, **changes}]})


@pytest.mark.parametrize("poison", ["x", "{}", '{"receipts": [7]}', queued("burnt")])
def test_a_message_that_cannot_be_read_costs_the_others_nothing(house: House, poison: str) -> None:
    answer = house.invoke("receipts", queued(slot=0), poison, queued(slot=1))
    assert len(answer["batchItemFailures"]) == 1
    assert letters() == "dd"


def test_what_is_not_recorded_yet_comes_again_and_the_others_do_not(house: House) -> None:
    phone = a_contact(1).addresses[0]
    house.table.commit(wiring.subscribers().lock(phone, a_sid(1)))
    address = wiring.subscribers().address_hash("text", phone.value)
    at = (house.clock.now() - timedelta(minutes=1)).isoformat()
    early = queued(reference="", address=address, mark="AAAAAA==", at=at)
    answer = house.invoke("receipts", queued(slot=0), early)
    assert len(answer["batchItemFailures"]) == 1
    assert letters() == "d"


def test_a_table_that_is_away_gives_everything_back(house: House) -> None:
    def away(name: str) -> None:
        raise TemporaryFailure("table: throttled")

    house.table.before = away
    answer = house.invoke("receipts", queued(slot=0), queued(slot=1))
    house.table.before = lambda name: None
    assert len(answer["batchItemFailures"]) == 2
