"""Routes of groups: counted for every officer; let in, declined and invited to by those who manage them."""

from chalice.app import Blueprint

from .. import wiring
from ..domain.model import Model
from .http import Answer, Call, officers
from .qr import qr

bp = Blueprint(__name__)
MANAGE = "manage groups"
_SHOWN = {"id", "name", "description", "out", "joining"}


class Decision(Model):
    """Yes or no to somebody who asked."""

    admit: bool


class Nothing(Model):
    """A body without fields: what is asked for stands in the address."""


@officers(bp, "GET", "/interests", "see alerts")
def listed(call: Call) -> dict[str, object]:
    found = wiring.groups().listed(call.by())
    groups = [
        {**each.interest.model_dump(include=_SHOWN), **each.model_dump(exclude={"interest"})}
        for each in found.groups
    ]
    return {"as_of": found.as_of, "exact": found.exact, "interests": groups}


@officers(bp, "GET", "/interests/{id}/asked", MANAGE)
def waiting(call: Call, id: str) -> dict[str, object]:
    return {"asked": wiring.admission().waiting(call.by(), id)}


@officers(bp, "POST", "/interests/{id}/asked/{sid}", MANAGE)
def decide(call: Call, id: str, sid: str) -> Answer:
    wiring.admission().decide(call.by(), id, sid, admit=call.body(Decision).admit)
    return Answer(204)


@officers(bp, "POST", "/interests/{id}/invitation", MANAGE)
def invite(call: Call, id: str) -> Answer:
    call.body(Nothing)
    made = wiring.admission().invite(call.by(), id)
    return Answer(201, {**made.model_dump(mode="json"), "qr": qr(made.link)})
