"""Reckoning: to how many people an alert would go, by channel and by area, for its preview."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from ..domain.alert import Content, Follow
from ..domain.bitmap import Marks
from ..domain.census.choosing import meant
from ..domain.census.standing import REASONS, resting, standing
from ..domain.force import Force
from ..domain.model import Moment
from ..ports import Clock
from .audiences import somebody
from .census import Census
from .following import Following
from .sending.reading import Reading


class Reckoned(NamedTuple):
    """Numbers of people as of a moment: all, by channel, by the reason why not, and who gets it later.

    `areas` has those of each area, and `by_channel` those of each area by channel.
    """

    as_of: Moment
    age_minutes: int
    people: int
    channels: Mapping[str, int]
    unreachable: Mapping[str, int]
    resting: int
    areas: Mapping[str, int]
    by_channel: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Reckoning:
    """Counts in the last census; who received an earlier alert, in the pages of that one's rounds."""

    force: Force
    clock: Clock
    census: Census
    reading: Reading
    following: Following

    def of(self, content: Content) -> Reckoned:
        """Count whom it would go to, were it approved now; raises Invalid where nobody was asked for."""
        begun = max(self.clock.now(), content.send_at or self.clock.now())
        if content.follows:
            return self._received(content, content.follows, begun)
        return self._chosen(content, begun)

    def _chosen(self, content: Content, begun: datetime) -> Reckoned:
        """Choose who belongs to it, and sort them as the planner would stamp them when it goes out."""
        census = self.census.latest()
        somebody(content.audience)
        found = meant(census, content.audience, self.force, self.reading.numbers(content.audience))
        capped = census.of_numbers(self.reading.capped(content.priority, begun))
        sets = standing(census, found.people, content, begun, capped, self.force.texting.quiet)
        return Reckoned(
            as_of=census.as_of,
            age_minutes=self.census.age(census),
            people=found.people.bit_count(),
            channels={channel: people.bit_count() for channel, people in sets.channels.items()},
            unreachable={reason: people.bit_count() for reason, people in sets.unreachable.items()},
            resting=sets.resting.bit_count(),
            areas=census.by_area(found, found.people),
            by_channel={channel: census.by_area(found, people) for channel, people in sets.channels.items()},
        )

    def _received(self, content: Content, follow: Follow, begun: datetime) -> Reckoned:
        """Count who received the alert that is followed, where they stood then: nobody is chosen anew."""
        areas = {channel: Counter[str]() for channel in ("text", "email")}
        numbers = {channel: Marks() for channel in areas}
        for slot in self.following.received(follow):
            areas[slot.channel()][slot.recipient.ward] += 1
            numbers[slot.channel()].add(slot.recipient.number)
        channels = {channel: found.total() for channel, found in areas.items()}
        census, quiet = self.census.latest(), self.force.texting.quiet
        sets = {
            channel: census.of_numbers(each.bits()) & census.everybody for channel, each in numbers.items()
        }
        return Reckoned(
            as_of=self.clock.now(),
            age_minutes=0,
            people=sum(channels.values()),
            channels=channels,
            unreachable=dict.fromkeys(REASONS.values(), 0),
            resting=resting(census, sets, content, begun, quiet).bit_count(),
            areas=areas["text"] + areas["email"],
            by_channel=areas,
        )
