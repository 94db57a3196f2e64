"""Pages that a route answers itself, so that what they are for works without scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .. import wiring
from ..domain.errors import Invalid, WatchwordError
from .answers import Answer, Html, refusal

if TYPE_CHECKING:
    from jinja2 import Environment

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""The content security policy, the same that the site's files come with."""


def page(name: str, ask: Callable[[], Mapping[str, object]]) -> Answer:
    """Render `templates/page/<name>.html` with what `ask` answers, or the page that says what is wrong."""
    try:
        return _rendered(200, name, ask())
    except WatchwordError as error:
        return problem(error)


def problem(error: WatchwordError) -> Answer:
    """Render the page that says why a form was refused, a sentence for each field."""
    status, told = refusal(error)
    sentences = list(error.fields.values()) if isinstance(error, Invalid) else [told["error"]]
    return _rendered(status, "problem", {"problems": sentences})


def _rendered(status: int, name: str, values: Mapping[str, object]) -> Answer:
    html = _templates().get_template(f"{name}.html").render(force=wiring.force(), page=name, **values)
    return Answer(status, Html(html), {"Content-Security-Policy": POLICY})


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent.parent / "templates" / "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
