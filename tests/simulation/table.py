"""The table as workers meet it: far away, sometimes busy, its indexes a little behind, its answers lost."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from chalicelib.domain.errors import Conflict, TemporaryFailure
from chalicelib.ports import Item, Key, Write
from tests.fakes import MemoryTable

from .fate import Fate

AT_ONCE = 12
"""Items of one answer to a query; a real one holds a megabyte."""
_SORT = {None: "sk", "G1": "g1sk", "G2": "g2sk"}
Look = Callable[[Key, Item | None, Item | None], None]
"""Sees every change of an item: its key, what it was, and what it is from now on."""


class LaggingTable(MemoryTable):
    """A table in memory whose indexes may show some items as they were."""

    def __init__(self) -> None:
        super().__init__()
        self.behind: dict[Key, Item | None] = {}

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
        now = self.items
        if index and self.behind:
            shown = {**now, **self.behind}
            self.items = {key: item for key, item in shown.items() if item is not None}
        try:
            found = list(super().query(pk, first, last, index=index, newest=newest, limit=limit))
        finally:
            self.items = now
        return iter(found)


class FarTable:
    """`ports.Table` before another one: each request is a step at which something can happen."""

    def __init__(self, inner: Any, fate: Fate, look: Look) -> None:
        self.inner, self._fate, self._look = inner, fate, look
        self.known: dict[Key, Item] = {}
        """Every item as it is."""

    def get(self, key: Key) -> Item | None:
        self._reach()
        found: Item | None = self.inner.get(key)
        return found

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        self._reach()
        self._fate.saw(keys)
        found: dict[Key, Item] = self.inner.get_many(keys)
        return found

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
        """Read a part at a time; what changes between two parts is read as it is by then."""
        seen, sort = set[Key](), _SORT[index]
        while limit is None or len(seen) < limit:
            self._reach()
            answer = self.inner.query(pk, first, last, index=index, newest=newest)
            fresh = (item for item in answer if _key(item) not in seen)
            part = list(islice(fresh, min(AT_ONCE, (limit or AT_ONCE) - (len(seen) if limit else 0))))
            yield from part
            if len(part) < AT_ONCE:
                return
            seen |= {_key(item) for item in part}
            first, last = (first, str(part[-1][sort])) if newest else (str(part[-1][sort]), last)

    def commit(self, *writes: Write) -> None:
        self._reach()
        self._fate.race(writes)
        how = self._fate.commits(len(writes))
        if how == "cancelled":
            raise Conflict("It was changed in the meantime. Load it again.")
        try:
            self.inner.commit(*writes)
        except Conflict:
            self._fate.lost_race(writes)
            raise
        self._looked(writes)
        self._fate.answered()
        if how == "repeated":
            # The answer was lost, and the SDK's second try failed on what the first had written.
            raise Conflict("It was changed in the meantime. Load it again.")
        if how == "unanswered":
            raise TemporaryFailure("table: ReadTimeoutError")

    def each(self, *writes: Write) -> tuple[bool, ...]:
        self._reach()
        self._fate.race(writes)
        how = self._fate.commits(1)
        if how == "cancelled":
            raise TemporaryFailure("table: busy")
        done: tuple[bool, ...] = self.inner.each(*writes)
        if not all(done):
            self._fate.lost_race(writes)
        kept = [write for write, changed in zip(writes, done, strict=True) if changed]
        self._looked(kept)
        self._fate.answered()
        if how == "unanswered":
            raise TemporaryFailure("table: ReadTimeoutError")
        return (False,) * len(done) if how == "repeated" else done

    def put_many(self, items: Iterable[Item]) -> None:
        stream = iter(items)
        while batch := list(islice(stream, 25)):
            self._reach()
            if left := self._fate.unprocessed(len(batch)):
                self._put(batch[:-left])
                raise TemporaryFailure("table: unprocessed items")
            self._put(batch)

    def increment(self, key: Key, most: int | None = None, expires: int | None = None) -> int:
        self._reach()
        count: int = self.inner.increment(key, most, expires)
        return count

    def apply(self, writes: Sequence[Write]) -> None:
        """Change something from outside, at once and together: people live on, whatever workers do."""
        self.inner.commit(*(write._replace(expected=None) for write in writes))
        self._looked(writes)

    def spoil(self, key: Key) -> None:
        """Make an item one that nobody can read."""
        self.inner.put_many([{"pk": key.pk, "sk": key.sk, "sid": 1, "addresses": "?"}])

    def _put(self, items: Sequence[Item]) -> None:
        self.inner.put_many(items)
        self._looked([Write(_key(item), item) for item in items])

    def _reach(self) -> None:
        self._fate.step("table")
        if self._fate.busy():
            raise TemporaryFailure("table: ProvisionedThroughputExceededException")

    def _looked(self, writes: Iterable[Write]) -> None:
        for write in writes:
            was = self.known.get(write.key)
            if write.item is None:
                self.known.pop(write.key, None)
            else:
                self.known[write.key] = write.item
            self._lag(write, was)
            self._look(write.key, was, write.item)

    def _lag(self, write: Write, was: Item | None) -> None:
        behind = getattr(self.inner, "behind", None)
        listed = any(name in (item or {}) for item in (was, write.item) for name in ("g1pk", "g2pk"))
        if behind is not None and listed and write.key not in behind and self._fate.lags(write.key, behind):
            behind[write.key] = was


def _key(item: Item) -> Key:
    return Key(str(item["pk"]), str(item["sk"]))
