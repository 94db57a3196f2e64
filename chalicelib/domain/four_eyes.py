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


def allowed(alert: Alert, officer: Officer) -> tuple[Action, ...]:
    """Answer the steps this officer may take with this alert as it stands."""
    actions: tuple[Action, ...] = ("edit", *_TARGETS)
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
}


def _stands(alert: Alert, action: Action) -> bool:
    if action == "edit":
        return alert.editable()
    return _TARGETS[action] in TRANSITIONS.get(alert.status, set())


def _may(alert: Alert, officer: Officer, action: Action) -> bool:
    mine = officer.id == alert.author
    match action:
        case "edit":
            return mine and officer.may("write an alert")
        case "submit":
            return (mine or officer.unit == alert.unit) and officer.may("write an alert")
        case "cancel":
            return officer.may("cancel anybody's alert") or (mine and officer.may("cancel an alert"))
        case "reject" if alert.status is AlertStatus.DRAFT:
            return mine
        case _:
            return officer.may("approve an alert") and not mine and officer.id != alert.submitted_by
