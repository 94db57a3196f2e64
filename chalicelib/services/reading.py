"""Who is meant by a sending: the audience index read range by range, one place a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..domain.alert import Content
from ..domain.delivery import Recipient
from ..domain.errors import NotFound
from ..domain.force import Force
from ..domain.packed import Packed
from ..domain.rule import Rule, earlier
from ..domain.sending import Range, Sending
from ..domain.subscriber import Channel
from ..ports import Alerts, Clock, Subscribers


class Match(NamedTuple):
    """One person of the audience where they stand in the index: channel, slot and its first letter."""

    position: str
    channel: Channel
    recipient: Recipient
    stamp: str


@dataclass(frozen=True)
class Reading:
    """Reads the audience index for planner and gate."""

    clock: Clock
    alerts: Alerts
    subscribers: Subscribers
    force: Force

    def content(self, sending: Sending) -> Content:
        """Answer what the sending's alert says and to whom; raises NotFound where it has none."""
        alert = self.alerts.load(sending.alert) if sending.alert else None
        if alert is None:
            raise NotFound("There is no such alert.")
        return alert.content

    def rule(self, content: Content) -> Rule:
        """Make the content's audience ready to judge rows."""
        return Rule.of(content.audience, self.force, dict.fromkeys(earlier(content.audience), 0))

    def matches(self, content: Content, span: Range, after: str = "") -> Iterator[Match]:
        """Read a range in order, from behind a position that an earlier match had; lazily."""
        rule, now = self.rule(content), self.clock.now().timestamp()
        start, _, beyond = after.partition("#")
        for run, (partition, first, last) in enumerate(span.runs):
            if run < int(start or 0):
                continue
            passed = beyond if start and run == int(start) else ""
            for sort, row in self.subscribers.rows(partition, max(first, passed), last):
                if sort > passed and rule.spot(row) == row.n:
                    yield _match(f"{run:02d}#{sort}", row, content, now)


def _match(position: str, row: Packed, content: Content, now: float) -> Match:
    recipient = Recipient(row.sid, ward=row.spots[row.n].local, number=row.number)
    return Match(position, row.channel(content.priority), recipient, _stamp(row, content.kind, now))


def _stamp(row: Packed, kind: str, now: float) -> str:
    """Decide what is known when planning: whoever cannot or does not want to be reached is final at once."""
    if not row.channels:
        return "N"
    if row.paused > now:
        return "H"
    return "M" if kind in row.mutes else "w"
