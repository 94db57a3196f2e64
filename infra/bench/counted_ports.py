"""Ports that count: requests, and write units by our own arithmetic of item sizes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.domain.errors import Failure
from chalicelib.domain.sending import Message
from chalicelib.ports import Channel, Item, Key, Queue, Table, Write
from chalicelib.stores.codec import write_units

LAST = "\U0010ffff"


@dataclass
class Tally:
    """Requests of any kind, and what writing cost."""

    calls: float = 0
    units: int = 0


@dataclass
class CountedTable:
    """`ports.Table` before another one; `tally` may be changed between two stretches of work.

    An item is charged for the larger of what it was and what it is; a transaction twice.
    """

    inner: Table
    tally: Tally = field(default_factory=Tally)
    _were: dict[Key, int] = field(default_factory=dict)

    def _put(self, key: Key, item: Item | None, times: int = 1) -> None:
        now = write_units(item or {})
        self.tally.units += times * max(now, self._were.get(key, 1))
        self._were[key] = now

    def knows(self, write: Write) -> None:
        """Remember an item that was there before the counting began."""
        self._were[write.key] = write_units(write.item or {})

    def get(self, key: Key) -> Item | None:
        self.tally.calls += 1
        return self.inner.get(key)

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        self.tally.calls += 1
        return self.inner.get_many(keys)

    def query(
        self,
        pk: str,
        first: str = "",
        last: str = LAST,
        *,
        index: str | None = None,
        newest: bool = False,
        limit: int | None = None,
    ) -> Iterator[Item]:
        self.tally.calls += 1
        return self.inner.query(pk, first, last, index=index, newest=newest, limit=limit)

    def commit(self, *writes: Write) -> None:
        self.tally.calls += 1
        self.inner.commit(*writes)
        for write in writes:
            self._put(write.key, write.item, times=1 if len(writes) == 1 else 2)

    def each(self, *writes: Write) -> tuple[bool, ...]:
        self.tally.calls += 1
        done = self.inner.each(*writes)
        for write, carried_out in zip(writes, done, strict=True):
            if carried_out:
                self._put(write.key, write.item)
            else:
                self.tally.units += 1
        return done

    def put_many(self, items: Iterable[Item]) -> None:
        given = list(items)
        self.tally.calls += -(-len(given) // 25)
        self.inner.put_many(given)
        for item in given:
            self._put(Key(str(item["pk"]), str(item["sk"])), item)

    def increment(self, key: Key, most: int | None = None, expires: int | None = None) -> int:
        self.tally.calls += 1
        self.tally.units += 1
        return self.inner.increment(key, most, expires)


@dataclass
class CountedQueue:
    """`ports.Queue` before another one: ten messages a call."""

    inner: Queue
    tally: Tally

    def put(self, queue: str, bodies: Sequence[Mapping[str, object]]) -> None:
        self.tally.calls += -(-len(bodies) // 10)
        self.inner.put(queue, bodies)


class CountedChannel:
    """`ports.Channel` before another one: a call a batch."""

    def __init__(self, inner: Channel, tally: Tally) -> None:
        self.name, self.batch = inner.name, inner.batch
        self._inner, self._tally = inner, tally

    def send(self, messages: Sequence[Message]) -> list[str | Failure]:
        self._tally.calls += 1
        return self._inner.send(messages)
