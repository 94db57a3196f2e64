"""What docs/security.md says is so: every test it names is there, and its figures are the code's."""

import re

from chalicelib.handlers.http import MOST_BYTES
from chalicelib.services import budgets
from infra.doctor import ROOT

from .documents import DOCS, table

WORDS = (DOCS / "security.md").read_text(encoding="utf-8")


def test_every_test_that_vouches_for_a_rule_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", WORDS))
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(named) > 40
    assert {name for name in named if f"def {name}(" not in written} == set()


def test_the_budgets_are_those_of_the_code() -> None:
    assert [int(row["most"]) for row in table(WORDS, "budget")] == [
        budgets.PER_ADDRESS,
        budgets.PER_ADDRESS_A_DAY,
        budgets.PER_NETWORK,
        budgets.IN_ALL,
        budgets.PLACES_A_DAY,
        MOST_BYTES,
    ]
