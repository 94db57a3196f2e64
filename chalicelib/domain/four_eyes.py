"""Who may take which step with an alert: the one who wrote or submitted it never approves it."""

from .alert import TRANSITIONS, Action, Alert, AlertStatus
from .errors import Conflict, Forbidden
from .officer import Officer

_TARGETS: dict[Action, AlertStatus] = {
    "submit": AlertStatus.PENDING,
    "approve": AlertStatus.APPROVED,
    "return": AlertStatus.RETURNED,
    "reject": AlertStatus.REJECTED,
    "cancel": AlertStatus.CANCELLED,
}

AFTER: tuple[Action, ...] = ("retry", "joiners", "stop", "follow")
"""Steps with an alert that was sent, and stays so."""
GONE_OUT = {AlertStatus.SENT, AlertStatus.CANCELLED, AlertStatus.EXPIRED}
"""Statuses of an alert that some people may have, and that reaches no more."""


def allowed(alert: Alert, officer: Officer) -> tuple[Action, ...]:
    """Answer the steps this officer may take with this alert as it stands."""
    actions: tuple[Action, ...] = ("edit", *_TARGETS, *AFTER)
    return tuple(action for action in actions if _stands(alert, action) and _may(alert, officer, action))


def require(alert: Alert, officer: Officer, action: Action) -> None:
    """Raise Forbidden where this officer may not, Conflict where nobody can as the alert stands."""
    if not _may(alert, officer, action):
        raise Forbidden(_REASONS.get(action, f"You may not {action} this alert."))
    if not _stands(alert, action):
        raise Conflict(f"This alert is {alert.status}, so you cannot {action} it.")


_REASONS: dict[Action, str] = {
    "edit": "Only the author may change an alert.",
    "submit": "Only the author or someone in the author's unit may submit an alert.",
    "approve": "Another officer with the SPOC role must approve this alert: you wrote or submitted it.",
    "cancel": "Only the author, a SPOC or the control room may cancel an alert.",
    "stop": "Only the author, a SPOC or the control room may stop an alert.",
    "retry": "Only the author's unit, a SPOC or the control room may send an alert again.",
    "joiners": "Only the author's unit, a SPOC or the control room may send an alert again.",
}


def _stands(alert: Alert, action: Action) -> bool:
    if action == "edit":
        return alert.editable()
    if action == "follow":
        return alert.status in GONE_OUT
    if action in AFTER:
        return alert.status is AlertStatus.SENT
    return _TARGETS[action] in TRANSITIONS.get(alert.status, set())


def _may(alert: Alert, officer: Officer, action: Action) -> bool:
    mine = officer.id == alert.author
    match action:
        case "edit":
            return mine and officer.may("write an alert")
        case "submit":
            return (mine or officer.unit == alert.unit) and officer.may("write an alert")
        case "follow":
            return officer.may("write an alert")
        case "retry" | "joiners":
            ours = mine or officer.unit == alert.unit or officer.may("cancel anybody's alert")
            return ours and officer.may("send an alert again")
        case "cancel" | "stop":
            return officer.may("cancel anybody's alert") or (mine and officer.may("cancel an alert"))
        case "reject" if alert.status is AlertStatus.DRAFT:
            return mine
        case _:
            return officer.may("approve an alert") and not mine and officer.id != alert.submitted_by
