"""Routes of an alert's counts by ward, and of its ledger and counts as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalice.app import Blueprint

from .. import wiring
from .http import Call, officers

if TYPE_CHECKING:
    from ..services.exports import Part

bp = Blueprint(__name__)


@officers(bp, "GET", "/alerts/{id}/counts", "see alerts")
def counts(call: Call, id: str) -> dict[str, object]:
    return {"rows": [row.model_dump() for row in wiring.exports().counts(call.by(), id)]}


@officers(bp, "GET", "/alerts/{id}/counts/csv", "see alerts")
def counts_file(call: Call, id: str) -> dict[str, object]:
    return _part(wiring.exports().counts_file(call.by(), id))


@officers(bp, "GET", "/alerts/{id}/ledger/csv", "see the ledger")
def ledger_file(call: Call, id: str) -> dict[str, object]:
    return _part(wiring.exports().ledger(call.by(), id, call.query("after")))


def _part(part: Part) -> dict[str, object]:
    return {"csv": part.csv, "after": part.after or None}
