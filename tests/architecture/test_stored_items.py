"""The shape of every stored item, held fast: people are in the table, and a migration with people is dear."""

import difflib

import pytest

from chalicelib.stores.codec import decode
from chalicelib.stores.items import model_of
from tests import golden
from tests.stored import stored

from .documents import access_patterns

STORED = stored()
MEANT = """
What is stored as {name} has changed. Items like the old ones are in forces' tables and stay there: the
new code has to read them, and for the minutes that both are deployed the old code has to read the new ones.
If the change is meant and both hold, run `python -m tests.golden`, and say in the commit what becomes of the
old items.
"""


def difference(name: str, before: str, now: str) -> str:
    """Answer what differs, line by line, under what it means; nothing where nothing does."""
    lines = difflib.unified_diff(
        before.splitlines(), now.splitlines(), "stored so far", "stored now", "", "", 1, ""
    )
    found = "\n".join(lines)
    return f"{MEANT.format(name=name)}\n{found}" if found else ""


@pytest.mark.parametrize("kind", STORED)
def test_an_item_is_stored_as_it_always_was(kind: str) -> None:
    path = golden.path(kind)
    assert path.is_file(), f"{kind} is new: keep its shape with `python -m tests.golden`"
    problem = difference(kind, path.read_text(encoding="utf-8"), golden.as_text(STORED[kind]))
    assert not problem, problem


@pytest.mark.parametrize("kind", golden.MODELS)
def test_an_item_that_was_stored_can_be_read(kind: str) -> None:
    for item in golden.read(kind):
        assert model_of(golden.MODELS[kind], decode(item)).model_dump(exclude_defaults=True)


def test_a_default_is_part_of_the_shape() -> None:
    """What equals its default is not stored, so another default would change what old items say."""
    before = golden.DEFAULTS.read_text(encoding="utf-8")
    problem = difference("nothing, because it is the default,", before, golden.defaults())
    assert not problem, problem


def test_every_row_of_the_access_patterns_has_its_golden_file_and_no_other_file_lies_there() -> None:
    assert sorted(row["item"] for row in access_patterns()) == sorted(STORED)
    kept = sorted(golden.HERE.glob("*.json"))
    assert kept == sorted([*map(golden.path, STORED), golden.DEFAULTS])
