"""Tables as CSV that a spreadsheet opens as words and never runs."""

import csv
import io
from collections.abc import Iterable, Sequence

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\0")
"""How a cell begins that a spreadsheet may take for a formula (OWASP, "CSV Injection")."""
BEGIN = "\ufeff"
"""What a file begins with so that spreadsheets read it as UTF-8."""


def cell(value: object) -> str:
    """Write a cell: a quotation mark before what would run, nothing for None."""
    words = "" if value is None else str(value)
    return f"'{words}" if words.startswith(_RUNS) else words


def lines(rows: Iterable[Sequence[object]]) -> str:
    """Write rows of cells, each line ended as RFC 4180 has it."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([cell(each) for each in row] for row in rows)
    return file.getvalue()
