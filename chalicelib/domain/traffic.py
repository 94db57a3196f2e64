"""What all workers of a channel share: the time given away, the money spent, and which provider is well."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from .carriers import Provider
from .engagement import LONDON
from .model import Model
from .pace import AHEAD, LEAD, Lease, Pace

ILL = 0.5
"""A score below which a provider is left alone, once it is the score of so many outcomes."""
OUTCOMES = 5
SURE = 0.95
"""A score that says that a provider is well."""
WEIGHT = 0.15
"""Of the newest outcome in the score."""
REST, LONGEST_REST = 60_000, 900_000
"""Milliseconds for which a provider is left alone: at first (twice as long each time after), and at most."""
LONGEST_PAUSE = 60.0
"""Seconds for which everybody heeds "not so fast" at most."""
KEPT = 3
"""Days after which what a sending spent is forgotten."""
ROUNDING = 0.0001
"""Seconds by which sums of the same lengths may differ, and no more."""


class Line(Model):
    """One provider's: `next` is until when its time is given away, in milliseconds since 1970.

    `lump` is the least weight in the block taken last, `score` between 0 and 1 how well its last calls went,
    of so many `outcomes`. `strikes` is how often in a row it had to be left alone, until `away_until`.
    """

    next: float = 0
    lump: int = 1
    score: float = 1.0
    outcomes: int = 0
    strikes: int = 0
    away_until: int = 0

    def doubtful(self) -> bool:
        """Tell whether it was not well lately, so that good news counts."""
        return self.strikes > 0 or self.score < SURE

    def well(self, now: int) -> bool:
        """Tell whether to send by it; whoever does so after its rest finds out whether it is back."""
        return self.away_until <= now


class Spent(Model):
    """What a sending cost so far, in thousandths of a penny, and on which day (since 1970) last."""

    pence: int
    day: int


class Report(NamedTuple):
    """How a window went: how well each call did, from 0 to 1, and the cost of what was not sent."""

    provider: str
    sending: str
    month: str
    marks: tuple[float, ...] = ()
    unspent: int = 0
    asked: float = 0.0
    """Seconds for which the provider asked for a pause."""
    doubtful: bool = False
    """Whether others have to know even that all went well."""

    def matters(self) -> bool:
        """Tell whether it is worth a write of its own."""
        return self.doubtful or bool(self.unspent or self.asked) or min(self.marks, default=1.0) < 1


class Traffic(Model):
    """One channel's; money is in thousandths of a penny. `chosen` is the one provider that an officer wants.

    `alerts` is what each sending spent that may not spend more than a certain sum.
    """

    channel: str
    version: int = 0
    chosen: str = ""
    month: str = ""
    spent: int = 0
    alerts: dict[str, Spent] = {}
    lines: dict[str, Line] = {}

    def line(self, provider: str) -> Line:
        """Answer a provider's line, a new one where it was never used."""
        return self.lines.get(provider, Line())

    def pick(self, providers: Sequence[Provider], now: int) -> Provider | None:
        """Answer the chosen provider, else the first that is well; None where none is."""
        chosen = [each for each in providers if each.name == self.chosen]
        return next(iter(chosen or [each for each in providers if self.line(each.name).well(now)]), None)

    def back(self, providers: Iterable[Provider]) -> int:
        """Answer when the first of them may be tried again, where none is well."""
        return min(self.line(each.name).away_until for each in providers)

    def wait(self, provider: str, lane: str, now: float) -> float:
        """Answer the seconds until this lane may take time of a provider."""
        return max(0.0, self.line(provider).next / 1000 - now - AHEAD[lane])

    def leased(
        self, provider: str, pace: Pace, weights: Sequence[int], now: float
    ) -> "tuple[Traffic, Lease]":
        """Take the time for these calls; a provider whose rest is over is left alone by others meanwhile."""
        line = self.line(provider)
        # The gap before a heavy call, whichever comes first, where the block before may end with a light one.
        lead = max(0.0, pace.gap(max(weights)) - pace.gap(line.lump))
        start = max(now + LEAD, line.next / 1000 + lead)
        end = round(start + pace.span(weights) + ROUNDING, 4)
        taken = line.but(next=round(end * 1000, 1), lump=min(weights))
        if line.strikes:
            taken = taken.but(**_rest(line.strikes + 1, now))
        return self._with(provider, taken), Lease(pace, start, end)

    def room(self, now: datetime, most: int | None, sending: str, most_alert: int | None) -> int | None:
        """Answer how much may still be spent, of a month's and of a sending's most; None for any sum."""
        spent = self.spent if self.month == month_of(now) else 0
        left = [] if most is None else [most - spent]
        if most_alert is not None:
            left.append(most_alert - (self.alerts[sending].pence if sending in self.alerts else 0))
        return min(left, default=None)

    def charged(self, now: datetime, pence: int, sending: str, capped: bool) -> "Traffic":
        """Add what is about to be spent; what a sending spent is kept where that is `capped`."""
        month, day = month_of(now), int(now.timestamp()) // 86_400
        spent = pence + (self.spent if self.month == month else 0)
        alerts = {id: each for id, each in self.alerts.items() if each.day > day - KEPT}
        if capped:
            before = alerts[sending].pence if sending in alerts else 0
            alerts[sending] = Spent(pence=before + pence, day=day)
        return self.but(month=month, spent=spent, alerts=alerts)

    def told(self, report: Report, now: int) -> "Traffic":
        """Enter how a window went: money that was not spent, a pause asked for, how well its provider is."""
        back = self
        if report.month == self.month:
            back = back.but(spent=self.spent - report.unspent)
        if report.sending in self.alerts:
            spent = self.alerts[report.sending]
            less = spent.but(pence=spent.pence - report.unspent)
            back = back.but(alerts={**self.alerts, report.sending: less})
        line = _marked(self.line(report.provider), report.marks, now / 1000)
        asked = now + 1000 * min(report.asked, LONGEST_PAUSE) if report.asked else 0
        return back._with(report.provider, line.but(next=max(line.next, asked)))

    def newer(self) -> "Traffic":
        """Answer what stands in the table once this is written over the version it was made from."""
        return self.but(version=self.version + 1)

    def _with(self, provider: str, line: Line) -> "Traffic":
        return self.but(lines={**self.lines, provider: line})


def month_of(now: datetime) -> str:
    """Answer the London month, "2026-03"."""
    return f"{now.astimezone(LONDON):%Y-%m}"


def _marked(line: Line, marks: Sequence[float], now: float) -> Line:
    """Judge a provider by its last calls; one that rests is back only when tried again, and it went well."""
    if not marks:
        return line
    if line.strikes:
        well = line.strikes > 1 and sum(marks) / len(marks) >= ILL
        return line.but(score=1.0, outcomes=0, strikes=0, away_until=0) if well else line
    score = line.score
    for mark in marks:
        score += WEIGHT * (mark - score)
    line = line.but(score=round(score, 3), outcomes=min(OUTCOMES, line.outcomes + len(marks)))
    ill = line.score < ILL and line.outcomes == OUTCOMES
    return line.but(**_rest(1, now)) if ill else line


def _rest(strikes: int, now: float) -> dict[str, int]:
    """Leave a provider alone: longer each time, at most a quarter of an hour."""
    rest = min(REST << min(strikes - 1, 10), LONGEST_REST)
    return {"strikes": strikes, "away_until": int(now * 1000) + rest}


def moment(milliseconds: int) -> datetime:
    """Answer a time of a line as a time."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
