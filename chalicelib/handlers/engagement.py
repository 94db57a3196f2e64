"""Routes of the weekly figures."""

from chalice.app import Blueprint

from .. import wiring
from ..services.engagement import Shown
from .http import Call, officers

bp = Blueprint(__name__)


@officers(bp, "GET", "/weeks", "see the week")
def weeks(call: Call) -> dict[str, object]:
    return {"weeks": wiring.engagement().weeks()}


@officers(bp, "GET", "/weeks/{week}", "see the week")
def week(call: Call, week: str) -> Shown:
    return wiring.engagement().show(week)
