"""The docstring of a large room is its tour: every module in it is named there."""

import ast
import re

import pytest

from infra.doctor import ROOT

ROOMS = (
    "chalicelib/domain",
    "chalicelib/domain/census",
    "chalicelib/domain/maps",
    "chalicelib/services",
    "chalicelib/services/sending",
    "infra",
    "infra/geography",
    "infra/local/demo",
)


@pytest.mark.parametrize("room", ROOMS)
def test_the_tour_of_a_room_names_what_is_in_it(room: str) -> None:
    folder = ROOT / room
    tour = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    named = set(re.findall(r"`(\w+/?)`", tour))
    modules = {path.stem for path in folder.glob("*.py") if not path.stem.startswith("__")}
    folders = {f"{path.name}/" for path in folder.iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert modules | folders - {"__pycache__/"} == named
