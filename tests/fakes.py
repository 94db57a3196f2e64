"""Fakes of the ports: what unit tests run on instead of AWS."""

import hashlib
import hmac
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import count, islice

from chalicelib.domain.dead_letter import DEAD, Letter
from chalicelib.domain.errors import Conflict, Failure, TooMany
from chalicelib.domain.ids import encode, ulid
from chalicelib.domain.sending import Message
from chalicelib.ports import ABSENT, Depth, Item, Key, Stored, Write
from chalicelib.settings import QUEUES
from chalicelib.stores.codec import write_units

_SORT = {None: ("pk", "sk"), "G1": ("g1pk", "g1sk"), "G2": ("g2pk", "g2sk")}
_PROJECTED = {"G1": {"pk", "sk", "g1pk", "g1sk", "b"}, "G2": {"pk", "sk", "g2pk", "g2sk"}}


class Killed(BaseException):
    """A process that ended: nothing catches it, so nothing is tidied up."""


class MemoryTable:
    """`ports.Table` in memory; `calls` counts requests by name and `units` what writing cost.

    `before` is called ahead of every request with its name: there a test kills, interrupts or changes.
    """

    def __init__(self) -> None:
        self.items: dict[Key, Item] = {}
        self.calls: dict[str, int] = defaultdict(int)
        self.units = 0
        self.before: Callable[[str], None] = lambda name: None

    def survives(self, work: Callable[[], object], call: int) -> bool:
        """Do some work and kill it at this request, counted from 1; answer whether it had ended before."""
        calls = count(1)

        def kill(name: str) -> None:
            if next(calls) == call:
                raise Killed

        self.before = kill
        try:
            work()
        except Killed:
            return False
        finally:
            self.before = lambda name: None
        return True

    def overtake(self, other: Callable[[], object], ahead_of: str = "transaction") -> None:
        """Let somebody else be quicker, once: ahead of the next request of this name."""

        def first(name: str) -> None:
            if name == ahead_of:
                self.before = lambda name: None
                other()

        self.before = first

    def _called(self, name: str) -> None:
        self.calls[name] += 1
        self.before(name)

    def _charge(self, was: Item | None, now: Item | None, times: int = 1) -> None:
        self.units += times * max(write_units(item) for item in ({}, was or {}, now or {}))

    def get(self, key: Key) -> Item | None:
        self._called("get")
        return deepcopy(self.items.get(Key(*key)))

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        self._called("get_many")
        assert len(set(keys)) <= 100
        return {key: deepcopy(self.items[key]) for key in keys if key in self.items}

    def query(
        self,
        pk: str,
        first: str = "",
        last: str = "\U0010ffff",
        *,
        index: str | None = None,
        newest: bool = False,
        limit: int | None = None,
    ) -> Iterator[Item]:
        self._called("query")
        partition, sort = _SORT[index]
        found = [i for i in self.items.values() if i.get(partition) == pk and first <= str(i[sort]) <= last]
        found.sort(key=lambda i: (str(i[sort]), str(i["pk"]), str(i["sk"])), reverse=newest)
        shown = _PROJECTED.get(index or "")
        for item in found[:limit]:
            yield deepcopy({k: v for k, v in item.items() if shown is None or k in shown})

    def commit(self, *writes: Write) -> None:
        self._called("commit" if len(writes) == 1 else "transaction")
        assert len(writes) <= 100
        assert len({write.key for write in writes}) == len(writes), "one transaction, one write per item"
        for write in writes:
            self._check(write)
        for write in writes:
            self._charge(self.items.get(write.key), write.item, times=1 if len(writes) == 1 else 2)
            if write.item is None:
                self.items.pop(write.key, None)
            else:
                self.items[write.key] = deepcopy(write.item)

    def _check(self, write: Write) -> None:
        there = self.items.get(write.key, {})
        for name, value in (write.expected or {}).items():
            if there.get(name, ABSENT) != value:
                raise Conflict("It was changed in the meantime. Load it again.")

    def each(self, *writes: Write) -> tuple[bool, ...]:
        self._called("each")
        assert len(writes) <= 25
        return tuple(map(self._changed, writes))

    def _changed(self, write: Write) -> bool:
        was = self.items.get(write.key)
        assert write.item is not None, "a statement deletes nothing"
        try:
            self._check(write)
        except Conflict:
            was = None
        if was is None:
            # A condition that fails is charged for as well.
            self.units += 1
            return False
        kept = {name: value for name, value in was.items() if name not in write.gone}
        self.items[write.key] = deepcopy({**kept, **write.item})
        self._charge(was, self.items[write.key])
        return True

    def put_many(self, items: Iterable[Item]) -> None:
        stream = iter(items)
        while batch := list(islice(stream, 25)):
            self._called("put_many")
            for item in batch:
                key = Key(str(item["pk"]), str(item["sk"]))
                self._charge(self.items.get(key), item)
                self.items[key] = deepcopy(item)

    def increment(self, key: Key, most: int | None = None, expires: int | None = None) -> int:
        self._called("increment")
        item = self.items.setdefault(key, {"pk": key.pk, "sk": key.sk, "n": 0})
        n = int(str(item["n"]))
        if most is not None and n >= most:
            raise TooMany("That was asked too often. Try again in an hour, or tomorrow.")
        item["n"] = n + 1
        if expires is not None:
            item["ttl"] = expires
        return n + 1


class FakeClock:
    """A clock that moves only when told, or when somebody sleeps."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def pass_by(self, **span: float) -> None:
        self.time += timedelta(**span)


class FakeIds:
    """Ids that count up."""

    def __init__(self) -> None:
        self.n = 0

    def ulid(self) -> str:
        self.n += 1
        return ulid(1_772_000_000_000, self.n)

    def short(self, length: int = 10) -> str:
        self.n += 1
        return encode(self.n, length)


class FakeKeys:
    """Keyed digests under a key everyone knows."""

    def _digest(self, purpose: str, value: str) -> int:
        return int.from_bytes(hmac.digest(purpose.encode(), value.encode(), hashlib.sha256))

    def hash(self, purpose: str, value: str) -> str:
        return f"v1#{self._digest(purpose, value):064x}"

    def sign(self, purpose: str, value: str, length: int = 12) -> str:
        return encode(self._digest(purpose, value), length)

    def verify(self, purpose: str, value: str, signature: str) -> bool:
        return hmac.compare_digest(self.sign(purpose, value, len(signature)), signature)

    def digits(self, purpose: str, value: str, length: int) -> str:
        return f"{self._digest(purpose, value) % 10**length:0{length}d}"


class FakeQueue:
    """Queues as lists of bodies."""

    def __init__(self) -> None:
        self.bodies: dict[str, list[dict[str, object]]] = defaultdict(list)
        self.before: Callable[[str], None] = lambda name: None

    def put(self, queue: str, bodies: Sequence[Mapping[str, object]]) -> None:
        self.before(queue)
        self.bodies[queue].extend(dict(body) for body in bodies)

    def take(self, queue: str) -> list[dict[str, object]]:
        """Answer and remove everything that waits."""
        return self.bodies.pop(queue, [])


class FakeLetterbox:
    """`ports.Letterbox` on the queues of a fake: whatever is put on `routine-dead` is a letter."""

    def __init__(self, queue: FakeQueue, clock: FakeClock, queues: Sequence[str] = QUEUES) -> None:
        self.queue, self.clock, self.queues = queue, clock, queues
        self.letters: dict[str, Letter] = {}
        self.until: dict[str, datetime] = {}

    def _here(self, queue: str) -> list[Letter]:
        """Collect what was put there since; answer all of them, oldest first."""
        for body in self.queue.take(queue + DEAD):
            id = f"letter-{len(self.until)}"
            words = body.get("unreadable") or json.dumps(body)
            self.letters[id] = Letter(id, queue, str(words), self.clock.now(), id)
            self.until[id] = self.clock.now()
        return [letter for letter in self.letters.values() if letter.queue == queue]

    def _free(self, letter: Letter) -> bool:
        return self.until[letter.id] <= self.clock.now()

    def depth(self, queue: str) -> Depth:
        if not queue.endswith(DEAD):
            return Depth(len(self.queue.bodies.get(queue, [])), 0)
        here = self._here(queue.removesuffix(DEAD))
        waiting = sum(map(self._free, here))
        return Depth(waiting, len(here) - waiting)

    def take(self, queue: str) -> list[Letter]:
        taken = [letter for letter in self._here(queue) if self._free(letter)][:10]
        self.until |= {letter.id: self.clock.now() + timedelta(minutes=1) for letter in taken}
        return taken

    def give_back(self, letters: Sequence[Letter]) -> None:
        self.until |= {letter.id: self.clock.now() for letter in letters}

    def remove(self, letters: Sequence[Letter]) -> None:
        for letter in letters:
            self.letters.pop(letter.id, None)


class MemoryShelf:
    """`ports.Shelf` in memory; `calls` counts requests by name, `sent` the bytes that were handed out."""

    def __init__(self) -> None:
        self.things: dict[str, Stored] = {}
        self.calls: dict[str, int] = defaultdict(int)
        self.sent = 0

    def get(self, name: str, known: str = "") -> Stored | None:
        self.calls["get"] += 1
        found = self.things.get(name)
        if found is None or found.tag == known:
            return found and found._replace(data=None)
        self.sent += len(found.data or b"")
        return found

    def put(self, name: str, data: bytes) -> str:
        self.calls["put"] += 1
        tag = f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'
        self.things[name] = Stored(tag, data)
        return tag


class FakeChannel:
    """A channel that keeps what it was given; `fails` maps an address to the failures it gives, in turn.

    `before` and `after` are called around every request, as with the table.
    """

    def __init__(self, name: str, batch: int = 1) -> None:
        self.name, self.batch, self.calls = name, batch, 0
        self.sent: list[Message] = []
        self.fails: dict[str, list[Failure]] = {}
        self.before: Callable[[str], None] = lambda name: None
        self.after: Callable[[str], None] = lambda name: None
        self._one_at_a_time = threading.Lock()

    def send(self, messages: Sequence[Message]) -> list[str | Failure]:
        assert len(messages) <= self.batch
        self.before(self.name)
        with self._one_at_a_time:
            self.calls += 1
            answers = [self._one(message) for message in messages]
        self.after(self.name)
        return answers

    def _one(self, message: Message) -> str | Failure:
        waiting = self.fails.get(message.to)
        if waiting:
            return waiting.pop(0)
        self.sent.append(message)
        return f"{self.name}-{len(self.sent):08d}"
