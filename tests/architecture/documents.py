"""Reads the project's documents, so that tests can hold them against the code."""

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from chalicelib.stores import keys
from infra.doctor import ROOT

DOCS = ROOT / "docs"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
ARCHITECTURE = DOCS / "architecture.md"


def relative(path: Path) -> str:
    """Answer where a file lies in the project."""
    return path.relative_to(ROOT).as_posix()


def table(text: str, first: str) -> list[dict[str, str]]:
    """Read the table whose first column has this heading: a mapping a row, from heading to cell."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("|") and _cells(line)[0] == first)
    rows = takewhile(lambda line: line.startswith("|"), lines[start + 2 :])
    return [dict(zip(_cells(lines[start]), _cells(row), strict=True)) for row in rows]


def access_patterns() -> list[dict[str, str]]:
    """Read the table in `stores/keys.py`'s docstring."""
    return table(keys.__doc__ or "", "item")


def links(path: Path) -> Iterator[str]:
    """Answer what a document links to or shows."""
    yield from re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))


def anchors(path: Path) -> set[str]:
    """Answer the anchors of a document's headings, as they are made from Markdown."""
    heads = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
