"""Facts without people, and the weeks closed from them."""

from collections.abc import Iterator

from ..domain.engagement import Fact, Week
from ..ports import Table, Write
from . import keys
from .items import adding, item_of, model_of


class FactStore:
    """`ports.Facts` in the single table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, fact: Fact) -> Write:
        key = keys.fact(fact.week, fact.id)
        return Write(key, item_of(fact, key))

    def of(self, week: str) -> Iterator[Fact]:
        return (model_of(Fact, item) for item in self._table.query(keys.fact(week, "").pk))

    def close(self, week: Week) -> None:
        self._table.commit(adding(week, keys.week(week.week)))

    def week(self, week: str) -> Week | None:
        item = self._table.get(keys.week(week))
        return model_of(Week, item) if item else None

    def weeks(self) -> list[str]:
        return [str(item["sk"]) for item in self._table.query(keys.WEEKS, newest=True)]
