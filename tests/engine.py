"""The fan-out on fakes: every store and service of it, wired as in production."""

from collections.abc import Callable, Iterable

from chalicelib.domain.alert import Alert, AlertStatus
from chalicelib.domain.delivery import Page
from chalicelib.domain.force import Force
from chalicelib.domain.sending import Range, Sending, SendingStatus
from chalicelib.domain.subscriber import Contact
from chalicelib.ports import Table, Write
from chalicelib.services.sending.closing import Closing
from chalicelib.services.sending.delivery import Delivery
from chalicelib.services.sending.gate import Gate
from chalicelib.services.sending.handover import HandOver
from chalicelib.services.sending.planning import Planning
from chalicelib.services.sending.recording import Recording
from chalicelib.services.sending.sweep import Sweep
from chalicelib.stores import keys
from chalicelib.stores.items import item_of

from .factories import a_sending, an_alert, compose, some_forms
from .fakes import FakeChannel
from .parts import Parts


class Engine(Parts):
    """Stores and services of the fan-out; `work` gives every queued message to its worker."""

    def __init__(
        self, most: int = 100, threads: int = 1, on: Table | None = None, force: Force | None = None
    ) -> None:
        super().__init__(on)
        self.force = force or self.force
        self.remaining: Callable[[], float] = lambda: 60.0
        self.text, self.email = FakeChannel("text"), FakeChannel("email", batch=50)
        self.planning, self.gate = self.make(Planning, most=most), self.make(Gate, most=most)
        self.delivery = self.make(
            Delivery,
            channels={"text": {"sns": self.text}, "email": {"ses": self.email}},
            compose=compose,
            handover=HandOver(clock=self.clock, threads=threads),
        )
        self.closing = self.make(Closing)
        self.recording, self.sweep = self.make(Recording), self.make(Sweep)

    def people(self, contacts: Iterable[Contact]) -> None:
        """Put contacts into the table."""
        for contact in contacts:
            key = keys.contact(contact.sid)
            self.table.commit(Write(key, item_of(contact, key)))

    def release(self, *pages: Page, **changes: object) -> Sending:
        """Put a released sending with these pages into the table."""
        sending = a_sending(**changes)
        self.table.commit(*self.sendings.add(sending, some_forms(sending=sending.id)))
        for page in pages:
            self.sendings.add_page(page)
        return sending

    def approve(self, *spans: Range, **changes: object) -> Alert:
        """Put an approved alert with its sending and ranges into the table, and queue the planning."""
        sending = a_sending(
            status=SendingStatus.PLANNING, released_at=None, ranges=len(spans), alert="ALERT1"
        )
        alert = an_alert(status=AlertStatus.APPROVED, sending=sending.id, **changes)
        key = keys.alert(alert.id)
        self.table.commit(Write(key, item_of(alert, key)))
        self.sendings.put_ranges(spans)
        self.table.commit(*self.sendings.add(sending, some_forms()))
        self.queue.put("plan", [{"task": "range", "sending": sending.id, "range": span.n} for span in spans])
        return alert

    def take(self) -> Callable[[], None] | None:
        """Take one message off any queue; answer the work it asks for, None when nothing is queued."""
        for name in ("plan", "urgent", "routine", "direct", "record"):
            if self.queue.bodies[name]:
                return self.task(name, self.queue.bodies[name].pop(0))
        return None

    def task(self, name: str, body: dict[str, object]) -> Callable[[], None]:
        """Answer the work that one message asks for, as `handlers/workers.py` gives it out."""
        sending = str(body["sending"])
        if name == "record":
            return lambda: self.recording.record(sending, str(body["page"]))
        if name != "plan":
            return lambda: self.delivery.deliver(sending, str(body["page"]), self.remaining)
        if body["task"] == "range":
            return lambda: self.planning.plan(sending, int(str(body["range"])))
        return lambda: self.gate.release(sending)

    def work(self) -> None:
        """Work until nothing is queued."""
        while task := self.take():
            task()
