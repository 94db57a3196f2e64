"""Officer records, one partition, since a force has hundreds and not millions."""

from ..domain.officer import Officer
from ..ports import Table, Write
from . import keys
from .items import item_of, model_of, saving


class OfficerStore:
    """`ports.Officers` in the single table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def load(self, officer: str) -> Officer | None:
        item = self._table.get(keys.officer(officer))
        return model_of(Officer, item) if item else None

    def add(self, officer: Officer) -> Write:
        """Write an officer, new or changed: the administrator's last word holds."""
        key = keys.officer(officer.id)
        return Write(key, item_of(officer, key))

    def save(self, officer: Officer, was: Officer) -> Write:
        key = keys.officer(officer.id)
        return saving(officer, was, key, *Officer.model_fields)

    def everyone(self) -> list[Officer]:
        return [model_of(Officer, item) for item in self._table.query(keys.OFFICERS)]
