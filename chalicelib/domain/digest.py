"""Digests: what is not urgent, gathered for those who want one message a day or a week."""

import zlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal

from .bitmap import Bits
from .engagement import LONDON
from .model import Model
from .sending import Forms

Cadence = Literal["daily", "weekly"]
CADENCES: tuple[Cadence, ...] = ("daily", "weekly")
AT = time(8)
"""When digests go out in London: each morning, or on Monday mornings."""
PRIORITY = "low"
"""What of it is gathered; everything else comes at once to everybody."""
MARGIN = timedelta(hours=1)
"""An alert that begins to be planned within this of a digest may miss it and comes with the next."""
MOST = 200
"""Alerts of one digest; what is more comes with the next."""
_EVERY = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}


class Awaited(Model):
    """Who gets one alert with their next digest: `numbers` is a bitmap as `reach` has it."""

    cadence: Cadence
    sending: str
    alert: str
    numbers: bytes

    def bits(self) -> Bits:
        """Answer the bitmap: bit n stands for the subscriber with the number n."""
        return int.from_bytes(zlib.decompress(self.numbers), "little")


class Round(Model):
    """The last digest of a cadence: the day in London that it was for, and the alerts' sendings it took up.

    `sending` is empty where there was nothing to send.
    """

    cadence: Cadence
    day: date
    sending: str = ""
    covers: tuple[str, ...] = ()


def last_day(cadence: Cadence, now: datetime) -> date:
    """Answer the day of the last digest whose time has come."""
    local = now.astimezone(LONDON)
    day = local.date() - timedelta(days=0 if local.time() >= AT else 1)
    return day if cadence == "daily" else day - timedelta(days=day.weekday())


def next_after(cadence: Cadence, moment: datetime) -> datetime:
    """Answer when the first digest goes out that something begun at this moment is sure to be in."""
    day = last_day(cadence, moment + MARGIN) + _EVERY[cadence]
    return datetime.combine(day, AT, LONDON)


def comes_in(cadence: Cadence | None, priority: str, begun: datetime, expires: datetime) -> bool:
    """Tell whether somebody gets an alert in their digest: not what would be over before that."""
    return cadence is not None and priority == PRIORITY and next_after(cadence, begun) < expires


def part(forms: Forms, form: str, now: datetime) -> Forms:
    """Answer the words of one person's digest: the entries that `form` lists and that are not over."""
    mine = (forms.entries[int(n)] for n in form.split("."))
    return forms.but(entries=tuple(entry for entry in mine if now < entry.expires))


def form_of(entries: Sequence[int]) -> str:
    """List entries by their places, as `part` reads them."""
    return ".".join(map(str, entries))
