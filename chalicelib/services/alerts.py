"""Writing alerts: draft, edit, submit, cancel, and what an officer may do with one now."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..domain.alert import Action, Alert, AlertStatus, Content, LogEntry
from ..domain.errors import Conflict, Invalid
from ..domain.four_eyes import allowed, require
from ..domain.officer import Officer
from ..domain.sending import SendingStatus
from ..domain.sms_text import MOST, downgrade
from ..ports import Alerts, Audit, Clock, Ids, SavedAudiences, Sendings, Table, Write
from .audiences import Audiences
from .following import Following
from .saving_audiences import traced
from .sending.direct import CODE_LENGTH
from .steps import Steps, seen

_S = AlertStatus
_CANCEL_TRIES = 5
_SKEW = timedelta(minutes=5)
_AHEAD = timedelta(days=90)
"""The longest that an alert may be written ahead: places, groups and words grow old."""


@dataclass(frozen=True)
class Writing:
    """The author's verbs; approving is another officer's (see approval.py)."""

    table: Table
    clock: Clock
    ids: Ids
    alerts: Alerts
    sendings: Sendings
    audit: Audit
    audiences: Audiences
    following: Following
    saved: SavedAudiences
    steps: Steps

    def draft(self, officer: Officer, content: Content, training: bool = False) -> Alert:
        """Begin an alert; one that is begun as training is training for good."""
        officer.require("write an alert")
        now = self.clock.now()
        content = self._settled(officer, content, now, training)
        alert = Alert(
            id=self.ids.ulid(),
            content=content,
            unit=officer.unit,
            author=officer.id,
            code=self.ids.short(CODE_LENGTH),
            created_at=now,
            updated_at=now,
            training=training,
        )
        entry = LogEntry(at=now, officer=officer.id, action="draft")
        self.table.commit(
            *self.alerts.add(alert, entry), self.audit.entry(officer.id, "drafted alert", alert.id)
        )
        return alert

    def edit(self, officer: Officer, alert: str, content: Content, version: int) -> Alert:
        """Change the words; an alert that waits for approval or was returned is a draft again."""
        was = seen(self.load(alert), version)
        self._allow(officer, was, "edit")
        now = self.clock.now()
        content = self._settled(officer, content, now, was.training)
        if was.status is _S.DRAFT:
            changed = was.but(content=content, updated_at=now, version=was.version + 1)
        else:
            changed = was.to(_S.DRAFT, now, content=content, submitted_by=None)
        return self.steps.take(officer, changed, was, "edit", "")

    def submit(self, officer: Officer, alert: str, version: int, note: str = "") -> Alert:
        """Ask for approval; the content now stands under its version. Invalid where nobody is meant or a
        template's blank is left.
        """
        was = seen(self.load(alert), version)
        self._allow(officer, was, "submit")
        now = self.clock.now()
        self._settled(officer, was.content, now, was.training)
        if blanks := was.content.blanks():
            raise Invalid({name: f"Fill in {', '.join(each)}." for name, each in blanks.items()})
        self.audiences.runs(was.content.audience)
        submitted = was.to(_S.PENDING, now, submitted_by=officer.id)
        return self.steps.take(officer, submitted, was, "submit", note, self.alerts.version(submitted))

    def cancel(self, officer: Officer, alert: str, note: str = "") -> Alert:
        """Stop what has not left yet; raises Conflict where there is nothing to stop.

        Needs no version: stopping is safe whatever else happened, and the planner moves the alert on.
        """
        for _ in range(_CANCEL_TRIES):
            was = self.load(alert)
            self._allow(officer, was, "cancel")
            cancelled = was.to(_S.CANCELLED, self.clock.now())
            with suppress(Conflict):
                return self.steps.take(officer, cancelled, was, "cancel", note, *self._stopped(was))
        raise Conflict("This alert changes just now. Try again at once.")

    def load(self, alert: str) -> Alert:
        """Find an alert; raises NotFound."""
        return self.steps.load(alert)

    def latest(self, officer: Officer, status: str = "") -> list[Alert]:
        """List the newest alerts first, of one status if asked."""
        officer.require("see alerts")
        return [alert for alert in self.alerts.latest(100) if not status or alert.status == status]

    def to_do(self, officer: Officer) -> list[Alert]:
        """List the alerts that wait for this officer's approval."""
        officer.require("see alerts")
        return [alert for alert in self.alerts.waiting() if "approve" in allowed(alert, officer)]

    def _allow(self, officer: Officer, alert: Alert, action: Action) -> None:
        officer.require("cancel an alert" if action == "cancel" else "write an alert")
        require(alert, officer, action)

    def _settled(self, officer: Officer, content: Content, now: datetime, training: bool) -> Content:
        """Check the words and answer them as they are kept: audience exact, what it began with true."""
        wrong: dict[str, str] = {}
        if content.expires <= now:
            wrong["expires"] = "Choose a time in the future."
        if content.send_at and not now < content.send_at <= now + _AHEAD:
            wrong["send_at"] = "Choose a time within the next 90 days, or leave this empty to send at once."
        elif content.send_at and content.expires <= content.send_at:
            wrong["expires"] = "Choose a time after the one at which it goes out."
        if content.crime_recorded_at and content.crime_recorded_at > now + _SKEW:
            wrong["crime_recorded_at"] = "This is in the future. Say when the crime was recorded."
        length = len(downgrade(content.text)[0].strip())
        if length == 0:
            wrong["text"] = "None of these characters can be sent in a text."
        if length > MOST:
            wrong["text"] = f"With its replaced characters this has {length} characters; {MOST} is the most."
        if wrong:
            raise Invalid(wrong)
        if content.follows:
            return self.following.settled(content, content.follows, training)
        audience = self.audiences.settled(content.audience, officer)
        return content.but(audience=traced(audience, self.saved))

    def _stopped(self, alert: Alert) -> list[Write]:
        first = self.sendings.load(alert.sending) if alert.sending else None
        rounds = [first, *self.sendings.rounds(alert.id)] if first else []
        going = [each for each in rounds if each.status is not SendingStatus.CLOSED]
        return [self.sendings.save(each.but(cancelled_at=self.clock.now()), each) for each in going]
