"""The pace on a real clock, with real threads: WATCHWORD_PACE_SECONDS says for how long (10, unless said)."""

import os
import threading
import time
from collections.abc import Sequence

import pytest

from chalicelib.domain.delivery import Recipient
from chalicelib.domain.errors import Failure
from chalicelib.domain.sending import Message
from chalicelib.machine import SystemClock
from chalicelib.services.sending.delivery import Delivery
from chalicelib.services.sending.handover import HandOver
from tests.engine import Engine
from tests.factories import a_contact, a_page, a_sending, a_sid, compose
from tests.lanes import Sent, most_in_a_second

pytestmark = pytest.mark.slow

SECONDS, RATE = int(os.environ.get("WATCHWORD_PACE_SECONDS", "10")), 20


class Provider:
    """A provider of texts that answers after 60 ms."""

    name, batch = "text", 1

    def __init__(self) -> None:
        self.sent: list[Sent] = []

    def send(self, messages: Sequence[Message]) -> list[str | Failure]:
        self.sent.append(Sent(time.monotonic(), "", len(messages)))
        time.sleep(0.06)
        return [f"text-{len(self.sent)}"]


def test_two_workers_use_a_rate_of_twenty_a_second_and_never_more() -> None:
    engine, provider, people = Engine(), Provider(), SECONDS * RATE
    engine.people(a_contact(n) for n in range(people))
    pages = [
        a_page(100, id=f"text#0000#{k:04d}").but(
            recipients=tuple(Recipient(a_sid(n)) for n in range(100 * k, 100 * k + 100))
        )
        for k in range(people // 100)
    ]
    engine.release(*pages)
    engine.clock = SystemClock()
    delivery = engine.make(
        Delivery,
        channels={"text": {"sns": provider}},
        compose=compose,
        handover=HandOver(clock=engine.clock),
    )
    waiting, pulling = [page.id for page in pages], threading.Lock()

    def work() -> None:
        while True:
            with pulling:
                if not waiting:
                    return
                page = waiting.pop(0)
            delivery.deliver(a_sending().id, page)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sent = sorted(provider.sent)
    used = (len(sent) - 1) / (sent[-1].at - sent[0].at) / RATE
    print(f"{len(sent)} texts, {used:.1%} of the rate, {most_in_a_second(sent)} in a second at most")
    assert len(sent) == people
    assert most_in_a_second(sent) <= RATE
    assert used >= 0.9
