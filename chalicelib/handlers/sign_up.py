"""Routes of signing up: the public form, the paper form, and the proof of each address."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chalice.app import Blueprint
from pydantic import Field

from .. import wiring
from ..domain.application import Application, PaperApplication
from ..domain.errors import Invalid, WatchwordError
from ..domain.model import Model
from ..domain.subscriber import Channel
from .http import FORM, JSON, Answer, Call, officers, public, see
from .pages import problem

if TYPE_CHECKING:
    from ..services.verification import Verified

bp = Blueprint(__name__)


class Proof(Model):
    """A code with its channel, or the token of a link."""

    request: str = Field(min_length=1, max_length=40)
    channel: Channel | None = None
    code: str | None = Field(default=None, max_length=40)
    token: str | None = Field(default=None, max_length=60)


class Again(Model):
    """Whose code to send anew."""

    request: str = Field(min_length=1, max_length=40)
    channel: Channel


def _paged(call: Call, run: Callable[[], str], answer: Callable[[], Answer]) -> Answer:
    """Answer a plain form with a page: the one that `run` names, or one that says what is wrong."""
    if not call.is_form():
        return answer()
    try:
        return see(run())
    except WatchwordError as error:
        return problem(error)


@public(bp, "POST", "/sign-up", JSON, FORM)
def sign_up(call: Call) -> Answer:
    def ask() -> str:
        return wiring.sign_up().apply(call.body(Application), call.network())

    return _paged(call, lambda: f"/verify.html?r={ask()}", lambda: Answer(202, {"request": ask()}))


@officers(bp, "POST", "/sign-up/paper", "type in a paper form")
def paper(call: Call) -> Answer:
    request = wiring.sign_up().paper(call.body(PaperApplication), call.by())
    return Answer(202, {"request": request})


@public(bp, "POST", "/verify", JSON, FORM)
def verify(call: Call) -> Answer:
    def prove() -> Verified:
        given = call.body(Proof)
        if given.token:
            return wiring.verification().by_link(given.request, given.token)
        if given.channel and given.code:
            return wiring.verification().by_code(given.request, given.channel, given.code)
        raise Invalid({"code": "Enter the code from the message."})

    return _paged(call, lambda: _next(prove(), call), lambda: Answer(200, prove()))


def _next(standing: Verified, call: Call) -> str:
    """Choose the page after a plain form: the next code, or the end."""
    if standing.waiting:
        return f"/verify.html?r={call.body(Proof).request}&to={'-'.join(standing.waiting)}"
    return "/verified.html"


@public(bp, "POST", "/verify/resend", JSON)
def resend(call: Call) -> Answer:
    again = call.body(Again)
    wiring.sign_up().resend(again.request, again.channel, call.network())
    return Answer(202, {"request": again.request})
