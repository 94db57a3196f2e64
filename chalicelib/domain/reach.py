"""Reach: who was sent a round, as a bitmap of subscriber numbers in which no person stands."""

import zlib
from collections.abc import Iterable
from datetime import timedelta

from .bitmap import Bits
from .model import Model, Moment

WEEK = timedelta(days=7)


class Reach(Model):
    """Whom a sending was meant to reach on one channel, and once it is closed, whom it may have reached.

    `numbers` is a bitmap, little end first, compressed (zlib); `at` is the moment of release.
    """

    sending: str
    alert: str
    at: Moment
    channel: str
    priority: str
    numbers: bytes

    def bits(self) -> Bits:
        """Answer the bitmap: bit n stands for the subscriber with the number n."""
        return int.from_bytes(zlib.decompress(self.numbers), "little")


def pressed(bits: Bits) -> bytes:
    """Compress a bitmap."""
    return zlib.compress(bits.to_bytes((bits.bit_length() + 7) // 8, "little"))


def capped(reaches: Iterable[Reach], now: Moment, most: int) -> Bits:
    """Answer who had `most` texts or more in the seven days until now; what was urgent does not count."""
    at_least = [0] * most
    for reach in reaches:
        if reach.channel == "text" and reach.priority != "urgent" and now - WEEK < reach.at <= now:
            bits = reach.bits()
            for times in range(most - 1, 0, -1):
                at_least[times] |= at_least[times - 1] & bits
            at_least[0] |= bits
    return at_least[-1]
