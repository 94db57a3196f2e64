"""The real services, wired to the story's table, queues, clock and providers; nothing of them is changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from unittest.mock import patch

from chalicelib.domain.errors import NotFound
from chalicelib.domain.force import Force
from chalicelib.domain.receipt import Batch
from chalicelib.domain.sending import WINDOW, Forms, Message, Sending
from chalicelib.domain.subscriber import Address, Contact
from chalicelib.services.alerts import Writing
from chalicelib.services.sending import handover
from chalicelib.services.sending.delivery import Delivery
from chalicelib.services.sending.direct import Direct
from chalicelib.services.sending.gate import Gate
from chalicelib.services.sending.handover import HandOver
from chalicelib.services.sending.planning import Planning
from chalicelib.services.sending.receiving import Receiving
from chalicelib.services.sending.recording import Recording
from chalicelib.services.sending.sweep import Sweep
from tests.factories import compose
from tests.parts import FORCE, Parts

from .crew import Crew, WorldClock
from .fate import Fate
from .judge import PENCE
from .providers import Provider
from .queues import Body, Queues
from .scenario import Quiet
from .table import FarTable
from .world import World


class Machine(Parts):
    """One deployed version: `most` recipients a page, `threads` calls at once."""

    def __init__(
        self,
        table: FarTable,
        queues: Queues,
        fate: Fate,
        force: Force,
        providers: Mapping[str, Mapping[str, Provider]],
        most: int,
        threads: int,
    ) -> None:
        super().__init__(table, WorldClock(fate.world), queues)
        self.force, self.fate, self.poison = force, fate, set[str]()
        self.planning, self.gate = self.make(Planning, most=most), self.make(Gate, most=most)
        self.jitter = fate.faults.chance("F16").random
        hand_over = HandOver(clock=self.clock, threads=threads)
        self.delivery = self.make(Delivery, channels=providers, compose=self._compose, handover=hand_over)
        self.recording, self.sweep = self.make(Recording), self.make(Sweep)
        self.direct, self.writing = self.make(Direct), self.make(Writing)
        self.receiving = self.make(Receiving)

    def work(self, queue: str, body: Body) -> None:
        """Do what one message asks for, as `handlers/workers.py` gives it out."""
        if queue == "plan" and body["task"] == "range":
            self.planning.plan(str(body["sending"]), int(str(body["range"])))
        elif queue == "plan":
            self.gate.release(str(body["sending"]))
        elif queue == "receipts":
            batch = Batch.model_validate_json(json.dumps(body))
            if self.receiving.judge({"": batch}):
                raise NotFound("what these receipts speak of is not recorded yet")
        elif queue == "record":
            self.recording.record(str(body["sending"]), str(body["page"]))
        else:
            self.delivery.deliver(str(body["sending"]), str(body["page"]), self._remaining)

    def _remaining(self) -> float:
        worker = self.fate.worker
        return worker.deadline - self.fate.world.time if worker else 60.0

    def _compose(
        self, sending: Sending, forms: Forms, reference: str, contact: Contact, address: Address
    ) -> Message:
        """Write the plainest message; for some people it cannot be written."""
        if contact.sid in self.poison:
            raise ValueError("a name that cannot be dressed")
        return compose(sending, forms, reference, contact, address)


@cache
def a_force_with(quiet: Quiet, rate: int, pounds: float | None) -> Force:
    """Answer the force with these quiet hours, two providers a channel of this speed, and this to spend."""
    notify = {"name": "another", "per_second": rate, "pence": PENCE}
    texting = FORCE.texting.but(
        quiet=quiet, parts_per_second=rate, pounds_a_month=pounds, pence_per_part=PENCE, others=(notify,)
    )
    smtp = {"name": "another", "per_second": 2 * rate}
    return FORCE.but(texting=texting, emailing=FORCE.emailing.but(per_second=2 * rate, others=(smtp,)))


@contextmanager
def small(world: World, windows: Mapping[str, int]) -> Iterator[None]:
    """Let windows be small and threads take turns on the world's time, for as long as this lasts."""
    with patch.dict(WINDOW, windows), patch.object(handover, "ThreadPoolExecutor", partial(Crew, world)):
        yield
