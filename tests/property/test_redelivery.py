"""A queue delivers at least once: one message to two workers, beside the loop that one writes first."""

from collections.abc import Callable
from functools import partial
from random import Random

import pytest

from chalicelib.ports import Key, Write
from tests.factories import a_message
from tests.lanes import Lanes, lanes

TIMES, PEOPLE = 100, 3
SENDING, PAGE = "SENDING1", "text#0000#0000"


def ours(at_work: Lanes) -> None:
    at_work.delivery.deliver(SENDING, PAGE)


def read_send_write(at_work: Lanes) -> None:
    """Look whether somebody was sent to; if not, send, and write it down."""
    for n in range(PEOPLE):
        key = Key("PLAIN", str(n))
        if at_work.table.get(key) is None:
            at_work.text.send([a_message(to=f"+44770090000{n}")])
            at_work.table.commit(Write(key, {"pk": key.pk, "sk": key.sk, "status": "sent"}))


def doubled(worker: Callable[[Lanes], None], apart: float, time: int) -> bool:
    """Give one message to two workers, so many seconds apart; tell whether anybody got it twice."""
    chance = Random(time)
    with lanes(parts_per_second=20) as at_work:
        at_work.release(SENDING, PEOPLE)
        at_work.text.latency = 0.05
        at_work.table.before = lambda name: at_work.world.pause(chance.uniform(0.002, 0.01))
        for late in (0.0, apart):
            at_work.world.start(partial(worker, at_work), after=late)
        at_work.world.run()
        got = at_work.text.to
    assert len(got) == PEOPLE
    return max(got.values()) > 1


@pytest.mark.parametrize("apart", [0.0, 0.02])
def test_a_message_that_two_workers_get_is_sent_once(apart: float) -> None:
    found = {
        worker.__name__: sum(doubled(worker, apart, time) for time in range(TIMES))
        for worker in (ours, read_send_write)
    }
    print(f"{1000 * apart:.0f} ms apart: of {TIMES} messages, ours doubled {found['ours']}, ", end="")
    print(f"read-send-write {found['read_send_write']}")
    assert found["ours"] == 0
    assert found["read_send_write"] > TIMES / 2
