"""The preview: who would get an alert, what it costs and how long it takes, before anything is sent."""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from ..domain.alert import Content
from ..domain.force import Force
from ..domain.model import Model, Moment
from ..domain.sending import Range
from ..domain.sms_text import Encoding, downgrade, kept, size
from ..ports import Clock
from .audiences import Audiences
from .compose import Compose
from .reading import Reading

UNREACHABLE = {"N": "no-channel", "H": "paused", "M": "muted", "L": "capped"}
"""Stamps of those who belong to the audience and will not be sent anything."""


class Replaced(Model):
    """One character of the author's text that is sent as something else."""

    at: int
    old: str
    new: str


class Estimate(Model):
    """What a preview answers; people = the sum of channels and unreachable.

    `kept` are letters outside GSM-7 that are sent as they are and make every text shorter (UCS-2);
    `minutes` is the time to the last person at the force's own speed, `as_of` when people were counted.
    """

    people: int
    channels: dict[str, int]
    unreachable: dict[str, int]
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


@dataclass(frozen=True)
class Preview:
    """Counts by reading the very stretches of the index that the approval would plan."""

    force: Force
    clock: Clock
    reading: Reading
    audiences: Audiences
    compose: Compose

    def estimate(self, content: Content) -> Estimate:
        """Work out what this alert would mean; raises Invalid for an audience that is empty or unknown."""
        now = self.clock.now()
        content = content.but(audience=self.audiences.settled(content.audience))
        counts = self._count(content)
        text = self.compose.sample(content.text)
        cost = size(text)
        texts, emails = counts["text"], counts["email"]
        return Estimate(
            people=counts.total(),
            channels={"text": texts, "email": emails},
            unreachable={reason: counts[reason] for reason in UNREACHABLE.values()},
            parts=cost.parts,
            encoding=cost.encoding,
            units=cost.units,
            replaced=tuple(Replaced(**each._asdict()) for each in downgrade(content.text)[1]),
            kept=tuple(kept(text)),
            pounds=round(texts * cost.parts * self.force.texting.pence_per_part / 100, 2),
            minutes=self.minutes(texts, emails, cost.parts),
            staleness_minutes=staleness(content, now),
            text_as_sent=text,
            as_of=now,
        )

    def minutes(self, texts: int, emails: int, parts: int) -> int:
        """Answer the whole minutes until the last of so many messages has left."""
        seconds = max(
            texts * parts / self.force.texting.parts_per_second,
            emails / self.force.emailing.per_second,
        )
        return math.ceil(seconds / 60)

    def _count(self, content: Content) -> Counter[str]:
        """Count who would be reached on which channel, and who not and why, as the planner stamps them."""
        everywhere = Range(sending="", n=0, runs=tuple(self.audiences.runs(content.audience)))
        matches = self.reading.matches(self.reading.meant(content), everywhere)
        return Counter(UNREACHABLE.get(match.stamp, match.channel) for match in matches)


def staleness(content: Content, now: datetime) -> int | None:
    """Answer the whole minutes since the crime was recorded; None for an alert about no crime."""
    if content.crime_recorded_at is None:
        return None
    return int((now - content.crime_recorded_at).total_seconds() // 60)
