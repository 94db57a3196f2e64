"""A town whose people join, leave, move, and change their groups while they are being planned."""

from collections import Counter
from collections.abc import Callable, Sequence

from chalicelib.domain.alert import Content
from chalicelib.domain.delivery import END, total
from chalicelib.domain.errors import Conflict
from chalicelib.domain.sending import Range, SendingStatus
from chalicelib.domain.subscriber import Place, Subscriber
from chalicelib.ports import Write

from .colleague import Colleague
from .engine import Engine
from .factories import NOW, WARD, a_contact, a_place, a_range, a_sending, a_sid, a_subscriber
from .fakes import Killed

CELLS = "01234567"
INSIDE, GROUPS = "M05000009", ("dog-walkers", "horses")
"""The ward of the later four cells, and two interests of the made-up force."""
SPANS = (
    a_range(n=0, runs=(("G#u10hb", "u10hb0", "u10hb1~"), ("G#u10hb", "u10hb2", "u10hb2~"))),
    a_range(n=1, runs=(("G#u10hb", "u10hb3", "u10hb4~"),)),
    a_range(n=2, runs=(("G#u10hb", "u10hb5", "u10hb7~"),)),
)
Change = tuple[str, int, int]
"""What happens, to which person, and a number that says where to or how."""


class Town:
    """People who move about while they are being planned; some have a second place four cells on."""

    def __init__(self, cells: list[int], spans: Sequence[Range], content: Content) -> None:
        self.engine, self.content = Engine(most=3), content
        self.colleague = Colleague({}, {}, (), NOW)
        self.living: dict[int, Subscriber] = {}
        self.always, self.ever = set[str](), set[str]()
        self.next = len(cells)
        for n, cell in enumerate(cells):
            self._settle(n, cell)
        self.always = set(self.ever)
        self.engine.approve(*spans, content=self.content)

    def _put(self, writes: list[Write]) -> None:
        for write in writes:
            if write.item is None:
                self.engine.table.items.pop(write.key, None)
            else:
                self.engine.table.items[write.key] = write.item

    def _settle(self, n: int, cell: int) -> None:
        person = a_subscriber(n, places=_places(n, cell), interests=_groups(n))
        self._put(self.engine.subscribers.add(person, person.contact))
        self.living[n] = person
        self._judge(person)

    def _judge(self, person: Subscriber) -> None:
        """Remember who was meant at some time, and who was all the time."""
        if self.colleague.expected([person], self.content):
            self.ever.add(person.contact.sid)
        else:
            self.always.discard(person.contact.sid)

    def change(self, change: Change) -> None:
        """Let somebody join, leave, move to another cell, change groups, or prefer another channel."""
        kind, n, where = change
        if kind == "join":
            self._settle(self.next, where)
            self.next += 1
        elif n in self.living:
            was = self.living.pop(n)
            if kind == "leave":
                now = was.but(contact=was.contact.but(left_at=self.engine.clock.now()))
                self.always.discard(a_sid(n))
            else:
                now = self._changed(was, n, kind, where)
                self.living[n] = now
                self._judge(now)
            self._put(self.engine.subscribers.save(now, was))

    def _changed(self, was: Subscriber, n: int, kind: str, how: int) -> Subscriber:
        if kind == "move":
            return was.but(places=_places(n, how))
        if kind == "group":
            return was.but(interests=_groups(how))
        both = a_contact(n).addresses
        return was.but(contact=was.contact.but(addresses=both[:1] if how % 2 else both[1:]))

    def run(self, at: dict[int, Callable[[], None]]) -> None:
        """Plan to the end; before the k-th request to table or queue, `at[k]` happens."""
        calls = 0

        def count(name: str) -> None:
            nonlocal calls
            calls += 1
            if event := at.pop(calls, None):
                event()

        self.engine.table.before = self.engine.queue.before = count
        for _ in range(300):
            if not self._step():
                return
        raise AssertionError("planning does not come to an end")

    def _step(self) -> bool:
        """Do one task, as SQS gives it: again where it was killed; the sweep where none is left."""
        queue = self.engine.queue.bodies["plan"]
        if not queue:
            return self._swept()
        body = queue.pop(0)
        try:
            self.engine.task("plan", body)()
        except (Killed, Conflict):
            queue.append(body)
        return True

    def _swept(self) -> bool:
        try:
            head = self.engine.sendings.load(a_sending().id)
            assert head
            if head.status is SendingStatus.PLANNING:
                self.engine.clock.pass_by(minutes=15)
                self.engine.sweep.run()
        except Killed:
            return True
        return head.status is SendingStatus.PLANNING

    def check(self) -> None:
        """Assert what must hold once the sending is released."""
        self.engine.table.before = self.engine.queue.before = lambda name: None
        sendings, sending = self.engine.sendings, a_sending().id
        stands, slots = Counter[str](), 0
        for page in sendings.pages(sending):
            assert len(page.recipients) == len(page.stamps) <= 3
            if page.recipients:
                state = sendings.state(sending, page.id)
                assert len(state.slots) == len(page.recipients)
                slots += len(state.slots)
                people = zip(page.recipients, state.slots, strict=True)
                stands.update(recipient.sid for recipient, letter in people if letter != "D")
        assert not [sid for sid, times in stands.items() if times > 1], "somebody stands on two pages"
        assert not set(stands) - self.ever, "somebody was never meant"
        assert not self.always - set(stands), "somebody who belonged all the time stands on none"
        assert sum(total(sendings.states(sending)).values()) == slots
        ends = Counter(page.id.rsplit("#", 1)[0] for page in sendings.pages(sending) if page.end == END)
        assert set(ends.values()) == {1}, "a chain has one end"


def _places(n: int, cell: int) -> tuple[Place, ...]:
    cells = (cell, (cell + 4) % 8) if n % 3 == 0 else (cell,)
    return tuple(
        a_place(n).but(n=i, geohash=f"u10hb{CELLS[c]}{n:03d}", ward=INSIDE if c > 3 else WARD)
        for i, c in enumerate(cells)
    )


def _groups(how: int) -> tuple[str, ...]:
    """The one, the other, both or neither."""
    return (GROUPS[:1], GROUPS[1:], GROUPS, ())[how % 4]
