"""Who waits for the end of quiet hours, and until when, as the states of their pages tell."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from .delivery import State


class Resting(NamedTuple):
    """Those who rest by channel, when the first may be sent to, and in how many minutes the last page's."""

    people: Mapping[str, int]
    first: datetime | None
    minutes: int

    @classmethod
    def of(cls, states: Iterable[State], now: datetime) -> "Resting":
        """Count who rests now; a page whose people rest until different hours stands there with its first."""
        moment, people, ends = int(now.timestamp() * 1000), Counter[str](), list[int]()
        for state in states:
            if state.resting and state.due > moment and not state.final():
                people[state.page.partition("#")[0]] += state.resting
                ends.append(state.due)
        if not ends:
            return cls(people, None, 0)
        first = datetime.fromtimestamp(min(ends) / 1000, UTC)
        return cls(people, first, math.ceil((max(ends) - moment) / 60_000))

    def awake(self, waiting: Mapping[str, int]) -> dict[str, int]:
        """Answer, by channel, who of those that wait does not rest."""
        return {channel: people - self.people.get(channel, 0) for channel, people in waiting.items()}
