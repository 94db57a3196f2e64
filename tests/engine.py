"""The fan-out on fakes: every store and service of it, wired as in production."""

from collections.abc import Callable, Iterable

from chalicelib.domain.alert import Alert, AlertStatus
from chalicelib.domain.delivery import Page
from chalicelib.domain.sending import Range, Sending, SendingStatus
from chalicelib.domain.subscriber import Contact
from chalicelib.ports import Table, Write
from chalicelib.services.closing import Closing
from chalicelib.services.delivery import Delivery
from chalicelib.services.gate import Gate
from chalicelib.services.handover import HandOver
from chalicelib.services.planning import Planning
from chalicelib.services.reading import Reading
from chalicelib.services.recording import Recording
from chalicelib.services.sweep import Sweep
from chalicelib.stores import keys
from chalicelib.stores.alerts import AlertStore
from chalicelib.stores.audit import AuditStore
from chalicelib.stores.facts import FactStore
from chalicelib.stores.items import item_of
from chalicelib.stores.requests import RequestStore
from chalicelib.stores.sendings import SendingStore
from chalicelib.stores.subscribers import SubscriberStore

from .factories import a_force, a_sending, an_alert, compose, some_forms
from .fakes import FakeChannel, FakeClock, FakeIds, FakeKeys, FakeQueue, MemoryTable

FORCE = a_force()


class Engine:
    """Stores and services of the fan-out; `work` gives every queued message to its worker.

    They work on `table`, the one in memory, unless another is given.
    """

    def __init__(self, most: int = 100, threads: int = 1, on: Table | None = None) -> None:
        self.table, self.clock, self.queue, ids = MemoryTable(), FakeClock(), FakeQueue(), FakeIds()
        self.store: Table = on or self.table
        self.remaining: Callable[[], float] = lambda: 60.0
        self.text, self.email = FakeChannel("text"), FakeChannel("email", batch=50)
        self.sendings, self.alerts = SendingStore(self.store), AlertStore(self.store)
        self.subscribers = SubscriberStore(self.store, FakeKeys(), FORCE)
        self.facts, self.requests = FactStore(self.store), RequestStore(self.store)
        self.audit = AuditStore(self.store, self.clock, ids)
        reading = Reading(clock=self.clock, alerts=self.alerts, subscribers=self.subscribers, force=FORCE)
        self.planning = Planning(queue=self.queue, sendings=self.sendings, reading=reading, most=most)
        self.gate = Gate(
            table=self.store,
            clock=self.clock,
            queue=self.queue,
            sendings=self.sendings,
            alerts=self.alerts,
            audit=self.audit,
            reading=reading,
            most=most,
        )
        self.delivery = Delivery(
            table=self.store,
            clock=self.clock,
            queue=self.queue,
            sendings=self.sendings,
            channels={"text": self.text, "email": self.email},
            compose=compose,
            handover=HandOver(clock=self.clock, jitter=lambda: 0.5, threads=threads),
        )
        self.closing = Closing(
            table=self.store, clock=self.clock, sendings=self.sendings, alerts=self.alerts, audit=self.audit
        )
        self.recording = Recording(
            table=self.store,
            clock=self.clock,
            sendings=self.sendings,
            facts=self.facts,
            closing=self.closing,
        )
        self.sweep = Sweep(
            table=self.store,
            clock=self.clock,
            queue=self.queue,
            requests=self.requests,
            sendings=self.sendings,
            alerts=self.alerts,
            audit=self.audit,
            closing=self.closing,
        )

    def people(self, contacts: Iterable[Contact]) -> None:
        """Put contacts into the table."""
        for contact in contacts:
            key = keys.contact(contact.sid)
            self.store.commit(Write(key, item_of(contact, key)))

    def release(self, *pages: Page, **changes: object) -> Sending:
        """Put a released sending with these pages into the table."""
        sending = a_sending(**changes)
        self.store.commit(*self.sendings.add(sending, some_forms(sending=sending.id)))
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
        self.store.commit(Write(key, item_of(alert, key)))
        self.sendings.put_ranges(spans)
        self.store.commit(*self.sendings.add(sending, some_forms()))
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
