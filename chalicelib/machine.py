"""The machine's own clock and randomness: the only room that asks for either."""

import secrets
import time
from datetime import UTC, datetime

from .domain.ids import encode, ulid


class SystemClock:
    """`ports.Clock` on the machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class RandomIds:
    """`ports.Ids` on the system's randomness."""

    def ulid(self) -> str:
        return ulid(time.time_ns() // 1_000_000, secrets.randbits(80))

    def short(self, length: int = 10) -> str:
        return encode(secrets.randbits(5 * length), length)
