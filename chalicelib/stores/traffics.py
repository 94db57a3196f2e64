"""What the workers of a channel share, one item a channel."""

from dataclasses import dataclass

from ..domain.errors import Conflict
from ..domain.traffic import Traffic
from ..ports import Table, Write
from . import keys
from .items import adding, model_of, saving


@dataclass(frozen=True)
class TrafficStore:
    """`ports.Traffics` on the table."""

    table: Table

    def load(self, channel: str) -> Traffic:
        key = keys.traffic(channel)
        while (item := self.table.get(key)) is None:
            try:
                self.table.commit(adding(Traffic(channel=channel), key))
            except Conflict:
                # Another worker was the first.
                continue
        return model_of(Traffic, item)

    def save(self, traffic: Traffic, was: Traffic) -> Write:
        return saving(traffic.newer(), was, keys.traffic(was.channel), "version")
