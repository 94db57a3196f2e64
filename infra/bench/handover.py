"""The hand-over: what it costs per recipient, in calls and write units."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib import wiring
from chalicelib.domain.subscriber import CHANNELS, Channel
from chalicelib.stores.facts import FactStore
from chalicelib.stores.sendings import SendingStore

from .counted_ports import CountedChannel, CountedQueue, CountedTable, Tally
from .crowd import Released, release, settle
from .meter import ROUNDS, Row
from .plain import deliver
from .plain import rows as speeds

CALLS = {"text": "<= 1.15", "email": "<= 0.10"}
UNITS = "<= 0.15"


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
        sendings=SendingStore(table),
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
