"""Who is meant by a sending: the audience index read range by range, one place a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ...domain.alert import Content
from ...domain.audience import Audience
from ...domain.bitmap import Bits, Marks
from ...domain.delivery import AGAIN, Page, Recipient, received
from ...domain.errors import NotFound
from ...domain.force import Force
from ...domain.packed import Packed
from ...domain.rule import Rule, earlier
from ...domain.sending import Range, Sending
from ...domain.subscriber import Channel
from ...ports import Alerts, Clock, Reaches, Subscribers
from .rounds import Match, Rounds

_NOBODY = Marks()


class Meant(NamedTuple):
    """What an alert says to whom, ready to judge rows by: its rule, and who had their week's texts.

    Where there are `letters`, it is people who stand with one of them in earlier rounds, and no rule's.
    """

    content: Content
    rule: Rule
    capped: Marks
    now: float
    letters: str = ""
    again: bool = False
    besides: Marks = _NOBODY
    """Who stands in an earlier round, where those are meant who have joined since."""


@dataclass(frozen=True)
class Reading:
    """Reads who is meant for planner and gate: the audience index, or the pages of earlier rounds."""

    clock: Clock
    alerts: Alerts
    subscribers: Subscribers
    reaches: Reaches
    force: Force
    rounds: Rounds

    def of(self, sending: Sending) -> Meant:
        """Answer what the sending's alert says and to whom; raises NotFound where it has none."""
        alert = self.alerts.load(sending.alert) if sending.alert else None
        if alert is None:
            raise NotFound("There is no such alert.")
        meant = self.meant(alert.content)
        if sending.why == "retry":
            return meant._replace(letters=AGAIN, again=True)
        if sending.why == "joiners":
            return meant._replace(besides=self.rounds.stood(alert, sending.id))
        return meant._replace(letters=received(alert.training)) if alert.content.follows else meant

    def meant(self, content: Content) -> Meant:
        """Make ready to judge rows by a content whose audience is settled."""
        rule = Rule.of(content.audience, self.force, self.numbers(content.audience))
        return Meant(content, rule, Marks(self.capped(content.priority)), self.clock.now().timestamp())

    def numbers(self, audience: Audience) -> dict[str, Bits]:
        """Answer who was sent, and who answered, the earlier alerts that an audience speaks of."""
        return {key: self._numbers(key) for key in earlier(audience)}

    def capped(self, priority: str) -> Bits:
        """Answer who had their week's texts, for an alert of this priority."""
        most = self.force.texting.weekly_cap if priority != "urgent" else None
        return self.reaches.capped(self.clock.now(), most) if most else 0

    def matches(self, meant: Meant, span: Range, after: str = "") -> Iterator[Match]:
        """Read a range in order, from behind a position that an earlier match had; lazily."""
        if meant.letters:
            return self.rounds.standing(span, meant.letters, meant.again, after)
        return self._indexed(meant, span, after)

    def _indexed(self, meant: Meant, span: Range, after: str) -> Iterator[Match]:
        start, _, beyond = after.partition("#")
        for run, (partition, first, last) in enumerate(span.runs):
            if run < int(start or 0):
                continue
            passed = beyond if start and run == int(start) else ""
            for sort, row in self.subscribers.rows(partition, max(first, passed), last):
                if sort <= passed or row.number in meant.besides:
                    continue
                if (n := meant.rule.found(partition, row)) is not None:
                    yield _match(f"{run:02d}#{sort}", row, n, meant)

    def _numbers(self, key: str) -> Bits:
        kind, _, alert = key.partition(":")
        return self.reaches.of(alert) if kind == "received" else self.reaches.answered(alert)


def paged(id: str, sending: str, matches: list[Match], start: str, end: str) -> Page:
    """Make the page of these matches, who are all on the channel that its id names first."""
    return Page(
        sending=sending,
        id=id,
        channel=id.partition("#")[0],
        recipients=tuple(match.recipient for match in matches),
        start=start,
        end=end,
        stamps="".join(match.stamp for match in matches),
        before="".join(match.before for match in matches),
    )


def _match(position: str, row: Packed, n: int, meant: Meant) -> Match:
    channel = row.channel(meant.content.priority)
    recipient = Recipient(row.sid, ward=row.spots[n].local, number=row.number)
    return Match(position, channel, recipient, _stamp(row, channel, meant))


def _stamp(row: Packed, channel: Channel, meant: Meant) -> str:
    """Decide what is known when planning: whoever cannot or does not want to be reached is final at once."""
    if not row.channels:
        return "N"
    if row.paused > meant.now:
        return "H"
    if meant.content.kind in row.mutes:
        return "M"
    return "L" if channel == "text" and row.number in meant.capped else "w"
