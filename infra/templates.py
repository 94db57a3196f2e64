"""The templates a force begins with, read from `templates.toml` and kept as the force's own."""

import tomllib
from datetime import datetime
from pathlib import Path

from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import derived
from chalicelib.domain.template import Template
from chalicelib.ports import Table, Templates

FILE = Path(__file__).parent / "templates.toml"


def read_templates(now: datetime) -> list[Template]:
    """Answer the templates of the file; each has the same id every time."""
    kept = tomllib.loads(FILE.read_text(encoding="utf-8"))["templates"]
    return [
        Template(id=derived("template", each["name"]), by="watchword", updated_at=now, **each)
        for each in kept
    ]


def load_templates(table: Table, templates: Templates, now: datetime) -> tuple[int, int]:
    """Add what is not there yet, by id: what was renamed stays so. Answers how many are new, of how many."""
    made = read_templates(now)
    new = 0
    for template in made:
        try:
            table.commit(templates.add(template))
        except Conflict:
            continue
        new += 1
    return new, len(made)
