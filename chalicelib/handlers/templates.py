"""Routes of saved templates: list, save, rename, delete."""

from chalice.app import Blueprint
from pydantic import Field

from .. import wiring
from ..domain.alert import Line
from ..domain.kept import Of
from ..domain.model import Model
from ..domain.officer import Officer
from ..domain.template import KEPT, Template
from .http import LONGEST_ID, Answer, Call, officers

bp = Blueprint(__name__)
USE = "use templates"


class Save(Model):
    """The words of an alert, to be kept under a name."""

    name: Line
    of: Of
    alert: str = Field(max_length=LONGEST_ID)


class Rename(Model):
    """Another name for the version that the officer saw."""

    name: Line
    version: int = Field(ge=1)


@officers(bp, "GET", "/templates", USE)
def listed(call: Call) -> dict[str, object]:
    return {"templates": [_shown(each, call.by()) for each in wiring.saving_templates().listed(call.by())]}


@officers(bp, "POST", "/templates", USE)
def save(call: Call) -> Answer:
    new = call.body(Save)
    saved = wiring.saving_templates().save(call.by(), new.name, new.of, new.alert)
    return Answer(201, _shown(saved, call.by()))


@officers(bp, "PUT", "/templates/{id}", USE)
def rename(call: Call, id: str) -> dict[str, object]:
    new = call.body(Rename)
    return _shown(wiring.saving_templates().rename(call.by(), id, new.name, new.version), call.by())


@officers(bp, "DELETE", "/templates/{id}", USE)
def delete(call: Call, id: str) -> Answer:
    wiring.saving_templates().delete(call.by(), id)
    return Answer(204)


def _shown(template: Template, officer: Officer) -> dict[str, object]:
    return {
        **template.model_dump(mode="json", include=KEPT | {"id", "name", "version"}),
        "of": template.of,
        "unit": wiring.force().unit_name(template.unit),
        "updated": template.updated_at,
        "kept": template.kept_by(officer),
    }
