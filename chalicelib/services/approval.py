"""Approving an alert: a second officer's yes puts it on its way in one transaction, and then enqueues it."""

from dataclasses import dataclass
from datetime import datetime

from ..domain.alert import Action, Alert, AlertStatus, Content
from ..domain.cover import bundles
from ..domain.engagement import Fact, week_of
from ..domain.errors import Conflict, Invalid
from ..domain.force import Force
from ..domain.four_eyes import require
from ..domain.officer import Officer
from ..domain.sending import Forms, Range, Sending, SendingStatus
from ..ports import Alerts, Clock, Facts, Ids, Queue, Sendings
from .audiences import Audiences
from .following import Following
from .preview import Preview, staleness
from .steps import Steps, seen

_ANSWERED = {"alert", "appeal", "event"}
"""Kinds of alert that people are expected to answer; a stray reply belongs to the newest of them."""


@dataclass(frozen=True)
class Approval:
    """The SPOC's verbs; the approval is bound to the very words and audience that were submitted."""

    clock: Clock
    ids: Ids
    queue: Queue
    alerts: Alerts
    sendings: Sendings
    facts: Facts
    audiences: Audiences
    following: Following
    steps: Steps
    force: Force
    preview: Preview

    def approve(self, officer: Officer, alert: str, version: int, note: str = "") -> Alert:
        """Say yes: the alert is planned at once, or at its time.

        Raises Forbidden to its author, Invalid where it has expired or would cost too much.
        """
        was, now = self._load(officer, alert, version, "approve"), self.clock.now()
        self._check(was, now)
        sending, ranges = self._sending(was, now)
        approved = was.to(
            AlertStatus.APPROVED,
            now,
            sending=sending.id,
            approved_by=officer.id,
            approved_hash=was.content.hash(),
        )
        # Ranges without a sending are never read, so they may be written before the commit that counts.
        self.sendings.put_ranges(ranges)
        more = self.sendings.add(sending, _forms(sending, was))
        if not was.training:
            more.append(self.facts.add(_fact(approved, now)))
        self.steps.take(officer, approved, was, "approve", note, *more)
        if sending.starts_at is None:
            bodies = [{"task": "range", "sending": sending.id, "range": span.n} for span in ranges]
            self.queue.put("plan", bodies)
        return approved

    def give_back(self, officer: Officer, alert: str, version: int, note: str) -> Alert:
        """Return an alert to its author with a reason."""
        if not note.strip():
            raise Invalid({"note": "Say what has to change."})
        was = self._load(officer, alert, version, "return")
        returned = was.to(AlertStatus.RETURNED, self.clock.now())
        return self.steps.take(officer, returned, was, "return", note)

    def reject(self, officer: Officer, alert: str, version: int, note: str = "") -> Alert:
        """Say no for good; an author may do so with a draft of their own."""
        was = self._load(officer, alert, version, "reject")
        rejected = was.to(AlertStatus.REJECTED, self.clock.now())
        return self.steps.take(officer, rejected, was, "reject", note)

    def _load(self, officer: Officer, alert: str, version: int, action: Action) -> Alert:
        found = self.steps.load(alert)
        require(found, officer, action)
        return seen(found, version)

    def _check(self, alert: Alert, now: datetime) -> None:
        submitted = self.alerts.content(alert.id, alert.version)
        if submitted is None or submitted.hash() != alert.content.hash():
            raise Conflict("This is not what was submitted. Return it to its author.")
        if alert.content.expires <= now:
            raise Invalid({"expires": "This alert has expired. Return it to its author."})
        self._afford(alert)

    def _afford(self, alert: Alert) -> None:
        """Refuse what would stop in the middle."""
        most = self.force.texting.pounds_an_alert
        if most is None or alert.training:
            return
        if (pounds := self.preview.pounds(alert.content)) > most:
            cost = (
                f"Its texts would cost £{pounds:,.2f}, and £{most:,.2f} is the most that an alert may cost."
            )
            raise Invalid({"text": f"{cost} Return it to its author: a shorter text, or fewer people."})

    def _most_pence(self) -> int | None:
        most = self.force.texting.pounds_an_alert
        return None if most is None else round(100 * most)

    def _ranges(self, sending: str, content: Content) -> list[Range]:
        if content.follows:
            return self.following.ranges(sending, content.follows)
        runs = bundles(self.audiences.runs(content.audience))
        return [Range(sending=sending, n=n, runs=bundle) for n, bundle in enumerate(runs)]

    def _sending(self, alert: Alert, now: datetime) -> tuple[Sending, list[Range]]:
        content, sending = alert.content, self.ids.ulid()
        ranges = self._ranges(sending, content)
        head = Sending(
            id=sending,
            why="alert",
            # Training must never stand in the way of what is urgent and live.
            lane="urgent" if content.priority == "urgent" and not alert.training else "routine",
            unit=alert.unit,
            status=SendingStatus.PLANNING,
            created_at=now,
            alert=alert.id,
            code=alert.code,
            kind=content.kind,
            priority=content.priority,
            invites_reply=bool(content.asks_for) or content.kind in _ANSWERED,
            ranges=len(ranges),
            # Written for later: the sweep begins the planning when its time has come.
            starts_at=content.send_at if content.send_at and content.send_at > now else None,
            most_pence=self._most_pence(),
            expires_at=content.expires,
            forms_hash=content.hash(),
            training=alert.training,
        )
        return head, ranges


def _forms(sending: Sending, alert: Alert) -> Forms:
    content = alert.content
    values = {"asks_for": content.asks_for or "", "other_ways": "\n".join(content.other_ways)}
    return Forms(
        sending=sending.id,
        template="alert",
        subject=content.headline,
        text=content.text,
        email=content.email,
        values={name: value for name, value in values.items() if value},
    )


def _fact(alert: Alert, now: datetime) -> Fact:
    late = staleness(alert.content, now)
    return Fact(
        week=week_of(now),
        id=f"alert#{alert.id}",
        kind="alert",
        at=now,
        dimensions={"unit": alert.unit, "kind": alert.content.kind, "priority": alert.content.priority},
        counts={"alerts": 1} | ({} if late is None else {"timed": 1, "minutes": late}),
    )
