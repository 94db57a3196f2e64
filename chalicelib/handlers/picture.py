"""Routes of the pictures that show where an alert is about."""

from chalice.app import Blueprint

from .. import wiring
from .answers import Svg
from .http import Answer, Call, officers, public

bp = Blueprint(__name__)
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""Opened as a page of its own, a picture still loads and runs nothing."""


@public(bp, "GET", "/picture/{code}")
def real(call: Call, code: str) -> Answer:
    drawn = Svg(wiring.picturing().public(code))
    return Answer(200, drawn, {"Cache-Control": "public, max-age=3600", "Content-Security-Policy": POLICY})


@officers(bp, "GET", "/alerts/{id}/picture", "see alerts")
def exact(call: Call, id: str) -> dict[str, object]:
    return {"svg": wiring.picturing().exact(call.by(), id)}
