"""What every route shares: who may call it, what it may be sent, and how it answers."""

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl

from chalice.app import Blueprint, CognitoUserPoolAuthorizer, Request, Response
from pydantic import BaseModel, ValidationError

from .. import wiring
from ..domain import errors
from ..domain.officer import Officer
from ..observability import fault, logger
from ..settings import settings

B = TypeVar("B", bound=BaseModel)
View = Callable[..., object]
MOST_BYTES = 64 * 1024
FORM = "application/x-www-form-urlencoded"
JSON, MULTIPART, TEXT = "application/json", "multipart/form-data", "text/plain"

PUBLIC = frozenset(
    {
        ("GET", "/force"),
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
        ("POST", "/session"),
        ("POST", "/webhooks/inbound-sms"),
    }
)
"""Every route that answers without an officer's token. All others refuse."""

STATUSES: Mapping[type[errors.WatchwordError], int] = {
    errors.Invalid: 422,
    errors.NotSignedIn: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Expired: 410,
    errors.TooMany: 429,
    errors.Failure: 503,
}
SENTENCES = {
    "missing": "Fill this in.",
    "extra_forbidden": "There is no such field. Leave it out.",
    "string_type": "This must be text.",
    "string_too_short": "This must have {min_length} characters or more.",
    "string_too_long": "This must have {max_length} characters or fewer.",
    "too_long": "Choose {max_length} or fewer.",
    "literal_error": "Choose one of {expected}.",
    "bool_type": "This must be yes or no.",
    "bool_parsing": "This must be yes or no.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "value_error": "{error}",
}


class Call(NamedTuple):
    """One request as the routes see it; `officer` is set on officers' routes only."""

    request: Request
    officer: Officer | None = None
    token: str = ""

    def query(self, name: str, default: str = "") -> str:
        """Answer a query parameter."""
        return str((self.request.query_params or {}).get(name, default))

    def network(self) -> str:
        """Answer the caller's IP address as API Gateway saw it, never from a header that anyone can write."""
        return str(self.request.context.get("identity", {}).get("sourceIp", ""))

    def is_form(self) -> bool:
        """Tell whether a plain HTML form was posted, which wants a page and not JSON for an answer."""
        return str(self.request.headers.get("content-type", "")).startswith(FORM)

    def body(self, kind: type[B]) -> B:
        """Read the body as this model; raises Invalid with a sentence per field."""
        return read(kind, self.fields())

    def fields(self) -> dict[str, object]:
        """Read a JSON object or a posted form; a field that comes several times is a list."""
        raw = self.request.raw_body
        if self.is_form():
            return _form(raw.decode("utf-8", "replace"))
        try:
            value = json.loads(raw or b"{}")
        except ValueError:
            raise Malformed("The body is not valid JSON.") from None
        if not isinstance(value, dict):
            raise Malformed("The body must be a JSON object.")
        return value

    def by(self) -> Officer:
        """Answer the officer who calls."""
        if self.officer is None:
            raise errors.NotSignedIn("Sign in first.")
        return self.officer


class Malformed(errors.WatchwordError):
    """What was sent cannot be read at all."""


class Answer(NamedTuple):
    """An answer with a status of its own."""

    status: int
    body: object = None
    headers: Mapping[str, str] = {}


def see(path: str) -> Answer:
    """Send a plain form's poster on to a page."""
    return Answer(303, None, {"Location": settings().base_url + path})


def read(kind: type[B], fields: Mapping[str, object]) -> B:
    """Validate fields as this model; raises Invalid with a sentence per field."""
    try:
        return kind.model_validate(fields)
    except ValidationError as problem:
        sentences: dict[str, str] = {}
        for error in problem.errors():
            name = ".".join(str(part) for part in error["loc"]) or "body"
            sentence = SENTENCES.get(error["type"], "This is not right: {msg}.")
            sentences[name] = sentence.format(**{"msg": error["msg"], **error.get("ctx", {})})
        raise errors.Invalid(sentences) from None


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
    """Register a route for officers whose role allows `action` (None: any officer). The view gets a Call first."""

    def signed_in(request: Request) -> Call:
        token = str(request.headers.get("authorization", "")).removeprefix("Bearer ")
        if not token:
            raise errors.NotSignedIn("Sign in first.")
        officer = wiring.sessions().officer(token)
        if action is not None:
            officer.require(action)
        return Call(request, officer, token)

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
        def answered(**parts: str) -> Response:
            request = bp.current_request
            return _answered(request, lambda: view(_within_limits(admit(request)), **parts))

        answered.__name__ = f"{view.__module__.rsplit('.', 1)[-1]}_{view.__name__}"
        accepted = list(types) or [JSON]
        bp.route(path, methods=[method], content_types=accepted, **options)(answered)
        return view

    return register


def _within_limits(call: Call) -> Call:
    if len(call.request.raw_body or b"") > MOST_BYTES:
        raise TooLarge("That is more than 64 KB. Send less.")
    return call


class TooLarge(errors.WatchwordError):
    """The body is over the limit."""


def _answered(request: Request, run: Callable[[], object]) -> Response:
    try:
        result = run()
    except errors.WatchwordError as error:
        return _refused(error)
    except Exception as error:  # the edge of the function: anything else is our fault
        fault("route failed", error, route=str(request.context.get("resourcePath", "")))
        return _response(500, {"error": "Something went wrong at our end. Try again in a few minutes."})
    if isinstance(result, Answer):
        return _response(result.status, result.body, result.headers)
    return _response(200, result)


def _refused(error: errors.WatchwordError) -> Response:
    kinds = {Malformed: 400, TooLarge: 413, **STATUSES}
    status = next(status for kind, status in kinds.items() if isinstance(error, kind))
    body: dict[str, object] = {"error": str(error)}
    if isinstance(error, errors.Invalid):
        body["fields"] = error.fields
    if isinstance(error, errors.Failure):
        logger.warning("not available", extra={"reason": error.reason})
        body["error"] = "This is not available just now. Nothing was changed. Try again in a minute."
    return _response(status, body)


def _response(status: int, body: object, headers: Mapping[str, str] = {}) -> Response:
    plain = body.model_dump(mode="json") if isinstance(body, BaseModel) else body
    text = "" if plain is None else json.dumps(plain, ensure_ascii=False, default=str)
    return Response(
        body=text,
        status_code=status,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            **headers,
        },
    )
