"""Routes that anyone may read: the force, and whether a message is real."""

from chalice.app import Blueprint

from .. import wiring
from .http import Call, public

bp = Blueprint(__name__)
SHOWN = {"name", "short_name", "colour", "contact", "interests", "wording", "emergency_note"}


@public(bp, "GET", "/force")
def force(call: Call) -> dict[str, object]:
    shown = wiring.force().model_dump(mode="json", include=SHOWN)
    kinds = ["resident", "business", "community-group"]
    return {**shown, "kinds": kinds, "sms_number": wiring.force().texting.number}


@public(bp, "GET", "/real")
def real(call: Call) -> dict[str, object]:
    code = call.query("code")
    if code:
        return wiring.authenticity().check(code)
    return {"alerts": wiring.authenticity().latest()}
