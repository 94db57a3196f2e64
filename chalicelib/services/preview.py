"""The preview: who would get an alert, what it costs and how long it takes, before anything is sent."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ..domain.alert import Content
from ..domain.census.choosing import meant
from ..domain.census.counted import Counted, Meant
from ..domain.census.standing import Standing, standing
from ..domain.coarse import Rounding, exact, rounding
from ..domain.force import Force
from ..domain.model import Model, Moment
from ..domain.officer import Officer
from ..domain.sms_text import Encoding, downgrade, kept, size
from ..ports import Clock, Places
from .audiences import Audiences, somebody
from .census import Census
from .sending.compose import Compose
from .sending.reading import Reading


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
    """Counts in the last census, so no item of a person is read."""

    force: Force
    clock: Clock
    places: Places
    census: Census
    reading: Reading
    audiences: Audiences
    compose: Compose

    def estimate(self, officer: Officer, content: Content) -> Estimate:
        """Work out what this alert would mean; raises Invalid for an audience that is empty or unknown.

        Cost and minutes follow the numbers that this officer may see, and tell no more than these.
        """
        content = content.but(audience=self.audiences.settled(content.audience))
        now, census = self.clock.now(), self.census.latest()
        found, sets = self._count(census, content)
        text = self.compose.sample(content.text)
        cost = size(text)
        told = rounding(officer)
        texts, emails = (told(sets.channels[channel].bit_count()) for channel in ("text", "email"))
        return Estimate(
            exact=exact(officer),
            people=told(found.people.bit_count()),
            channels={"text": texts, "email": emails},
            unreachable={reason: told(people.bit_count()) for reason, people in sets.unreachable.items()},
            resting=told(sets.resting.bit_count()),
            areas=tuple(self._areas(census, found, sets, told)),
            parts=cost.parts,
            encoding=cost.encoding,
            units=cost.units,
            replaced=tuple(Replaced(**each._asdict()) for each in downgrade(content.text)[1]),
            kept=tuple(kept(text)),
            pounds=round(texts * cost.parts * self.force.texting.pence_per_part / 100, 2),
            minutes=self.minutes(texts, emails, cost.parts),
            staleness_minutes=staleness(content, now),
            text_as_sent=text,
            as_of=census.as_of,
            age_minutes=self.census.age(census),
        )

    def pounds(self, content: Content) -> float:
        """Answer what the texts of an alert would cost, whoever asks."""
        sets = self._count(self.census.latest(), content)[1]
        parts = size(self.compose.sample(content.text)).parts
        return sets.channels["text"].bit_count() * parts * self.force.texting.pence_per_part / 100

    def minutes(self, texts: int, emails: int, parts: int) -> int:
        """Answer the whole minutes until the last of so many messages has left."""
        seconds = max(
            texts * parts / self.force.texting.parts_per_second,
            emails / self.force.emailing.per_second,
        )
        return math.ceil(seconds / 60)

    def _count(self, census: Counted, content: Content) -> tuple[Meant, Standing]:
        """Choose who belongs to it, and sort them as the planner would stamp them when it goes out."""
        somebody(content.audience)
        found = meant(census, content.audience, self.force, self.reading.numbers(content.audience))
        begun, quiet = self._begins(content), self.force.texting.quiet
        capped = census.of_numbers(self.reading.capped(content.priority, begun))
        return found, standing(census, found.people, content, begun, capped, quiet)

    def _begins(self, content: Content) -> datetime:
        """Answer when it would go out, were it approved now."""
        return max(self.clock.now(), content.send_at or self.clock.now())

    def _areas(self, census: Counted, found: Meant, sets: Standing, told: Rounding) -> Iterator[Reached]:
        """Answer every area in which somebody is meant, by name; none whose number may not be told."""
        names = self.places.names()
        people = census.by_area(found, found.people)
        text, email = (census.by_area(found, sets.channels[channel]) for channel in ("text", "email"))
        for code in sorted(people, key=lambda code: (names.get(code, code), code)):
            reached = {"text": told(text.get(code, 0)), "email": told(email.get(code, 0))}
            if here := told(people[code]):
                yield Reached(code=code, name=names.get(code, code), people=here, **reached)


def staleness(content: Content, now: datetime) -> int | None:
    """Answer the whole minutes since the crime was recorded; None for an alert about no crime."""
    if content.crime_recorded_at is None:
        return None
    return int((now - content.crime_recorded_at).total_seconds() // 60)
