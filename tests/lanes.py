"""Lanes at work on virtual time: several workers each, a table and a provider that take their time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple
from unittest.mock import patch

from chalicelib.domain.delivery import Recipient
from chalicelib.domain.errors import Failure
from chalicelib.domain.force import Force
from chalicelib.domain.sending import Message
from chalicelib.domain.sms_text import size
from chalicelib.ports import Item, Key
from chalicelib.services.sending import handover
from chalicelib.services.sending.delivery import Delivery
from chalicelib.services.sending.handover import HandOver
from chalicelib.stores.items import item_of
from chalicelib.stores.keys import id_in

from .factories import a_contact, a_force, a_page, a_sending, a_sid, compose, some_forms
from .fakes import FakeQueue, MemoryTable
from .parts import Parts
from .simulation.crew import Crew, WorldClock
from .simulation.world import World

TABLE, PROVIDER, TAKE, LIFE = 0.006, 0.06, 0.01, 60.0
"""Seconds that a request of the table, one of the provider and one of a queue take, and those of a worker."""


class Crowd(MemoryTable):
    """A table in which everybody has a contact, made up when it is read; `numbers` are the people's."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[str, int] = {}

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        people = {key: self.numbers[id_in(key.pk)] for key in keys if key.sk == "CONTACT"}
        return super().get_many(keys) | {key: item_of(a_contact(n), key) for key, n in people.items()}


class Sent(NamedTuple):
    """One message that the provider took: when (seconds), of which sending, and its parts or recipients."""

    at: float
    sending: str
    weight: int


class SlowChannel:
    """`ports.Channel` that counts a call when it comes and answers when its time has passed."""

    def __init__(self, world: World, name: str, batch: int = 1) -> None:
        self.name, self.batch, self._world = name, batch, world
        self.sent: list[Sent] = []
        self.to: Counter[str] = Counter()
        self.latency = PROVIDER

    def send(self, messages: Sequence[Message]) -> list[str | Failure]:
        for message in messages:
            weight = size(message.text).parts if self.name == "text" else 1
            self.sent.append(Sent(self._world.time, message.reference.split(".")[0], weight))
            self.to[message.to] += 1
        self._world.pause(self.latency)
        return [f"{self.name}-{len(self.sent)}" for _ in messages]


class Lanes(Parts):
    """Queues, and so many workers on each that take a page, work on it, and take the next."""

    def __init__(self, world: World, force: Force) -> None:
        super().__init__(Crowd(), WorldClock(world), FakeQueue())
        self.world, self.force, self.next = world, force, 0
        self.text, self.email = SlowChannel(world, "text"), SlowChannel(world, "email", 50)
        usual = {"text": force.texting.provider, "email": force.emailing.provider}
        self.delivery = self.make(
            Delivery,
            channels={"text": {usual["text"]: self.text}, "email": {usual["email"]: self.email}},
            compose=compose,
            handover=HandOver(clock=self.clock),
        )
        self.table.before = lambda name: world.pause(TABLE)

    def release(self, id: str, people: int, channel: str = "text", text: str = "", **changes: object) -> None:
        """Put a released sending to so many people on its lane's queue."""
        sending = a_sending(id=id, code=id[-8:], **changes)
        forms = some_forms(sending=id, **({"text": text} if text else {}))
        self.table.commit(*self.sendings.add(sending, forms))
        for k in range(0, people, 100):
            here = range(self.next + k, self.next + min(k + 100, people))
            self.table.numbers |= {a_sid(n): n for n in here}
            page = a_page(len(here), id=f"{channel}#0000#{k // 100:04d}", sending=id, channel=channel).but(
                recipients=tuple(Recipient(a_sid(n)) for n in here)
            )
            self.sendings.add_page(page)
            self.queue.put(sending.lane, [{"sending": id, "page": page.id}])
        self.next += people

    def staff(self, **workers: int) -> None:
        """Let so many workers begin on each lane."""
        for lane, many in workers.items():
            for _ in range(many):
                self.world.start(partial(self._work, lane))

    def _work(self, lane: str) -> None:
        while True:
            bodies = self.queue.bodies[lane]
            if not bodies:
                self.world.pause(0.05)
                continue
            self._deliver(bodies.pop(0), self.world.time + LIFE)

    def _deliver(self, body: dict[str, object], ends: float) -> None:
        sending, page = str(body["sending"]), str(body["page"])
        self.world.pause(TAKE)
        self.delivery.deliver(sending, page, lambda: ends - self.world.time)


@contextmanager
def lanes(**force: object) -> Iterator[Lanes]:
    """Open the lanes of a force with these speeds: `parts_per_second` and `per_second`."""
    was, world = a_force(), World()
    texting = {name: value for name, value in force.items() if name != "per_second"}
    emailing = {name: value for name, value in force.items() if name == "per_second"}
    now = was.but(texting=was.texting.but(**texting), emailing=was.emailing.but(**emailing))
    with world, patch.object(handover, "ThreadPoolExecutor", partial(Crew, world)):
        yield Lanes(world, now)


def most_in_a_second(sent: Sequence[Sent]) -> int:
    """Add up the weights of every second that begins with a message; the most of them."""
    most = total = first = 0
    for last in sent:
        total += last.weight
        while sent[first].at <= last.at - 1:
            total -= sent[first].weight
            first += 1
        most = max(most, total)
    return most
