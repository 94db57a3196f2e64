"""The hand-over: what it costs per recipient, and how many a CPU-second carries beside two plain loops."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, TypeVar

import boto3

from chalicelib import wiring
from chalicelib.domain.subscriber import CHANNELS, Channel
from chalicelib.ports import Item
from chalicelib.services.delivery import Delivery
from chalicelib.settings import settings
from chalicelib.stores.facts import FactStore
from chalicelib.stores.sendings import SendingStore

from .counted import CountedChannel, CountedQueue, CountedTable, Tally
from .crowd import Released, contact, number, release, settle
from .meter import ROUNDS, Row, cpu, medians

T = TypeVar("T")
CALLS = {"text": "<= 1.15", "email": "<= 0.10"}
UNITS = "<= 0.15"
ATTRIBUTES = {
    name: {"DataType": "String", "StringValue": value}
    for name, value in {"AWS.SNS.SMS.SMSType": "Transactional", "AWS.SNS.SMS.SenderID": "Marrowshire"}.items()
}
"""What the channel passes with every text."""


def rows(recipients: int) -> Iterator[Row]:
    """Measure; `recipients` per channel for the costs, and in five rounds for the CPU."""
    settle(recipients)
    for channel in CHANNELS:
        yield from _costs(channel, recipients)
    yield from _speeds(recipients // ROUNDS)


def _costs(channel: Channel, recipients: int) -> Iterator[Row]:
    """Count every call that a sending makes from its queue to its last page; history apart."""
    sent, tally = release(channel, range(recipients)), Tally()
    table = CountedTable(wiring.table(), tally)
    for page in sent.pages:
        # What was there before is charged for as well, so it has to be known.
        state = wiring.sendings().state(sent.sending.id, page)
        table.knows(wiring.sendings().save_state(state, state))
    delivery = replace(
        wiring.delivery(),
        table=table,
        sendings=SendingStore(table),
        queue=CountedQueue(wiring.queue(), tally),
        channels={name: CountedChannel(each, tally) for name, each in wiring.channels().items()},
    )
    _deliver(delivery, sent)
    # Every page is received and deleted, ten at a time.
    tally.calls += 2 * len(sent.pages) / 10
    yield Row("hand-over", f"calls a recipient, {channel}", tally.calls / recipients, "calls", CALLS[channel])
    yield Row("hand-over", f"write units a recipient, {channel}", tally.units / recipients, "units", UNITS)
    yield from _history(channel, sent, recipients)


def _history(channel: Channel, sent: Released, recipients: int) -> Iterator[Row]:
    tally = Tally()
    table = CountedTable(wiring.table(), tally)
    sendings = SendingStore(table)
    closing = replace(wiring.closing(), table=table, sendings=sendings)
    recording = replace(
        wiring.recording(), table=table, sendings=sendings, facts=FactStore(table), closing=closing
    )
    for page in sent.pages:
        recording.record(sent.sending.id, page)
    yield Row("hand-over", f"calls a recipient for history, {channel}", tally.calls / recipients, "calls")
    yield Row(
        "hand-over", f"write units a recipient for history, {channel}", tally.units / recipients, "units"
    )


def _speeds(recipients: int) -> Iterator[Row]:
    """Let the three take turns with the same number of texts; each answers recipients per CPU-second."""
    publisher, dynamo = (boto3.client(name, region_name=settings().region) for name in ("sns", "dynamodb"))
    text = _finished()

    def publish(n: int) -> None:
        publisher.publish(PhoneNumber=number(n), Message=text, MessageAttributes=ATTRIBUTES)

    def bare(_: int) -> float:
        return recipients / cpu(lambda: _each(publish, range(recipients)))

    def threaded(_: int) -> float:
        with ThreadPoolExecutor(wiring.handover().threads) as pool:
            return recipients / cpu(lambda: list(pool.map(publish, range(recipients))))

    def naive(turn: int) -> float:
        slots = _ledger(f"NAIVE#{turn}", recipients)
        return recipients / cpu(lambda: _each(lambda slot: _claim_send_mark(dynamo, slot, publish), slots))

    def ours(channel: Channel) -> float:
        sent = release(channel, range(recipients))
        return recipients / cpu(lambda: _deliver(wiring.delivery(), sent))

    publish(0)
    contenders: dict[str, Callable[[int], float]] = {
        "ours": lambda _: ours("text"),
        "naive": naive,
        "bare": bare,
        "threaded": threaded,
        "email": lambda _: ours("email"),
    }
    speed = medians(contenders)
    unit = "recipients/CPU-s"
    yield Row("hand-over", "texts, ours", speed["ours"], unit)
    yield Row("hand-over", "texts, claim-send-mark", speed["naive"], unit)
    yield Row("hand-over", "texts, bare publishes", speed["bare"], unit)
    yield Row("hand-over", "texts, bare publishes in as many threads", speed["threaded"], unit)
    yield Row("hand-over", "emails, ours", speed["email"], unit)
    yield Row("hand-over", "ours beside claim-send-mark", speed["ours"] / speed["naive"], "times", ">= 2.0")
    yield Row("hand-over", "ours beside bare publishes", speed["ours"] / speed["bare"], "times", ">= 0.7")
    yield Row(
        "hand-over", "ours beside bare ones in as many threads", speed["ours"] / speed["threaded"], "times"
    )


def _finished() -> str:
    """Compose one person's text, for those who send it to everybody."""
    sent, person = release("text", range(1)).sending, contact(0)
    made = wiring.compose()(sent, wiring.sendings().forms(sent.id), "", person, person.addresses[0])
    return made.text


def _each(work: Callable[[T], None], things: Iterable[T]) -> None:
    for thing in things:
        work(thing)


def _deliver(delivery: Delivery, sent: Released) -> None:
    for page in sent.pages:
        delivery.deliver(sent.sending.id, page)


def _ledger(pk: str, recipients: int) -> list[dict[str, Any]]:
    """Write a row a recipient, as a ledger without pages has; answer their keys."""
    rows: list[Item] = [
        {"pk": pk, "sk": f"{n:06d}", "status": "waiting", "to": number(n)} for n in range(recipients)
    ]
    wiring.table().put_many(rows)
    return [{"pk": {"S": pk}, "sk": {"S": f"{n:06d}"}} for n in range(recipients)]


def _claim_send_mark(dynamo: Any, slot: dict[str, Any], publish: Callable[[int], None]) -> None:
    """Send to one recipient as one would write it first: claim the row, send, mark it."""
    _step(dynamo, slot, "waiting", "sending")
    publish(int(slot["sk"]["S"]))
    _step(dynamo, slot, "sending", "sent")


def _step(dynamo: Any, slot: dict[str, Any], old: str, new: str) -> None:
    dynamo.update_item(
        TableName=settings().table,
        Key=slot,
        UpdateExpression="SET #s = :new",
        ConditionExpression="#s = :old",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={":new": {"S": new}, ":old": {"S": old}},
    )
