"""Routes of officers' sessions: sign in step by step, renew, who am I, sign out.

Answers with tokens give the access token to the page and the refresh token to an httpOnly cookie that only
these routes are sent (docs/adr/0020-a-session-is-renewed-with-two-halves.md).
"""

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Annotated

from chalice.app import Blueprint
from pydantic import AfterValidator, Field

from .. import wiring
from ..domain.errors import Expired, Invalid, NotSignedIn, TooMany
from ..domain.model import Model
from ..domain.officer import Officer
from ..domain.session import CODE_DIGITS, ENDED, LONGEST, Step
from ..observability import warn
from ..services.sessions import SEAL, SignedIn
from . import authenticator
from .http import Answer, Call, officers, public

bp = Blueprint(__name__)
COOKIE = "__Secure-refresh"
_RULES = "Path=/api/session; Secure; HttpOnly; SameSite=Strict"
FORGET = {"Set-Cookie": f"{COOKIE}=; Max-Age=0; {_RULES}"}


def _digits(typed: str) -> str:
    code = typed.replace(" ", "")
    if len(code) != CODE_DIGITS or not (code.isascii() and code.isdigit()):
        raise ValueError("Enter the six digits that your authenticator shows.")
    return code


Username = Annotated[str, Field(min_length=1, max_length=128)]
Session = Annotated[str, Field(min_length=SEAL + 20, max_length=SEAL + 2048)]
"""Our seal and Cognito's own, to whose length boto3 holds every call."""


class SignIn(Model):
    """A name and a password."""

    username: Username
    password: str = Field(min_length=1, max_length=LONGEST)


class NewPassword(Model):
    """The password that an officer chooses in place of the administrator's."""

    username: Username
    session: Session
    password: str = Field(min_length=1, max_length=LONGEST)


class Code(Model):
    """What the authenticator shows."""

    username: Username
    session: Session
    code: Annotated[str, AfterValidator(_digits)]


def _shown(officer: Officer) -> dict[str, object]:
    unit = {"id": officer.unit, "name": wiring.force().unit_name(officer.unit)}
    return {"id": officer.id, "name": officer.name, "roles": list(officer.roles), "unit": unit}


def _answer(result: SignedIn | Step) -> Answer:
    if isinstance(result, Step):
        extra = authenticator.shown(result, wiring.force().short_name) if result.secret else {}
        body = {"step": result.step, "username": result.username, "session": result.session}
        return Answer(200, {**body, **extra})
    tokens, officer = result
    cookie = {"Set-Cookie": f"{COOKIE}={tokens.refresh}; {_RULES}"} if tokens.refresh else {}
    signed_in = {"access_token": tokens.access, "expires_in": tokens.seconds, "officer": _shown(officer)}
    return Answer(200, signed_in, cookie)


def _tried(step: str, sign_in: Callable[[], SignedIn | Step]) -> Answer:
    try:
        return _answer(sign_in())
    except (NotSignedIn, Invalid, Expired, TooMany) as refused:
        # Never the name: somebody types a password there every week.
        warn("sign-in refused", step=step, why=type(refused).__name__)
        raise


@public(bp, "POST", "/session")
def sign_in(call: Call) -> Answer:
    form, sessions = call.body(SignIn), wiring.sessions()
    return _tried("password", lambda: sessions.sign_in(form.username, form.password, call.network()))


@public(bp, "POST", "/session/new-password")
def new_password(call: Call) -> Answer:
    form, sessions = call.body(NewPassword), wiring.sessions()
    given = (form.username, form.session, form.password, call.network())
    return _tried("new-password", lambda: sessions.new_password(*given))


@public(bp, "POST", "/session/authenticator")
def set_up_authenticator(call: Call) -> Answer:
    form, sessions = call.body(Code), wiring.sessions()
    given = (form.username, form.session, form.code, call.network())
    return _tried("set-up-authenticator", lambda: sessions.authenticator(*given))


@public(bp, "POST", "/session/code")
def code(call: Call) -> Answer:
    form, sessions = call.body(Code), wiring.sessions()
    given = (form.username, form.session, form.code, call.network())
    return _tried("code", lambda: sessions.code(*given))


@public(bp, "POST", "/session/refresh")
def renew(call: Call) -> Answer:
    return _answer(wiring.sessions().renew(call.token(), _refresh_token(call)))


def _refresh_token(call: Call) -> str:
    try:
        kept = SimpleCookie(str(call.request.headers.get("cookie", ""))).get(COOKIE)
    except CookieError:
        kept = None
    if kept is None or not kept.value:
        raise NotSignedIn(ENDED)
    return kept.value


@officers(bp, "GET", "/me", None)
def me(call: Call) -> dict[str, object]:
    return _shown(call.by())


@officers(bp, "DELETE", "/session", None)
def sign_out(call: Call) -> Answer:
    wiring.sessions().sign_out(call.by(), call.token())
    return Answer(204, None, FORGET)


@officers(bp, "DELETE", "/officers/{id}/session", "end an officer's sessions")
def end_sessions(call: Call, id: str) -> Answer:
    wiring.sessions().end_sessions(id, call.by().id)
    return Answer(204)
