"""Facts without people in them, and the week they add up to."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
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


def percent_change(now: int, before: int) -> str | None:
    """Write a change to one decimal with its sign, `-7.7 %`; None where there was nothing before."""
    if before == 0:
        return None
    return f"{(now - before) / before * 100:+.1f} %"
