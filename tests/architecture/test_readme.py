"""The README tells the truth: its links lead somewhere, its commands are those of the Makefile."""

import re
from pathlib import Path

import pytest

from infra.doctor import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
LINKS = sorted(set(re.findall(r"\]\(([^)#]+)\)", README)))


@pytest.mark.parametrize("link", [link for link in LINKS if "://" not in link])
def test_every_link_and_picture_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_every_room_on_the_map_is_there() -> None:
    mapped = re.findall(r"^((?:app|chalicelib|infra|web|tests|docs)[\w./-]*)  ", README, re.MULTILINE)
    assert len(mapped) >= 10
    assert not [room for room in mapped if not (ROOT / room).exists()]


def test_the_table_names_every_command_and_no_other() -> None:
    named = set(re.findall(r"^\| `make ([a-z]+)`", README, re.MULTILINE))
    there = set(re.findall(r"^([a-z]+):.*## ", Path(ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named == there
