"""What every route shares: who may call it, what it may be sent, and how it answers."""

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl

from chalice.app import Blueprint, CognitoUserPoolAuthorizer, Request, Response
from pydantic import BaseModel

from .. import wiring
from ..domain import errors
from ..domain.officer import Officer
from ..settings import settings
from .answers import Answer, Malformed, TooLarge, answered, read, see

__all__ = ["FORM", "MULTIPART", "TEXT", "Answer", "Call", "officers", "public", "see"]

B = TypeVar("B", bound=BaseModel)
View = Callable[..., object]
MOST_BYTES = 64 * 1024
LONGEST_ID = 64
"""Characters of an id in a path; ours have 26 at most, and a key of the table may not hold any length."""
FORM = "application/x-www-form-urlencoded"
JSON, MULTIPART, TEXT = "application/json", "multipart/form-data", "text/plain"

PUBLIC = frozenset(
    {
        ("GET", "/force"),
        ("POST", "/places"),
        ("POST", "/places/ground"),
        ("POST", "/sign-up"),
        ("POST", "/verify"),
        ("POST", "/verify/resend"),
        ("GET", "/leave/{token}"),
        ("POST", "/leave/{token}"),
        ("POST", "/settings/code"),
        ("POST", "/settings/session"),
        ("GET", "/settings"),
        ("PATCH", "/settings"),
        ("POST", "/settings/leave"),
        ("GET", "/real"),
        ("GET", "/picture/{code}"),
        ("POST", "/session"),
        ("POST", "/session/new-password"),
        ("POST", "/session/authenticator"),
        ("POST", "/session/code"),
        ("POST", "/session/refresh"),
        ("POST", "/webhooks/inbound-sms"),
        ("POST", "/webhooks/receipts"),
        ("POST", "/webhooks/notify"),
    }
)
"""Every route that answers without an officer's token. All others refuse."""


class Call(NamedTuple):
    """One request as the routes see it; `officer` is set on officers' routes only."""

    request: Request
    officer: Officer | None = None

    def query(self, name: str, default: str = "") -> str:
        """Answer a query parameter."""
        parameters: dict[str, str] = dict(self.request.query_params or {})
        return parameters.get(name, default)

    def network(self) -> str:
        """Answer the caller's IP address as the site's edge saw it, or API Gateway where no edge is set.

        Never from a header that anyone can write: the firewall lets only the edge in (infra/overlay.yaml).
        """
        seen = self.request.headers.get(settings().viewer_header) if settings().viewer_header else None
        return str(seen or self.request.context.get("identity", {}).get("sourceIp", ""))

    def raw(self) -> bytes:
        """Answer the body's bytes."""
        body = self.request.raw_body or b""
        return body.encode() if isinstance(body, str) else body

    def is_form(self) -> bool:
        """Tell whether a plain HTML form was posted, which wants a page and not JSON for an answer."""
        return str(self.request.headers.get("content-type", "")).startswith(FORM)

    def body(self, kind: type[B]) -> B:
        """Read the body as this model; raises Invalid with a sentence per field."""
        return read(kind, self.fields())

    def fields(self) -> dict[str, object]:
        """Read a JSON object or a posted form; a field that comes several times is a list."""
        raw = self.raw()
        if self.is_form():
            return _form(raw.decode("utf-8", "replace"))
        try:
            value = json.loads(raw or b"{}")
        except (ValueError, RecursionError):  # the latter: brackets nested by the thousand
            raise Malformed("The body is not valid JSON.") from None
        if not isinstance(value, dict):
            raise Malformed("The body must be a JSON object.")
        return value

    def token(self) -> str:
        """Answer the access token that came along; raises NotSignedIn where none did."""
        token = str(self.request.headers.get("authorization", "")).removeprefix("Bearer ")
        if not token:
            raise errors.NotSignedIn("Sign in first.")
        return token

    def by(self) -> Officer:
        """Answer the officer who calls."""
        if self.officer is None:
            raise errors.NotSignedIn("Sign in first.")
        return self.officer


def _form(body: str) -> dict[str, object]:
    fields: dict[str, list[str]] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        fields.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}


@functools.cache
def _authorizer() -> CognitoUserPoolAuthorizer:
    # Without a scope API Gateway takes ID tokens only; this is the scope Cognito puts into access tokens.
    return CognitoUserPoolAuthorizer(
        "officers", provider_arns=[settings().pool_arn], scopes=["aws.cognito.signin.user.admin"]
    )


def public(bp: Blueprint, method: str, path: str, *types: str) -> Callable[[View], View]:
    """Register a route that anyone may call; it must stand in PUBLIC. The view gets a Call first."""
    if (method, path) not in PUBLIC:
        raise LookupError(f"{method} {path} is not on the list of public routes")
    return _route(bp, method, path, lambda request: Call(request), {}, types)


def officers(bp: Blueprint, method: str, path: str, action: str | None) -> Callable[[View], View]:
    """Register a route for officers whose role allows `action` (None: any of them). The view gets a Call."""

    def signed_in(request: Request) -> Call:
        call = Call(request)
        officer = wiring.sessions().officer(call.token())
        if action is not None:
            officer.require(action)
        return Call(request, officer)

    return _route(bp, method, path, signed_in, {"authorizer": _authorizer()}, ())


def _route(
    bp: Blueprint,
    method: str,
    path: str,
    admit: Callable[[Request], Call],
    options: dict[str, Any],
    types: tuple[str, ...],
) -> Callable[[View], View]:
    def register(view: View) -> View:
        @functools.wraps(view)
        def route(**parts: str) -> Response:
            request = bp.current_request
            return answered(request, lambda: view(_within_limits(admit(request), parts), **parts))

        bp.route(path, methods=[method], content_types=list(types) or [JSON], **options)(route)
        return view

    return register


def _within_limits(call: Call, parts: Mapping[str, str]) -> Call:
    if len(call.raw()) > MOST_BYTES:
        raise TooLarge("That is more than 64 KB. Send less.")
    if any(len(part) > LONGEST_ID for part in parts.values()):
        raise errors.NotFound("There is nothing at this address.")
    return call
