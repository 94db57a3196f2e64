"""Routes of officers' sessions: sign in, who am I, sign out."""

from chalice.app import Blueprint
from pydantic import Field

from .. import wiring
from ..domain.model import Model
from ..domain.officer import Officer
from .http import Answer, Call, officers, public

bp = Blueprint(__name__)


class SignIn(Model):
    """A name and a password."""

    username: str = Field(min_length=1, max_length=128)
    password: str = Field(min_length=1, max_length=256)


def _shown(officer: Officer) -> dict[str, object]:
    unit = {"id": officer.unit, "name": wiring.force().unit_name(officer.unit)}
    return {"id": officer.id, "name": officer.name, "roles": list(officer.roles), "unit": unit}


@public(bp, "POST", "/session")
def sign_in(call: Call) -> dict[str, object]:
    form = call.body(SignIn)
    token, seconds, officer = wiring.sessions().sign_in(form.username, form.password)
    return {"access_token": token, "expires_in": seconds, "officer": _shown(officer)}


@officers(bp, "GET", "/me", None)
def me(call: Call) -> dict[str, object]:
    return _shown(call.by())


@officers(bp, "DELETE", "/session", None)
def sign_out(call: Call) -> Answer:
    wiring.sessions().sign_out(call.by(), call.token)
    return Answer(204)
