"""The pictures of docs/flows.md are what the code does now, and show what matters in each flow."""

import pytest

from chalicelib.ports import Key

from ..flows.drawing import DOCUMENT, drawn, placed, redrawn
from ..flows.items import name_of
from ..flows.stories import FLOWS
from .documents import access_patterns


def test_the_committed_pictures_are_those_that_the_code_draws_now() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert placed(text) == list(FLOWS)
    assert text == redrawn(text), "the flows have changed: look at them after `make flows`"


def test_an_alerts_window_is_marked_before_it_is_sent_and_settled_after() -> None:
    arrows = drawn()["alert"].splitlines()
    sent = [n for n, arrow in enumerate(arrows) if "Urgent->>SNS" in arrow or "Urgent->>SES" in arrow]
    assert len(sent) == 3
    assert all(arrows[n - 1].endswith("Urgent->>table: writes state, traffic, each by itself") for n in sent)
    assert all("Urgent->>table" in arrows[n + 2] for n in sent)


def test_the_routes_reach_no_network_and_no_route_looks_a_new_address_up() -> None:
    pictures = drawn()
    assert not [p for p in pictures.values() if "API->>SNS" in p or "API->>SES" in p]
    until_answered = pictures["sign-up"].split("API-->>resident")[0]
    assert "reads address" not in until_answered


@pytest.mark.parametrize("row", access_patterns(), ids=lambda row: row["item"])
def test_every_item_is_named_by_its_key(row: dict[str, str]) -> None:
    def example(pattern: str) -> str:
        return "#".join(part if part.isupper() else "x1" for part in pattern.split("#"))

    assert name_of(Key(example(row["pk"]), example(row["sk"]))) == row["item"]


def test_a_key_without_an_access_pattern_has_no_name() -> None:
    with pytest.raises(LookupError):
        name_of(Key("NOTHING", "OF#OURS"))
