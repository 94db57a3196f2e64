"""An alert: what an officer wants people to know or to answer, and the way it takes to approval."""

import hashlib
import re
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from .audience import Audience
from .errors import Conflict
from .model import Model, Moment
from .training import fixed

AlertKind = Literal["news", "alert", "appeal", "event", "advice"]
Priority = Literal["urgent", "standard", "low"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=120)]
TextWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=918)]
EmailWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=5000)]
Action = Literal[
    "edit", "submit", "approve", "return", "reject", "cancel", "retry", "joiners", "stop", "follow"
]


_BLANK = re.compile(r"\[[^\[\]\n]{1,80}\]")


class AlertStatus(StrEnum):
    """Where an alert stands."""

    DRAFT = "draft"
    PENDING = "pending-approval"
    RETURNED = "returned"
    REJECTED = "rejected"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


_S = AlertStatus
TRANSITIONS: dict[AlertStatus, set[AlertStatus]] = {
    _S.DRAFT: {_S.PENDING, _S.REJECTED},
    _S.PENDING: {_S.APPROVED, _S.RETURNED, _S.REJECTED, _S.DRAFT},
    _S.RETURNED: {_S.PENDING, _S.DRAFT},
    _S.APPROVED: {_S.SENDING, _S.CANCELLED, _S.EXPIRED},
    _S.SENDING: {_S.SENT, _S.CANCELLED, _S.EXPIRED},
}
"""Facts 14; a returned alert that is edited is a draft again until it is submitted."""


class Follow(Model):
    """That an alert follows another, whose id this is: to exactly those who received that one."""

    alert: str = Field(max_length=26)
    how: Literal["update", "all-clear"]


class Content(Model):
    """What the author writes; the approval binds a hash of all of it."""

    headline: Line
    text: TextWords
    email: EmailWords
    kind: AlertKind
    priority: Priority
    expires: Moment
    send_at: Moment | None = None
    """Goes out then, or once it is approved where that is later; None for at once."""
    crime_recorded_at: Moment | None = None
    other_ways: tuple[Line, ...] = Field(default=(), max_length=6)
    asks_for: str | None = Field(default=None, max_length=200)
    follows: Follow | None = None
    """The audience is then that alert's, and says only where it went: whoever received it is meant."""
    audience: Audience

    def blanks(self) -> dict[str, list[str]]:
        """Answer what still stands in square brackets, as templates have it, by field."""
        fields = ("headline", "text", "email", "asks_for")
        found = {name: _BLANK.findall(getattr(self, name) or "") for name in fields}
        return {name: blanks for name, blanks in found.items() if blanks}

    def hash(self) -> str:
        """Answer a digest of content, forms and audience, which an approval is bound to."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class LogEntry(Model):
    """One step in an alert's life: who did what, when, and what they said about it."""

    at: Moment
    officer: str
    action: str
    note: str = ""


class Alert(Model):
    """One alert with its present content; `version` counts every change."""

    id: str
    content: Content
    status: AlertStatus = AlertStatus.DRAFT
    unit: str
    author: str
    code: str
    created_at: Moment
    updated_at: Moment
    version: int = 1
    submitted_by: str | None = None
    approved_by: str | None = None
    approved_hash: str | None = None
    sending: str | None = None
    recipients: int | None = None
    """How many people it resolved to, known since its release."""
    outcome: str | None = None
    training: bool = False
    """Goes the whole way, but nothing leaves; so from the day it is begun, and for good."""

    def but(self, **changes: object) -> Self:
        """Answer a changed copy; raises Conflict where training would become live, or live training."""
        return super().but(**fixed(self.training, changes))

    def to(self, status: AlertStatus, at: Moment, **changes: object) -> "Alert":
        """Move to another status; raises Conflict where the table does not allow it."""
        if status not in TRANSITIONS.get(self.status, set()):
            raise Conflict(f"This alert is {self.status}, so it cannot become {status}.")
        return self.but(status=status, updated_at=at, version=self.version + 1, **changes)

    def went_on(self) -> "Alert":
        """Answer the alert after something that leaves it as it is, and that nobody does twice by mistake."""
        return self.but(version=self.version + 1)

    def editable(self) -> bool:
        """Tell whether its words may still change."""
        return self.status in {AlertStatus.DRAFT, AlertStatus.PENDING, AlertStatus.RETURNED}
