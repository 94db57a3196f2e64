"""Who is meant by a sending: the audience index read range by range, one place a person."""

from collections.abc import Iterator
from dataclasses import dataclass

from ...domain.alert import Content
from ...domain.audience import Audience
from ...domain.bitmap import Bits, Marks
from ...domain.delivery import AGAIN, Page, received
from ...domain.digest import Cadence
from ...domain.errors import NotFound
from ...domain.force import Force
from ...domain.model import Moment
from ...domain.rule import Rule, earlier
from ...domain.sending import Range, Sending
from ...ports import Alerts, Clock, Digests, Reaches, Sendings, Subscribers
from .judging import ByAlert, ByDigest, ByRounds, Meant
from .rounds import Match, Rounds


@dataclass(frozen=True)
class Reading:
    """Reads who is meant for planner and gate: the audience index, or the pages of earlier rounds."""

    clock: Clock
    alerts: Alerts
    subscribers: Subscribers
    sendings: Sendings
    reaches: Reaches
    digests: Digests
    force: Force
    rounds: Rounds

    def of(self, sending: Sending) -> Meant:
        """Answer to whom a sending goes; raises NotFound where it has no alert and is no digest.

        The part of the day is that in which it began, so that a second planner chooses the same channels.
        """
        begun = sending.starts_at or sending.created_at
        if sending.why == "digest":
            return self._digest(sending, begun)
        alert = self.alerts.load(sending.alert) if sending.alert else None
        if alert is None:
            raise NotFound("There is no such alert.")
        if sending.why == "retry":
            return ByRounds(AGAIN, again=True)
        if alert.content.follows and sending.why != "joiners":
            return ByRounds(received(alert.training))
        meant = self.meant(alert.content, begun)
        stood = sending.why == "joiners"
        return meant._replace(besides=self.rounds.stood(alert, sending.id)) if stood else meant

    def meant(self, content: Content, begun: Moment) -> ByAlert:
        """Make ready to judge rows by a content whose audience is settled."""
        rule = Rule.of(content.audience, self.force, self.numbers(content.audience))
        now = self.clock.now()
        return ByAlert(content, rule, Marks(self.capped(content.priority, now)), now.timestamp(), begun)

    def _digest(self, sending: Sending, begun: Moment) -> ByDigest:
        """Read who is to have each alert of a digest, in the order of its entries."""
        forms = self.sendings.forms(sending.id)
        cadence: Cadence = "weekly" if forms.values["cadence"] == "weekly" else "daily"
        awaited = {each.sending: Marks(each.bits()) for each in self.digests.awaited(cadence)}
        marks = tuple(awaited[entry.sending] for entry in forms.entries)
        return ByDigest(marks, self.clock.now().timestamp(), begun)

    def numbers(self, audience: Audience) -> dict[str, Bits]:
        """Answer who was sent, and who answered, the earlier alerts that an audience speaks of."""
        return {key: self._numbers(key) for key in earlier(audience)}

    def capped(self, priority: str, at: Moment) -> Bits:
        """Answer who will have had their week's texts at this time, for an alert of this priority."""
        most = self.force.texting.weekly_cap if priority != "urgent" else None
        return self.reaches.capped(at, most) if most else 0

    def matches(self, meant: Meant, span: Range, after: str = "") -> Iterator[Match]:
        """Read a range in order, from behind a position that an earlier match had; lazily."""
        if isinstance(meant, ByRounds):
            return self.rounds.standing(span, meant.letters, meant.again, after)
        return self._indexed(meant, span, after)

    def _indexed(self, meant: ByAlert | ByDigest, span: Range, after: str) -> Iterator[Match]:
        start, _, beyond = after.partition("#")
        for run, (partition, first, last) in enumerate(span.runs):
            if run < int(start or 0):
                continue
            passed = beyond if start and run == int(start) else ""
            for sort, row in self.subscribers.rows(partition, max(first, passed), last):
                found = meant.match(f"{run:02d}#{sort}", partition, row) if sort > passed else None
                if found is not None:
                    yield found

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
        spent=tuple(n for n, match in enumerate(matches) if match.spent),
    )
