"""Pages that a route answers itself, so that what they are for works without scripts."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .. import wiring
from ..domain.errors import WatchwordError
from .answers import Answer, Html, refusal

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""The content security policy, the same that the site's files come with."""


def page(name: str, ask: Callable[[], Mapping[str, object]]) -> Answer:
    """Render `templates/page/<name>.html` with what `ask` answers; a refusal is told there, as `problem`."""
    status, values, problem = 200, dict[str, object](), ""
    try:
        values = dict(ask())
    except WatchwordError as error:
        status, told = refusal(error)
        problem = str(told["error"])
    template = _templates().get_template(f"{name}.html")
    html = template.render(force=wiring.force(), page=name, problem=problem, **values)
    return Answer(status, Html(html), {"Content-Security-Policy": POLICY})


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent.parent / "templates" / "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
