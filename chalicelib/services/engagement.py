"""The weeks: closed once each from facts without people, and shown beside the week before."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from ..domain.engagement import Week, bounds, ended, following, preceding, week_of
from ..domain.errors import Conflict, NotFound
from ..domain.figures import TOTALS, Change, Figures, changes_of, figures_of, named, rates_of
from ..domain.force import Force
from ..domain.model import Model, Moment
from ..ports import Clock, Facts, Places

GRACE = timedelta(hours=1)
"""A fact's week is that of its commit, so an hour after the end nothing more is written into a week."""


class Shown(Model):
    """A week beside the week before; `closed_at` is None while it runs and its figures still grow."""

    week: str
    starts: str
    ends: str
    closed_at: Moment | None
    figures: Figures
    before: Figures | None
    changes: dict[str, dict[str, Change]]
    rates: dict[str, dict[str, str | None]]


@dataclass(frozen=True)
class Engagement:
    """Closes weeks and shows them."""

    clock: Clock
    facts: Facts
    places: Places
    force: Force

    def close_weeks(self) -> list[str]:
        """Close every week that has ended and is not closed, oldest first; answer those closed now."""
        now = self.clock.now()
        open_weeks: list[str] = []
        week, before = preceding(week_of(now - GRACE)), None
        while week >= self._first() and (before := self.facts.week(week)) is None:
            open_weeks.append(week)
            week = preceding(week)
        closed = []
        for week in reversed(open_weeks):
            before = self._closed(week, before, now)
            closed.append(week)
        return closed

    def weeks(self) -> list[str]:
        """List the weeks that can be shown, newest first; the first of them still runs."""
        running = week_of(self.clock.now())
        return [running, *(week for week in self.facts.weeks() if week != running)]

    def show(self, week: str) -> Shown:
        """Answer a week beside the week before it; raises NotFound where there is none of this name."""
        now = self.clock.now()
        if not self._exists(week, now):
            raise NotFound("There is no such week.")
        previous = self._week(preceding(week), now) if week > self._first() else None
        this = self.facts.week(week) or self._added_up(week, previous, now)
        names = self._names()
        figures = named(this.figures, names)
        before = named(previous.figures, names) if previous else None
        return Shown(
            week=week,
            starts=this.starts.isoformat(),
            ends=this.ends.isoformat(),
            closed_at=this.closed_at if now >= ended(week) + GRACE else None,
            figures=figures,
            before=before,
            changes=changes_of(figures, before) if before else {},
            rates=rates_of(figures, before),
        )

    def _first(self) -> str:
        return week_of(datetime.combine(self.force.opened, time(), UTC))

    def _exists(self, week: str, now: datetime) -> bool:
        if not re.fullmatch(r"[0-9]{4}-W[0-9]{2}", week):
            return False
        try:
            known = following(preceding(week)) == week
        except (ValueError, OverflowError):  # no such week, or one beside the calendar's first and last
            return False
        return known and self._first() <= week <= week_of(now)

    def _week(self, week: str, now: datetime) -> Week:
        """Answer a week as it was closed, or as it adds up on those before it."""
        later: list[str] = []
        found = self.facts.week(week)
        while found is None and week >= self._first():
            later.append(week)
            week = preceding(week)
            found = self.facts.week(week)
        for week in reversed(later):
            found = self._added_up(week, found, now)
        if found is None:
            raise NotFound("There is no such week.")
        return found

    def _closed(self, week: str, before: Week | None, now: datetime) -> Week:
        closed = self._added_up(week, before, now)
        try:
            self.facts.close(closed)
        except Conflict:
            # Another run was first; the figures that were kept are the ones to go on from.
            return self.facts.week(week) or closed
        return closed

    def _added_up(self, week: str, before: Week | None, now: datetime) -> Week:
        starts, ends = bounds(week)
        subscribers = before.figures[TOTALS]["subscribers"] if before else 0
        figures = figures_of(self.facts.of(week), subscribers)
        return Week(week=week, starts=starts, ends=ends, closed_at=now, figures=figures)

    def _names(self) -> dict[str, str]:
        areas = self.places.names()
        return areas | {unit.id: unit.name for unit in self.force.units}
