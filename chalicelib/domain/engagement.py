"""Facts without people in them, and the week they add up to."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from .model import Model, Moment

LONDON = ZoneInfo("Europe/London")


class Fact(Model):
    """Something that happened, counted by its dimensions; holds no person.

    `kind` is one of sign-up, verified, joined, left, alert, recipients, deliveries, reply. `id` makes the
    fact one even when it is written twice.
    """

    week: str
    id: str
    kind: str
    at: Moment
    dimensions: dict[str, str] = {}
    counts: dict[str, int] = {"people": 1}


def fact(kind: str, id: str, at: datetime, dimensions: Mapping[str, str]) -> Fact:
    """Make a fact of one person recorded now: its week and `day` are those of London."""
    day = at.astimezone(LONDON).date().isoformat()
    return Fact(week=week_of(at), id=id, kind=kind, at=at, dimensions={**dimensions, "day": day})


class Week(Model):
    """A closed ISO week: figures by dimension, for example figures["sign-ups by source"]["web"] = 12."""

    week: str
    starts: date
    ends: date
    closed_at: Moment
    figures: dict[str, dict[str, int]]


def week_of(moment: datetime) -> str:
    """Answer the ISO week of this moment in Europe/London, as `2026-W47`."""
    year, week, _ = moment.astimezone(LONDON).isocalendar()
    return f"{year}-W{week:02d}"


def bounds(week: str) -> tuple[date, date]:
    """Answer the Monday and the Sunday of a week."""
    monday = date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    return monday, monday + timedelta(days=6)


def ended(week: str) -> datetime:
    """Answer the moment at which this week is over in London, in UTC."""
    _, sunday = bounds(week)
    return datetime.combine(sunday + timedelta(days=1), time(), LONDON).astimezone(UTC)


def following(week: str) -> str:
    """Answer the week after."""
    return week_of(ended(week) + timedelta(days=1))


def preceding(week: str) -> str:
    """Answer the week before."""
    monday, _ = bounds(week)
    return week_of(datetime.combine(monday - timedelta(days=1), time(12), LONDON))


def percent_change(now: int, before: int) -> str | None:
    """Write a change to one decimal with its sign, `-7.7 %`; None where there was nothing before."""
    return f"{_tenths(100 * (now - before), before):+} %" if before else None


def points(now: tuple[int, int], before: tuple[int, int]) -> str | None:
    """Write the change of a share, each as (part, whole): a rate changes by points and not by percent."""
    if not now[1] or not before[1]:
        return None
    change = 100 * (now[0] * before[1] - before[0] * now[1])
    return f"{_tenths(change, now[1] * before[1]):+} percentage points"


def share(part: int, whole: int) -> str | None:
    """Write a share to one decimal, `98.2 %`; None of nothing."""
    return f"{_tenths(100 * part, whole)} %" if whole else None


def _tenths(number: int, divisor: int) -> Decimal:
    """Divide and round half up, as people do; nought has no minus."""
    exact = Decimal(number) / Decimal(divisor)
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP) + 0
