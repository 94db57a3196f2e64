"""Routes of an alert that was sent: send it again to some, and stop that."""

from chalice.app import Blueprint

from .. import wiring
from .alerts import Step, shown
from .http import Call, officers

bp = Blueprint(__name__)
AGAIN = "send an alert again"


@officers(bp, "POST", "/alerts/{id}/retry", AGAIN)
def retry(call: Call, id: str) -> dict[str, object]:
    step = call.body(Step)
    return shown(wiring.again().retry(call.by(), id, step.version, step.note), call.by())


@officers(bp, "POST", "/alerts/{id}/joiners", AGAIN)
def joiners(call: Call, id: str) -> dict[str, object]:
    step = call.body(Step)
    return shown(wiring.again().joiners(call.by(), id, step.version, step.note), call.by())


@officers(bp, "POST", "/alerts/{id}/stop", "cancel an alert")
def stop(call: Call, id: str) -> dict[str, object]:
    return shown(wiring.again().stop(call.by(), id, call.body(Step).note), call.by())
