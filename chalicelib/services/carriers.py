"""Who carries texts and email: how well each provider is, and the one that an officer chose."""

from dataclasses import dataclass
from datetime import datetime

from ..domain.carriers import Provider
from ..domain.errors import Conflict, Invalid, NotFound
from ..domain.force import Force
from ..domain.model import Model, Moment
from ..domain.officer import Officer
from ..domain.subscriber import CHANNELS
from ..domain.traffic import SURE, Traffic, moment, month_of
from ..ports import Audit, Clock, Table, Traffics

TRIES = 50
"""How often a choice is written anew: every window of every worker writes the same item."""


class Carrier(Model):
    """One provider of a channel; `state` is well, unsteady, away, trying (its rest is over) or unused.

    `score` is between 0 and 1, how well its last calls went; `per_second` and `pence` are of message parts or
    emails.
    """

    name: str
    state: str
    in_use: bool
    score: float
    per_second: float
    pence: float
    away_until: Moment | None = None


class Carried(Model):
    """One channel with its providers, in the order in which they are turned to.

    `chosen` is the one provider that an officer wants, empty for the first that is well. Money is in pounds,
    of this London month.
    """

    channel: str
    chosen: str
    carriers: tuple[Carrier, ...]
    pounds: float
    most_pounds: float | None = None


@dataclass(frozen=True)
class Carriers:
    """Shows and chooses providers."""

    table: Table
    clock: Clock
    force: Force
    traffics: Traffics
    audit: Audit

    def listed(self) -> list[Carried]:
        """Answer every channel."""
        return [self._carried(channel) for channel in CHANNELS]

    def choose(self, officer: Officer, channel: str, provider: str) -> Carried:
        """Send by this provider only, well or not; by the first that is well where none is named.

        Raises NotFound for a channel, and Invalid for a provider, that the force does not have.
        """
        names = [each.name for each in self._providers(channel)]
        if provider and provider not in names:
            raise Invalid({"provider": f"Choose one of {', '.join(names)}, or none."})
        entry = self.audit.entry(officer.id, "choose provider", channel, provider or "the first that is well")
        for attempt in range(TRIES):
            was = self.traffics.load(channel)
            try:
                self.table.commit(self.traffics.save(was.but(chosen=provider), was), entry)
                break
            except Conflict:
                if attempt == TRIES - 1:
                    raise Conflict("Messages leave so fast that nothing was changed. Try again.") from None
        return self._carried(channel)

    def _providers(self, channel: str) -> tuple[Provider, ...]:
        if channel not in CHANNELS:
            raise NotFound("There is no such channel.")
        return self.force.providers(channel)

    def _carried(self, channel: str) -> Carried:
        traffic, now = self.traffics.load(channel), self.clock.now()
        providers = self._providers(channel)
        used = traffic.pick(providers, _milliseconds(now))
        month = traffic.spent if traffic.month == month_of(now) else 0
        carriers = [self._carrier(each, traffic, each == used) for each in providers]
        return Carried(
            channel=channel,
            chosen=traffic.chosen,
            carriers=tuple(carriers),
            pounds=round(month / 100_000, 2),
            most_pounds=self.force.texting.pounds_a_month if channel == "text" else None,
        )

    def _carrier(self, provider: Provider, traffic: Traffic, in_use: bool) -> Carrier:
        line, now = traffic.line(provider.name), _milliseconds(self.clock.now())
        state = "well" if line.score >= SURE else "unsteady"
        if not line.well(now):
            state = "away"
        elif not line.next:
            state = "unused"
        elif line.strikes:
            state = "trying"
        return Carrier(
            name=provider.name,
            state=state,
            in_use=in_use,
            score=line.score,
            per_second=provider.per_second,
            pence=provider.pence,
            away_until=moment(line.away_until) if state == "away" else None,
        )


def _milliseconds(now: datetime) -> int:
    return int(now.timestamp() * 1000)
