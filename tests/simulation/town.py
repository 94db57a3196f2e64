"""The people of a story: they live in the audience index, and change while they are planned and sent to."""

from functools import cache
from random import Random

from chalicelib.domain.subscriber import AddressState, Place, Subscriber
from chalicelib.ports import Key, Subscribers, Write
from chalicelib.stores import keys
from tests.factories import NOW, a_contact, a_place, a_sid, a_subscriber

from .judge import Judge
from .scenario import Quiet, Scenario
from .table import FarTable

CELLS = "01234567"
Change = str
CHANGES: tuple[Change, ...] = ("join", "leave", "move", "switch")


@cache
def resident(n: int, cell: int, order: str, quiet: Quiet) -> Subscriber:
    """Make a person, every third with a second place four cells on; `order` is their wish, or "".

    Every fifth rests in these hours, and every tenth is woken by what is urgent all the same.
    """
    cells = (cell, (cell + 4) % 8) if n % 3 == 0 else (cell,)
    places: tuple[Place, ...] = tuple(
        a_place(n).but(n=k, geohash=f"u10hb{CELLS[c]}{n:03d}") for k, c in enumerate(cells)
    )
    wish = {"standard": (order,), "urgent": (order,)} if order else {}
    rests = {"quiet_hours": quiet, "urgent_wakes": n % 10 == 0} if n % 5 == 0 else {}
    contact = a_contact(n, order=wish, **rests)
    return a_subscriber(n, contact=contact, places=places)


class Town:
    """Everybody. Each person changes once at most: who moves twice while the gate reads may be missed."""

    def __init__(
        self, table: FarTable, subscribers: Subscribers, judge: Judge, chance: Random, scenario: Scenario
    ) -> None:
        self._table, self._store, self._judge, self._chance = table, subscribers, judge, chance
        self._scenario = scenario
        self.living: dict[int, Subscriber] = {}
        self._changed, self._first, self._next = set[int](), 0, 1

    def settle(self, people: int) -> None:
        """Let so many people join."""
        for n in range(self._next, self._next + people):
            wish = "text" if self._scenario.busy else self._chance.choice(("", "text", "email"))
            person = resident(n, self._chance.randrange(8), wish, self._scenario.quiet)
            for address in person.contact.addresses:
                self._judge.resting[address.value] = person.contact.quiet_hours, person.contact.urgent_wakes
            locks = (self._store.lock(address, person.contact.sid) for address in person.contact.addresses)
            self._table.apply([*self._store.add(person, person.contact), *locks])
            self.living[n] = person
        self._next += people
        self._first = self._first or people

    def settled(self) -> set[str]:
        """Answer who has lived here from the beginning, whom every index shows by now."""
        return {a_sid(n) for n in self.living if n <= self._first}

    def change(self) -> None:
        """Let somebody join, leave, move to another cell, or prefer another channel."""
        kind = self._chance.choice(CHANGES)
        if kind == "join":
            self._changed.add(self._next)
            self.settle(1)
        elif (n := self._somebody()) is not None:
            if kind == "leave":
                self.leave(n)
            else:
                self._become(n, self._moved(n) if kind == "move" else self._switched(n))

    def opt_out(self) -> None:
        """Let somebody leave, or be erased, or stop one of their addresses."""
        n = self._somebody()
        if n is None:
            return
        how = self._chance.randrange(3)
        if how == 0:
            self.leave(n)
        elif how == 1:
            self.erase(n)
        else:
            self._stop(n, self._chance.choice(("text", "email")))

    def leave(self, n: int) -> None:
        """End everything that may be sent to somebody."""
        was = self._now(n)
        del self.living[n]
        gone = tuple(a.but(state=AddressState.OPTED_OUT) for a in was.contact.addresses)
        contact = was.contact.but(addresses=gone, left_at=NOW)
        self._table.apply(self._store.save(was.but(contact=contact), was))

    def erase(self, n: int) -> None:
        """Take everything away that is held of somebody."""
        was = self.living.pop(n)
        items = list(self._table.inner.query(keys.contact(a_sid(n)).pk))
        self._table.apply([Write(Key(str(item["pk"]), str(item["sk"])), None) for item in items])
        self._judge.left.add(was.contact.sid)
        for address in was.contact.addresses:
            self._judge.stopped(address.value)

    def damage(self) -> str:
        """Spoil somebody's contact, so that nobody can read it; answers whose."""
        sid = self.somebody()
        if sid:
            self._table.spoil(keys.contact(sid))
        return sid

    def somebody(self) -> str:
        """Choose a person to be left alone from now on; "" where nobody is left."""
        n = self._somebody()
        return a_sid(n) if n else ""

    def _now(self, n: int) -> Subscriber:
        """Answer somebody as they are by now: a mailbox may have bounced."""
        return self._store.load(a_sid(n)) or self.living[n]

    def _stop(self, n: int, channel: str) -> None:
        was = self._now(n)
        addresses = tuple(
            a.but(state=AddressState.OPTED_OUT) if a.channel == channel else a for a in was.contact.addresses
        )
        self._become(n, was.but(contact=was.contact.but(addresses=addresses)))

    def _become(self, n: int, now: Subscriber) -> None:
        self._table.apply(self._store.save(now, self._now(n)))

    def _moved(self, n: int) -> Subscriber:
        was, cell = self._now(n), self._chance.randrange(8)
        return was.but(places=resident(n, cell, "", None).places)

    def _switched(self, n: int) -> Subscriber:
        was = self._now(n)
        channel = self._chance.choice(("text", "email"))
        return was.but(contact=was.contact.but(order={"standard": (channel,), "urgent": (channel,)}))

    def _somebody(self) -> int | None:
        """Choose who has not changed yet."""
        there = [n for n in self.living if n not in self._changed]
        if not there:
            return None
        n = self._chance.choice(there)
        self._changed.add(n)
        return n
