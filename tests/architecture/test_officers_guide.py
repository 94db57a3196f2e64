"""What docs/officers-guide.md calls buttons, fields and statuses is what stands on the pages."""

import re
from html import unescape

import pytest

from chalicelib.domain.delivery import SLOTS
from chalicelib.domain.officer import Role
from chalicelib.services.sending.compose import Compose
from chalicelib.settings import load_force
from infra.doctor import ROOT

from ..fakes import FakeClock, FakeKeys
from .documents import DOCS, table

WORDS = (DOCS / "officers-guide.md").read_text(encoding="utf-8")
SOURCES = [
    *(ROOT / "web").glob("*.html"),
    *(ROOT / "web" / "pages").glob("*.html"),
    *(ROOT / "web" / "assets").glob("*.js"),
    *(ROOT / "chalicelib" / "templates" / "page").glob("*.html"),
]
PAGES = "\n".join(unescape(path.read_text(encoding="utf-8")) for path in SOURCES)
BOLD = sorted(set(re.findall(r"\*\*([^*]+)\*\*", WORDS)))


@pytest.mark.parametrize("words", [words for words in BOLD if not words.endswith(".")])
def test_every_name_in_bold_stands_on_a_page(words: str) -> None:
    assert words in PAGES


def test_every_role_is_told_what_it_can() -> None:
    told = {row["you are"].split(" (")[0] for row in table(WORDS, "you are")}
    named = {"control room": "control", "administrator": "admin"}
    assert {named.get(role, role) for role in told} == {role.value for role in Role}


def test_every_status_of_a_recipient_is_explained() -> None:
    explained = {row["word"] for row in table(WORDS, "word")}
    assert explained == {"leaving now" if s == "attempting" else s for s, _ in SLOTS.values()}


def test_about_fifty_characters_of_the_first_part_are_the_authors() -> None:
    compose = Compose(load_force("kent"), "https://watchword.kent.police.uk", FakeKeys(), FakeClock())
    ours = len(compose.sample("x")) - 1
    assert 45 <= 160 - ours <= 55
