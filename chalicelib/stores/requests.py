"""Requests that wait for a code or link, and the budgets that keep codes scarce."""

from datetime import datetime, timedelta

from ..domain.request import REQUEST_LIFETIME, Request
from ..ports import Item, Key, Table, Write
from . import keys
from .items import adding, model_of, plain, saving


class RequestStore:
    """`ports.Requests` in the single table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def load(self, request: str) -> Request | None:
        item = self._table.get(keys.request(request))
        return model_of(Request, item) if item else None

    def add(self, request: Request) -> Write:
        return adding(request, keys.request(request.id), **_beside(request))

    def save(self, request: Request, was: Request) -> Write:
        return saving(request, was, keys.request(request.id), "version", **_beside(request))

    def waiting(self, before: datetime) -> list[Request]:
        rows = list(self._table.query(keys.OPEN_REQUESTS, last=str(plain(before)), index="G2", limit=100))
        found = self._table.get_many([Key(str(row["pk"]), str(row["sk"])) for row in rows]) if rows else {}
        return [model_of(Request, item) for item in found.values()]

    def spend(self, purpose: str, who: str, most: int, hour: datetime) -> None:
        # Kept for more than a day, since a whole day's budget is that of its first hour.
        ends = hour.replace(minute=0, second=0, microsecond=0) + timedelta(hours=25)
        self._table.increment(keys.budget(purpose, who, f"{hour:%Y-%m-%dT%H}"), most, int(ends.timestamp()))


def _beside(request: Request) -> Item:
    expires: Item = {"ttl": int((request.at + REQUEST_LIFETIME).timestamp())}
    if not request.undispatched():
        return expires
    # The sweep looks at when the code was asked for, which for a second code is later than the request.
    asked = max(challenge.issued_at for challenge in request.challenges)
    return {**expires, "g2pk": keys.OPEN_REQUESTS, "g2sk": plain(asked)}
