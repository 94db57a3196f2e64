"""Routes of a person's own settings; the session's token comes in a header and never in an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalice.app import Blueprint
from pydantic import Field

from .. import wiring
from ..domain.change import Change
from ..domain.errors import NotSignedIn
from ..domain.model import Model
from ..domain.shown import Shown
from .http import Answer, Call, public

if TYPE_CHECKING:
    from ..services.settings import Session

bp = Blueprint(__name__)
_SCHEME = "Settings "


class Asked(Model):
    """An address that may or may not be known."""

    address: str = Field(min_length=1, max_length=320)


class Entered(Model):
    """A code that somebody typed."""

    request: str = Field(min_length=1, max_length=40)
    code: str = Field(min_length=1, max_length=40)


class Nothing(Model):
    """A body without fields: what is asked for stands in the address."""


def _token(call: Call) -> str:
    header = str(call.request.headers.get("authorization", ""))
    if not header.startswith(_SCHEME):
        raise NotSignedIn("Ask for a code first.")
    return header.removeprefix(_SCHEME)


@public(bp, "POST", "/settings/code")
def ask_code(call: Call) -> Answer:
    request = wiring.own_settings().ask_code(call.body(Asked).address, call.network())
    return Answer(202, {"request": request})


@public(bp, "POST", "/settings/session")
def open_session(call: Call) -> Session:
    entered = call.body(Entered)
    return wiring.own_settings().open_session(entered.request, entered.code)


@public(bp, "GET", "/settings")
def show(call: Call) -> Shown:
    return wiring.own_settings().show(_token(call))


@public(bp, "PATCH", "/settings")
def change(call: Call) -> Shown:
    return wiring.own_settings().change(_token(call), call.body(Change), call.network())


@public(bp, "POST", "/settings/leave")
def leave(call: Call) -> dict[str, bool]:
    token, _ = _token(call), call.body(Nothing)
    wiring.own_settings().leave(token)
    return {"left": True}
