"""Routes of saved audiences: list, save, change, delete."""

from __future__ import annotations

from collections.abc import Sequence

from chalice.app import Blueprint
from pydantic import Field

from .. import wiring
from ..domain.alert import Line
from ..domain.audience import Audience
from ..domain.kept import Of
from ..domain.model import Model
from ..domain.officer import Officer
from ..domain.saved_audience import SavedAudience
from .http import Answer, Call, officers

bp = Blueprint(__name__)
USE = "use saved audiences"


class Save(Model):
    """A rule, to be kept under a name."""

    name: Line
    of: Of
    audience: Audience


class Change(Model):
    """Another name, and another rule where there is one, for the version that the officer saw."""

    name: Line
    audience: Audience | None = None
    version: int = Field(ge=1)


@officers(bp, "GET", "/audiences", USE)
def listed(call: Call) -> dict[str, object]:
    return {"audiences": _all(wiring.saving_audiences().listed(call.by()), call.by())}


@officers(bp, "POST", "/audiences", USE)
def save(call: Call) -> Answer:
    new = call.body(Save)
    saved = wiring.saving_audiences().save(call.by(), new.name, new.of, new.audience)
    return Answer(201, _one(saved, call.by()))


@officers(bp, "PUT", "/audiences/{id}", USE)
def change(call: Call, id: str) -> dict[str, object]:
    new = call.body(Change)
    changed = wiring.saving_audiences().change(call.by(), id, new.name, new.audience, new.version)
    return _one(changed, call.by())


@officers(bp, "DELETE", "/audiences/{id}", USE)
def delete(call: Call, id: str) -> Answer:
    wiring.saving_audiences().delete(call.by(), id)
    return Answer(204)


def _one(saved: SavedAudience, officer: Officer) -> dict[str, object]:
    return _all([saved], officer)[0]


def _all(saved: Sequence[SavedAudience], officer: Officer) -> list[dict[str, object]]:
    said = wiring.wording().said_of([each.audience for each in saved])
    names = {each.id: each.name for each in wiring.officers().everyone()}
    return [
        {
            **each.model_dump(mode="json", include={"id", "name", "version", "audience"}),
            "said": words,
            "of": each.of,
            "unit": wiring.force().unit_name(each.unit),
            "by": names.get(each.by, each.by),
            "updated": each.updated_at,
            "kept": each.kept_by(officer),
        }
        for each, words in zip(saved, said, strict=True)
    ]
