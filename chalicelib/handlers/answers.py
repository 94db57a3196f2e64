"""How every route answers: one table of statuses, one sentence per field, JSON with safe headers."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from chalice.app import Request, Response
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from ..domain import errors
from ..observability import fault, warn
from ..settings import settings

B = TypeVar("B", bound=BaseModel)


class Malformed(errors.WatchwordError):
    """What was sent cannot be read at all."""


class TooLarge(errors.WatchwordError):
    """The body is over the limit."""


STATUSES: Mapping[type[errors.WatchwordError], int] = {
    Malformed: 400,
    TooLarge: 413,
    errors.Invalid: 422,
    errors.NotSignedIn: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Expired: 410,
    errors.TooMany: 429,
    errors.Failure: 503,
}
_DATE = "Enter a date, like 2026-03-09."
_TIME = "Enter a date and time with its zone, like 2026-03-09T09:00:00Z."
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
    "int_from_float": "This must be a whole number.",
    "int_parsing_size": "This must be a smaller number.",
    "greater_than_equal": "This must be {ge} or more.",
    "string_unicode": "This has characters that cannot be read. Write it again.",
    "tuple_type": "Choose from the list.",
    "value_error": "{error}",
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), _DATE),
    **dict.fromkeys(("datetime_type", "datetime_parsing", "datetime_from_date_parsing"), _TIME),
}
ODD = "This is not in the form that was asked for. Check it and try again."
"""The sentence for every other mistake: pydantic's own words are for programmers."""


class Html(str):
    """A whole page, answered as it is."""

    type = "text/html"


class Svg(str):
    """A whole picture, answered as it is."""

    type = "image/svg+xml"


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
            sentences[name] = SENTENCES.get(error["type"], ODD).format(**error.get("ctx", {}))
        raise errors.Invalid(sentences) from None


def answered(request: Request, run: Callable[[], object]) -> Response:
    try:
        result = run()
    except errors.WatchwordError as error:
        return _response(*refusal(error))
    except Exception as error:  # the edge of the function: anything else is our fault
        fault("route failed", error, route=str(request.context.get("resourcePath", "")))
        return _response(500, {"error": "Something went wrong at our end. Try again in a few minutes."})
    if isinstance(result, Answer):
        return _response(result.status, result.body, result.headers)
    return _response(200, result)


def refusal(error: errors.WatchwordError) -> tuple[int, dict[str, object]]:
    """Answer the status and the words of a refusal."""
    status = next(status for kind, status in STATUSES.items() if isinstance(error, kind))
    body: dict[str, object] = {"error": str(error)}
    if isinstance(error, errors.Invalid):
        body["fields"] = error.fields
    if isinstance(error, errors.Failure):
        warn("not available", reason=error.reason)
        body["error"] = "This is not available just now. Nothing was changed. Try again in a minute."
    return status, body


def _response(status: int, body: object, headers: Mapping[str, str] | None = None) -> Response:
    ready = body.type if isinstance(body, Html | Svg) else ""
    text = "" if body is None else str(body) if ready else to_json(body).decode()
    return Response(
        body=text,
        status_code=status,
        headers={
            "Content-Type": f"{ready or 'application/json'}; charset=utf-8",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            **(headers or {}),
        },
    )
