"""Routes of alerts: write, preview, submit, approve, stop, and follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalice.app import Blueprint
from pydantic import Field

from .. import wiring
from ..domain.alert import Alert, Content
from ..domain.four_eyes import allowed
from ..domain.model import Model
from ..domain.officer import Officer
from ..domain.sms_text import size
from .http import Answer, Call, officers

if TYPE_CHECKING:
    from ..services.preview import Estimate

bp = Blueprint(__name__)
WRITE, APPROVE, SEE = "write an alert", "approve an alert", "see alerts"

LISTED = {"id", "status", "updated_at", "recipients", "training"}
SHOWN = {"version", "code", "sending", "submitted_by", "approved_by", "created_at"}


class Step(Model):
    """A step with an alert, taken on the version that the officer saw."""

    version: int = Field(ge=1)
    note: str = Field(default="", max_length=500)


class Begun(Content):
    """A new alert's words; training is chosen here and never again."""

    training: bool = False


class Edit(Content):
    """New words for an alert, written over the version that the officer saw."""

    version: int = Field(ge=1)

    def content(self) -> Content:
        return Content.model_validate(self.model_dump(exclude={"version"}))


@officers(bp, "GET", "/alerts", SEE)
def latest(call: Call) -> dict[str, object]:
    found = wiring.writing().latest(call.by(), call.query("status"))
    return _list(found)


@officers(bp, "GET", "/alerts/todo", SEE)
def to_do(call: Call) -> dict[str, object]:
    return _list(wiring.writing().to_do(call.by()))


@officers(bp, "POST", "/alerts", WRITE)
def draft(call: Call) -> Answer:
    new = call.body(Begun)
    content = Content.model_validate(new.model_dump(exclude={"training"}))
    alert = wiring.writing().draft(call.by(), content, new.training)
    return Answer(201, shown(alert, call.by()))


@officers(bp, "POST", "/alerts/preview", SEE)
def preview(call: Call) -> dict[str, object]:
    return _estimated(wiring.preview().estimate(call.by(), call.body(Content)))


@officers(bp, "GET", "/alerts/{id}", SEE)
def show(call: Call, id: str) -> dict[str, object]:
    return shown(wiring.writing().load(id), call.by())


@officers(bp, "PUT", "/alerts/{id}", WRITE)
def edit(call: Call, id: str) -> dict[str, object]:
    new = call.body(Edit)
    return shown(wiring.writing().edit(call.by(), id, new.content(), new.version), call.by())


@officers(bp, "POST", "/alerts/{id}/submit", WRITE)
def submit(call: Call, id: str) -> dict[str, object]:
    step = call.body(Step)
    return shown(wiring.writing().submit(call.by(), id, step.version, step.note), call.by())


@officers(bp, "POST", "/alerts/{id}/approve", APPROVE)
def approve(call: Call, id: str) -> dict[str, object]:
    step = call.body(Step)
    return shown(wiring.approval().approve(call.by(), id, step.version, step.note), call.by())


@officers(bp, "POST", "/alerts/{id}/return", APPROVE)
def give_back(call: Call, id: str) -> dict[str, object]:
    step = call.body(Step)
    return shown(wiring.approval().give_back(call.by(), id, step.version, step.note), call.by())


@officers(bp, "POST", "/alerts/{id}/reject", SEE)
def reject(call: Call, id: str) -> dict[str, object]:
    step = call.body(Step)
    return shown(wiring.approval().reject(call.by(), id, step.version, step.note), call.by())


@officers(bp, "POST", "/alerts/{id}/cancel", "cancel an alert")
def cancel(call: Call, id: str) -> dict[str, object]:
    return shown(wiring.writing().cancel(call.by(), id, call.body(Step).note), call.by())


@officers(bp, "GET", "/alerts/{id}/progress", SEE)
def progress(call: Call, id: str) -> dict[str, object]:
    return wiring.progress().standing(call.by(), id).model_dump(mode="json")


@officers(bp, "GET", "/alerts/{id}/ledger", "see the ledger")
def ledger(call: Call, id: str) -> dict[str, object]:
    rows, after = wiring.ledger().page(call.by(), id, call.query("after"))
    return {"rows": [row.model_dump(mode="json") for row in rows], "after": after or None}


Names = dict[str, str]


def _names() -> Names:
    return {officer.id: officer.name for officer in wiring.officers().everyone()}


def _list(found: list[Alert]) -> dict[str, object]:
    names = _names()
    return {"alerts": [_line(alert, names) for alert in found]}


def _line(alert: Alert, names: Names) -> dict[str, object]:
    plain = alert.model_dump(mode="json", include=LISTED)
    named = {
        "unit": wiring.force().unit_name(alert.unit),
        "author": names.get(alert.author, alert.author),
        "updated": plain.pop("updated_at"),
    }
    return {
        **alert.content.model_dump(mode="json", include={"headline", "kind", "priority"}),
        **plain,
        **named,
    }


def shown(alert: Alert, officer: Officer) -> dict[str, object]:
    """Answer an alert as JSON: its words and as they are sent, its log, and what this officer may do now."""
    text, names = wiring.compose().sample(alert.content.text, alert.code), _names()
    log = [
        entry.but(officer=names.get(entry.officer, entry.officer)) for entry in wiring.alerts().log(alert.id)
    ]
    return {
        **alert.content.model_dump(mode="json"),
        **_line(alert, names),
        **alert.model_dump(mode="json", include=SHOWN),
        "audience_said": wiring.wording().said(alert.content.audience),
        "text_as_sent": text,
        **size(text)._asdict(),
        "log": [entry.model_dump(mode="json") for entry in log],
        "allowed": allowed(alert, officer),
    }


def _estimated(estimate: Estimate) -> dict[str, object]:
    replaced = [{"at": each.at, "from": each.old, "to": each.new} for each in estimate.replaced]
    return {**estimate.model_dump(mode="json"), "replaced": replaced}
