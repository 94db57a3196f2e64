"""The worked example of docs/adding-a-channel.md runs: the contract and the delivery take its three files."""

import inspect
import re
import sys
from types import ModuleType
from typing import Any

import pytest

from chalicelib.channels import registry
from chalicelib.domain.delivery import total
from chalicelib.domain.errors import PermanentFailure, TemporaryFailure, Uncertain
from chalicelib.settings import Settings

from ..engine import Engine
from ..factories import a_contact, a_force, a_page, a_sending
from ..integration import channel_rows as rows
from ..integration import test_channel_contract as contract
from .documents import DOCS

BLOCKS = dict(
    re.findall(r"```python (\w+)\n(.*?)```", (DOCS / "adding-a-channel.md").read_text("utf-8"), re.DOTALL)
)
ON_A_ROW = [
    test
    for name, test in inspect.getmembers(contract, inspect.isfunction)
    if name.startswith("test_") and list(inspect.signature(test).parameters) == ["row"]
]


def the_channel() -> Any:
    """Make the module of the page, as if it lay beside the other channels."""
    module = ModuleType("chalicelib.channels.letter")
    module.__package__ = "chalicelib.channels"
    exec(compile(BLOCKS["channel"], "letter.py", "exec"), vars(module))
    return module


def the_row(letter: Any) -> rows.Row:
    names = {**vars(rows), "Letter": letter.Letter}
    exec(compile(BLOCKS["row"], "channel_rows.py", "exec"), names)
    row: rows.Row = names["on_letters"]()
    return row


@pytest.fixture
def letter(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Answer the module, with its line in the registry."""
    module = the_channel()
    monkeypatch.setitem(sys.modules, module.__name__, module)
    line = eval(f"{{{BLOCKS['registry']}}}", vars(registry))
    for listed in (registry, contract):
        monkeypatch.setattr(listed, "PROVIDERS", {**registry.PROVIDERS, **line})
    return module


def test_the_page_has_one_block_for_each_of_the_three_files() -> None:
    assert list(BLOCKS) == ["channel", "registry", "row"]


@pytest.mark.parametrize("test", ON_A_ROW, ids=lambda test: test.__name__)
def test_the_contract_holds_for_it(test: Any, letter: Any) -> None:
    test(the_row(letter))


def test_the_registry_makes_it_and_what_cannot_be_reached_may_be_tried_again(letter: Any) -> None:
    channel = registry.PROVIDERS["letter"]["print-room"](Settings.read({}), a_force())
    (outcome,) = channel.send([rows.a_text(1)])
    assert isinstance(outcome, TemporaryFailure)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((429, ""), TemporaryFailure),
        ((503, ""), TemporaryFailure),
        ((400, ""), PermanentFailure),
        (TimeoutError(), Uncertain),
        (ConnectionResetError(), Uncertain),
        (ConnectionRefusedError(), TemporaryFailure),
    ],
)
def test_it_names_each_failure_as_the_page_says(letter: Any, answer: Any, kind: type) -> None:
    def post(*_: str) -> tuple[int, str]:
        if isinstance(answer, Exception):
            raise answer
        return tuple(answer)

    (outcome,) = letter.Letter(post).send([rows.a_text(1)])
    assert isinstance(outcome, kind)


def test_the_delivery_carries_it_and_shows_what_is_uncertain(letter: Any) -> None:
    """Registered as another provider of texts, which is all that three files promise."""
    taken: list[str] = []

    def post(reference: str, to: str, words: str) -> tuple[int, str]:
        taken.append(to)
        if len(taken) == 2:
            raise TimeoutError
        return 201, f"sheet-{len(taken)}"

    texting = a_force().texting.but(provider="print-room")
    engine = Engine(force=a_force().but(texting=texting))
    engine.people(a_contact(n) for n in (1, 2, 3))
    engine.release(a_page())
    engine.delivery.channels["text"] = {"print-room": letter.Letter(post)}  # type: ignore[index]
    engine.delivery.deliver(a_sending().id, a_page().id)
    counts = total([engine.sendings.state(a_sending().id, a_page().id)])
    assert (counts["sent"], counts["uncertain"], len(taken)) == (2, 1, 3)
