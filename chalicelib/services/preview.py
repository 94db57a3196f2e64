"""The preview: who would get an alert, what it costs and how long it takes, before anything is sent."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ..domain.alert import Content
from ..domain.coarse import Rounding, exact, rounding
from ..domain.force import Force
from ..domain.model import Model, Moment
from ..domain.officer import Officer
from ..domain.sms_text import Encoding, downgrade, kept, size
from ..ports import Clock, Places
from .audiences import Audiences
from .reckoning import Reckoned, Reckoning
from .sending.compose import Compose


class Replaced(Model):
    """One character of the author's text that is sent as something else."""

    at: int
    old: str
    new: str


class Reached(Model):
    """One neighbourhood or ward: who is meant there, and how many of them by text and by email."""

    code: str
    name: str
    people: int
    text: int
    email: int


class Estimate(Model):
    """What a preview answers; people = the sum of channels and unreachable, and the sum of all areas' people.

    `kept` are letters outside GSM-7 that are sent as they are and make every text shorter (UCS-2);
    `minutes` is the time to the last person at the force's own speed, `as_of` when people were counted.
    `resting` are those of the channels who get it once quiet hours are over, theirs or the force's.
    Where it is not `exact`, each number of people is rounded down to a step of five, and so are the sums.
    """

    exact: bool
    people: int
    channels: dict[str, int]
    unreachable: dict[str, int]
    resting: int
    areas: tuple[Reached, ...]
    parts: int
    encoding: Encoding
    units: int
    replaced: tuple[Replaced, ...]
    kept: tuple[str, ...]
    pounds: float
    minutes: int
    staleness_minutes: int | None
    text_as_sent: str
    as_of: Moment
    age_minutes: int


@dataclass(frozen=True)
class Preview:
    """Tells what the reckoning counted, and works out what that costs and how long it takes."""

    force: Force
    clock: Clock
    places: Places
    audiences: Audiences
    compose: Compose
    reckoning: Reckoning

    def estimate(self, officer: Officer, content: Content) -> Estimate:
        """Work out what this alert would mean; raises Invalid for an audience that is empty or unknown.

        What follows another alert goes to those who received that one, whatever audience comes with it.
        Cost and minutes follow the numbers that this officer may see, and tell no more than these.
        """
        if not content.follows:
            content = content.but(audience=self.audiences.settled(content.audience))
        found = self.reckoning.of(content)
        text = self.compose.sample(content.text)
        cost = size(text)
        told = rounding(officer)
        texts, emails = (told(found.channels[channel]) for channel in ("text", "email"))
        return Estimate(
            exact=exact(officer),
            people=told(found.people),
            channels={"text": texts, "email": emails},
            unreachable={reason: told(people) for reason, people in found.unreachable.items()},
            resting=told(found.resting),
            areas=tuple(self._areas(found, told)),
            parts=cost.parts,
            encoding=cost.encoding,
            units=cost.units,
            replaced=tuple(Replaced(**each._asdict()) for each in downgrade(content.text)[1]),
            kept=tuple(kept(text)),
            pounds=round(texts * cost.parts * self.force.texting.pence_per_part / 100, 2),
            minutes=self.minutes(texts, emails, cost.parts),
            staleness_minutes=staleness(content, self.clock.now()),
            text_as_sent=text,
            as_of=found.as_of,
            age_minutes=found.age_minutes,
        )

    def pounds(self, content: Content) -> float:
        """Answer what the texts of an alert would cost, whoever asks."""
        parts = size(self.compose.sample(content.text)).parts
        return self.reckoning.of(content).channels["text"] * parts * self.force.texting.pence_per_part / 100

    def minutes(self, texts: int, emails: int, parts: int) -> int:
        """Answer the whole minutes until the last of so many messages has left."""
        seconds = max(
            texts * parts / self.force.texting.parts_per_second,
            emails / self.force.emailing.per_second,
        )
        return math.ceil(seconds / 60)

    def _areas(self, found: Reckoned, told: Rounding) -> Iterator[Reached]:
        """Answer every area in which somebody is meant, by name; none whose number may not be told."""
        names = self.places.names()
        for code in sorted(found.areas, key=lambda code: (names.get(code, code), code)):
            reached = {channel: told(areas.get(code, 0)) for channel, areas in found.by_channel.items()}
            if here := told(found.areas[code]):
                yield Reached(code=code, name=names.get(code, code), people=here, **reached)


def staleness(content: Content, now: datetime) -> int | None:
    """Answer the whole minutes since the crime was recorded; None for an alert about no crime."""
    if content.crime_recorded_at is None:
        return None
    return int((now - content.crime_recorded_at).total_seconds() // 60)
