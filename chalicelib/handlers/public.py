"""Routes that anyone may read: the force, and whether a message is real."""

from chalice.app import Blueprint

from .. import wiring
from .http import Call, public

bp = Blueprint(__name__)


@public(bp, "GET", "/force")
def force(call: Call) -> dict[str, object]:
    return wiring.force().shown()


@public(bp, "GET", "/real")
def real(call: Call) -> dict[str, object]:
    code = call.query("code")
    if code:
        return wiring.authenticity().check(code)
    return {"alerts": wiring.authenticity().latest()}
