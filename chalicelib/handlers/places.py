"""The route that tells anybody of a postcode: whose area it is in, and what people there may like to join."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from chalice.app import Blueprint

from .. import wiring
from .http import Call, public

if TYPE_CHECKING:
    from ..services.lookup import Told

bp = Blueprint(__name__)


@public(bp, "GET", "/places/{postcode}")
def place(call: Call, postcode: str) -> Told:
    return wiring.lookup().told(unquote(postcode))
