"""Routes of leaving and pausing by the link of a message (RFC 8058): GET and HEAD change nothing."""

from typing import Literal

from chalice.app import Blueprint
from pydantic import Field

from .. import wiring
from ..domain.errors import Invalid
from ..domain.model import Model
from .http import FORM, JSON, MULTIPART, Answer, Call, public
from .pages import page

bp = Blueprint(__name__)


class Wish(Model):
    """What the page's buttons send; a mail program sends `List-Unsubscribe=One-Click` instead."""

    action: Literal["leave", "pause"] = "leave"
    days: int | None = None
    one_click: str | None = Field(default=None, alias="List-Unsubscribe", max_length=40)


@public(bp, "GET", "/leave/{token}")
def look(call: Call, token: str) -> Answer:
    def choices() -> dict[str, object]:
        wiring.leaving().check(token)
        return {}

    return page("leave", choices)


@public(bp, "POST", "/leave/{token}", FORM, MULTIPART, JSON)
def leave(call: Call, token: str) -> object:
    def done() -> dict[str, object]:
        return _done(_wish(call), token)

    # The buttons of our own page name an action; a mail program's one click does not, and wants no page.
    return page("leave", done) if call.is_form() and "action" in call.fields() else done()


def _wish(call: Call) -> Wish:
    # A mail program may post multipart, which can hold nothing but the one click.
    multipart = str(call.request.headers.get("content-type", "")).startswith(MULTIPART)
    return Wish() if multipart else call.body(Wish)


def _done(wish: Wish, token: str) -> dict[str, object]:
    if wish.action == "leave":
        wiring.leaving().leave(token)
        return {"left": True}
    if wish.days is None:
        raise Invalid({"days": "Say for how many days."})
    return {"paused_until": wiring.leaving().pause(token, wish.days)}
