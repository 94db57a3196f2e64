"""Routes of the weekly figures, and of how many homes are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalice.app import Blueprint

from .. import wiring
from .http import Call, officers

if TYPE_CHECKING:
    from ..services.coverage import Shown as Covered
    from ..services.engagement import Shown

bp = Blueprint(__name__)


@officers(bp, "GET", "/weeks", "see the week")
def weeks(call: Call) -> dict[str, object]:
    return {"weeks": wiring.engagement().weeks()}


@officers(bp, "GET", "/weeks/{week}", "see the week")
def week(call: Call, week: str) -> Shown:
    return wiring.engagement().show(week)


@officers(bp, "GET", "/coverage", "see the week")
def coverage(call: Call) -> Covered:
    return wiring.coverage().show()
