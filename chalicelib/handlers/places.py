"""The route that tells anybody of a postcode: whose area it is in, and what people there may like to join."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalice.app import Blueprint
from pydantic import Field

from .. import wiring
from ..domain.model import Model
from .http import Call, public

if TYPE_CHECKING:
    from ..services.lookup import Told

bp = Blueprint(__name__)


class Asked(Model):
    """A postcode as it was typed. In a body, for what stands in an address stands in logs as well."""

    postcode: str = Field(max_length=20)


@public(bp, "POST", "/places/ground")
def ground(call: Call) -> dict[str, object]:
    found = wiring.lookup().ground(call.body(Asked).postcode)
    return {"type": "FeatureCollection", **found.model_dump(mode="json")}


@public(bp, "POST", "/places")
def place(call: Call) -> Told:
    return wiring.lookup().told(call.body(Asked).postcode)
