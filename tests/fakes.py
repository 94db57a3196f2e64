"""Fakes of the ports: what unit tests run on instead of AWS."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime, timedelta

from chalicelib.domain.errors import Conflict, Failure, TooMany
from chalicelib.domain.ids import encode, ulid
from chalicelib.domain.sending import Message
from chalicelib.ports import ABSENT, Item, Key, Write

_SORT = {None: ("pk", "sk"), "G1": ("g1pk", "g1sk"), "G2": ("g2pk", "g2sk")}
_PROJECTED = {"G1": {"pk", "sk", "g1pk", "g1sk", "b"}, "G2": {"pk", "sk", "g2pk", "g2sk"}}


class MemoryTable:
    """`ports.Table` in memory; `calls` counts requests by name."""

    def __init__(self) -> None:
        self.items: dict[Key, Item] = {}
        self.calls: dict[str, int] = defaultdict(int)

    def get(self, key: Key) -> Item | None:
        self.calls["get"] += 1
        return deepcopy(self.items.get(Key(*key)))

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        self.calls["get_many"] += 1
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
        self.calls["query"] += 1
        partition, sort = _SORT[index]
        found = [i for i in self.items.values() if i.get(partition) == pk and first <= str(i[sort]) <= last]
        found.sort(key=lambda i: (str(i[sort]), str(i["pk"]), str(i["sk"])), reverse=newest)
        shown = _PROJECTED.get(index or "")
        for item in found[:limit]:
            yield deepcopy({k: v for k, v in item.items() if shown is None or k in shown})

    def commit(self, *writes: Write) -> None:
        self.calls["commit" if len(writes) == 1 else "transaction"] += 1
        assert len(writes) <= 100
        assert len({write.key for write in writes}) == len(writes), "one transaction, one write per item"
        for write in writes:
            self._check(write)
        for write in writes:
            if write.item is None:
                self.items.pop(write.key, None)
            else:
                self.items[write.key] = deepcopy(write.item)

    def _check(self, write: Write) -> None:
        there = self.items.get(write.key, {})
        for name, value in (write.expected or {}).items():
            if there.get(name, ABSENT) != value:
                raise Conflict("It was changed in the meantime. Load it again.")

    def put_many(self, items: Iterable[Item]) -> None:
        for item in items:
            self.calls["put_many"] += 1
            self.items[Key(str(item["pk"]), str(item["sk"]))] = deepcopy(item)

    def increment(self, key: Key, most: int | None = None, expires: int | None = None) -> int:
        self.calls["increment"] += 1
        item = self.items.setdefault(key, {"pk": key.pk, "sk": key.sk, "n": 0})
        n = int(str(item["n"]))
        if most is not None and n >= most:
            raise TooMany("That was asked too often. Try again in an hour.")
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

    def put(self, queue: str, bodies: Sequence[Mapping[str, object]]) -> None:
        self.bodies[queue].extend(dict(body) for body in bodies)

    def take(self, queue: str) -> list[dict[str, object]]:
        """Answer and remove everything that waits."""
        return self.bodies.pop(queue, [])


class FakeChannel:
    """A channel that keeps what it was given; `fails` maps an address to the failures it gives, in turn."""

    def __init__(self, name: str, batch: int = 1) -> None:
        self.name, self.batch = name, batch
        self.sent: list[Message] = []
        self.fails: dict[str, list[Failure]] = {}

    def send(self, messages: Sequence[Message]) -> list[str | Failure]:
        assert len(messages) <= self.batch
        return [self._one(message) for message in messages]

    def _one(self, message: Message) -> str | Failure:
        waiting = self.fails.get(message.to)
        if waiting:
            return waiting.pop(0)
        self.sent.append(message)
        return f"{self.name}-{len(self.sent):08d}"
