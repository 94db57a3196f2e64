"""Routes of leaving and pausing by the link of a message (RFC 8058): GET and HEAD change nothing."""

from typing import Literal
from urllib.parse import quote

from chalice.app import Blueprint
from pydantic import Field

from .. import wiring
from ..domain.errors import Invalid
from ..domain.model import Model
from .http import FORM, JSON, MULTIPART, Answer, Call, public, see

bp = Blueprint(__name__)


class Wish(Model):
    """What the page's buttons send; a mail program sends `List-Unsubscribe=One-Click` instead."""

    action: Literal["leave", "pause"] = "leave"
    days: int | None = None
    one_click: str | None = Field(default=None, alias="List-Unsubscribe", max_length=40)


@public(bp, "GET", "/leave/{token}")
def look(call: Call, token: str) -> Answer:
    return see(f"/goodbye.html?t={quote(token, safe='')}")


@public(bp, "POST", "/leave/{token}", FORM, MULTIPART, JSON)
def leave(call: Call, token: str) -> dict[str, object]:
    # A mail program may post multipart, which can hold nothing but the one click.
    multipart = str(call.request.headers.get("content-type", "")).startswith(MULTIPART)
    wish = Wish() if multipart else call.body(Wish)
    if wish.action == "leave":
        wiring.leaving().leave(token)
        return {"left": True}
    if wish.days is None:
        raise Invalid({"days": "Say for how many days."})
    return {"paused_until": wiring.leaving().pause(token, wish.days).isoformat()}
