"""The hand-over: what it costs per recipient, in calls and write units."""

from collections.abc import Iterator
from dataclasses import replace
from operator import itemgetter
from random import Random

from chalicelib import wiring
from chalicelib.domain.receipt import Batch, Receipt
from chalicelib.domain.subscriber import CHANNELS, Channel
from chalicelib.services.sending.receiving import TOGETHER
from chalicelib.stores.facts import FactStore
from chalicelib.stores.receipts import ReceiptStore
from chalicelib.stores.sendings import SendingStore
from chalicelib.stores.traffics import TrafficStore

from .counted_ports import CountedChannel, CountedQueue, CountedTable, Tally
from .crowd import PATIENT, Released, brisk, release, settle
from .meter import ROUNDS, Row
from .plain import deliver
from .plain import rows as speeds

CALLS = {"text": "<= 1.15", "email": "<= 0.10"}
UNITS, ALL_UNITS = "<= 0.15", "<= 1.3"
QUEUED = 10
"""Messages that a worker takes off a queue at once."""
LATE = 500
"""By so many others, at most, is a receipt overtaken here."""


def rows(recipients: int) -> Iterator[Row]:
    """Measure; `recipients` per channel for the costs, and in five rounds for the CPU."""
    settle(recipients)
    for channel in CHANNELS:
        yield from _costs(channel, recipients)
    yield from speeds(recipients // ROUNDS)


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
        clock=PATIENT,
        handover=replace(wiring.handover(), clock=PATIENT, threads=1),
        sendings=SendingStore(table),
        traffics=TrafficStore(table),
        pacing=replace(brisk(), clock=PATIENT, table=table, traffics=TrafficStore(table)),
        queue=CountedQueue(wiring.queue(), tally),
        channels={
            name: {provider: CountedChannel(each, tally) for provider, each in known.items()}
            for name, known in wiring.channels().items()
        },
    )
    deliver(delivery, sent)
    # Every page is received and deleted, ten at a time.
    tally.calls += 2 * len(sent.pages) / 10
    yield Row("hand-over", f"calls a recipient, {channel}", tally.calls / recipients, "calls", CALLS[channel])
    yield Row("hand-over", f"write units a recipient, {channel}", tally.units / recipients, "units", UNITS)
    yield from _after(channel, sent, recipients, tally.units)


def _after(channel: Channel, sent: Released, recipients: int, before: int) -> Iterator[Row]:
    """Count what follows: everybody's history and the week's facts, then a receipt each."""
    units = before
    for name, work in (("history", _recorded), ("receipts", _told)):
        tally = Tally()
        work(CountedTable(wiring.table(), tally), sent)
        units += tally.units
        calls, each = tally.calls / recipients, tally.units / recipients
        yield Row("hand-over", f"calls a recipient for {name}, {channel}", calls, "calls")
        yield Row("hand-over", f"write units a recipient for {name}, {channel}", each, "units")
    yield Row("hand-over", f"write units with both, {channel}", units / recipients, "units", ALL_UNITS)


def _recorded(table: CountedTable, sent: Released) -> None:
    sendings = SendingStore(table)
    closing = replace(wiring.closing(), table=table, sendings=sendings)
    recording = replace(
        wiring.recording(), table=table, sendings=sendings, facts=FactStore(table), closing=closing
    )
    for page in sent.pages:
        recording.record(sent.sending.id, page)


def _told(table: CountedTable, sent: Released) -> None:
    """Take a receipt a recipient, about in the order of sending, ten messages of fifty to a worker."""
    receiving = replace(wiring.receiving(), table=table, receipts=ReceiptStore(table))
    receipts = [
        Receipt(provider="ses", outcome="delivered", at=wiring.clock().now(), reference=page.reference(slot))
        for page in wiring.sendings().pages(sent.sending.id)
        for slot in range(len(page.recipients))
    ]
    chance = Random(len(receipts))  # noqa: S311 (what comes when, no secret)
    late = [n + chance.uniform(0, LATE) for n in range(len(receipts))]
    receipts = [receipt for _, receipt in sorted(zip(late, receipts, strict=True), key=itemgetter(0))]
    batches = [
        Batch(receipts=tuple(receipts[start : start + TOGETHER]))
        for start in range(0, len(receipts), TOGETHER)
    ]
    for start in range(0, len(batches), QUEUED):
        receiving.judge({str(n): batch for n, batch in enumerate(batches[start : start + QUEUED])})
