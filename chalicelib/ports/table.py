"""The one table: keys, items, and writes that are carried out together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol


class Absent:
    """The expectation that an item, or one attribute of it, is not there."""


ABSENT = Absent()


Item = dict[str, object]
"""One item of the table: str, int, float, bool, bytes, lists and maps of them; never None."""


class Key(NamedTuple):
    """The primary key of an item."""

    pk: str
    sk: str


class Write(NamedTuple):
    """One write that `Table.commit` carries out together with others: a put, or a delete where item is None.

    `expected` maps attributes to the value they must hold (ABSENT: not there); {"pk": ABSENT} means a new
    item. None means no condition. `gone` are attributes that the item had and has no longer, which
    `Table.each` has to be told.
    """

    key: Key
    item: Item | None
    expected: Mapping[str, object] | None = None
    gone: tuple[str, ...] = ()


class Table(Protocol):
    """The single table. Every method may raise TemporaryFailure when the table is throttled for too long."""

    def get(self, key: Key) -> Item | None:
        """Read one item, consistently."""

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Read up to 100 items in one call, consistently; missing ones are left out."""

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
        """Read items of a partition with first <= sort key <= last, lazily, page by page.

        On `G1` the items hold pk, sk, g1sk and b; on `G2` only pk, sk and g2sk. `newest` reads backwards.
        """

    def commit(self, *writes: Write) -> None:
        """Carry out all writes or none (at most 100); raises Conflict where one expectation fails."""

    def each(self, *writes: Write) -> tuple[bool, ...]:
        """Change items that are there in one call (at most 25), each by itself; answer which were changed.

        False where the item is missing, an expectation fails, or the table was too busy for this one. None
        may be a delete. A write costs what it costs alone, where `commit` of two costs double.
        """

    def put_many(self, items: Iterable[Item]) -> None:
        """Write items without conditions, 25 a call, until all are taken."""

    def increment(self, key: Key, most: int | None = None, expires: int | None = None) -> int:
        """Add one to a counter item and answer it; raises TooMany where it stands at `most` already."""
