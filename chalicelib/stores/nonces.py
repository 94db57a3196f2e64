"""What was accepted lately, so that nothing is accepted twice."""

from dataclasses import dataclass
from datetime import datetime

from ..ports import Table, Write
from . import keys


@dataclass(frozen=True)
class NonceStore:
    """`ports.Nonces` on the table, which deletes them by itself some time after they end."""

    table: Table

    def seen(self, purpose: str, nonce: str) -> bool:
        """Tell whether this nonce was accepted before."""
        return self.table.get(keys.nonce(purpose, nonce)) is not None

    def remember(self, purpose: str, nonce: str, until: datetime) -> None:
        """Keep a nonce until then or longer; doing so twice changes nothing."""
        key = keys.nonce(purpose, nonce)
        self.table.commit(Write(key, {"pk": key.pk, "sk": key.sk, "ttl": int(until.timestamp())}))
