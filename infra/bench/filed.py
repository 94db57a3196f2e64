"""A table whose items lie in a file: more than an emulator holds, and next to no memory of a process."""

import pickle
import tempfile
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from chalicelib.domain.errors import Conflict
from chalicelib.ports import ABSENT, Item, Key, Write

LAST = "\U0010ffff"
Place = tuple[int, int]
"""Where an item stands in the file: offset and length."""


@dataclass
class _Partition:
    places: dict[str, Place] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)


@dataclass
class FiledTable:
    """`ports.Table` without indexes, for one thread; `put` again, an item leaves its old place unused."""

    _file: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    _partitions: dict[str, _Partition] = field(default_factory=dict)
    _end: int = 0

    def close(self) -> None:
        self._file.close()

    def get(self, key: Key) -> Item | None:
        there = self._partitions.get(key.pk)
        place = there.places.get(key.sk) if there else None
        return self._read(place) if place else None

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        found = ((Key(*key), self.get(key)) for key in keys)
        return {key: item for key, item in found if item is not None}

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
        if index:
            raise ValueError("This table has no indexes.")
        there = self._partitions.get(pk, _Partition())
        found = there.order[bisect_left(there.order, first) : bisect_right(there.order, last)]
        for sk in (found[::-1] if newest else found)[:limit]:
            yield self._read(there.places[sk])

    def commit(self, *writes: Write) -> None:
        for write in writes:
            there = self.get(write.key) or {}
            if any(there.get(name, ABSENT) != value for name, value in (write.expected or {}).items()):
                raise Conflict("It was changed in the meantime. Load it again.")
        for write in writes:
            self._forget(write.key) if write.item is None else self._put(write.item)

    def each(self, *writes: Write) -> tuple[bool, ...]:
        return tuple(map(self._done, writes))

    def put_many(self, items: Iterable[Item]) -> None:
        for item in items:
            self._put(item)

    def increment(self, key: Key, most: int | None = None, expires: int | None = None) -> int:
        """Count without a limit, which nothing here has."""
        n = int(str((self.get(key) or {}).get("n", 0))) + 1
        self._put({**key._asdict(), "n": n})
        return n

    def _done(self, write: Write) -> bool:
        if self.get(write.key) is None:
            return False
        try:
            self.commit(write)
        except Conflict:
            return False
        return True

    def _read(self, place: Place) -> Item:
        self._file.seek(place[0])
        item: Item = pickle.loads(self._file.read(place[1]))  # noqa: S301 (written by this process)
        return item

    def _put(self, item: Item) -> None:
        pk, sk, raw = str(item["pk"]), str(item["sk"]), pickle.dumps(item)
        there = self._partitions.setdefault(pk, _Partition())
        if sk not in there.places:
            insort(there.order, sk)
        self._file.seek(self._end)
        self._file.write(raw)
        there.places[sk] = (self._end, len(raw))
        self._end += len(raw)

    def _forget(self, key: Key) -> None:
        there = self._partitions.get(key.pk)
        if there and there.places.pop(key.sk, None):
            there.order.remove(key.sk)
