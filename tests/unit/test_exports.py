"""Ledger and counts as files: whole, safe to open in a spreadsheet, and audited each time."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.csv_text import BEGIN, cell, lines
from chalicelib.domain.delivery import Page, Recipient
from chalicelib.domain.errors import Forbidden, NotFound
from chalicelib.services.exports import COUNTS, LEDGER, PAGES, Exports
from tests.desk import ANALYST, AUTHOR, LIAISON, WARD, Desk, content
from tests.factories import a_sid
from tests.parts import AREAS

OTHER = next(area.code for area in AREAS if area.kind == "ward" and area.code != WARD)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def exports(desk: Desk) -> Exports:
    return desk.make(Exports)


def sent(desk: Desk, *pages: str) -> str:
    """Approve an alert and give it these pages, one text chain, people of two wards in turn."""
    alert, people = desk.approved(), 0
    for k, letters in enumerate(pages):
        wards = [WARD if n % 2 else OTHER for n in range(len(letters))]
        recipients = tuple(Recipient(a_sid(people + n), ward=ward) for n, ward in enumerate(wards))
        people += len(letters)
        desk.sendings.add_page(
            Page(
                sending=alert.sending or "",
                id=f"text#0000#{k:04d}",
                channel="text",
                recipients=recipients,
                stamps=letters,
            )
        )
    return alert.id


def read(*parts: str) -> list[list[str]]:
    whole = "".join(parts)
    assert whole.count(BEGIN) == 1
    assert whole.startswith(BEGIN)
    return list(csv.reader(io.StringIO(whole.removeprefix(BEGIN), newline="")))


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\0"])
def test_a_cell_that_a_spreadsheet_would_run_is_words(begin: str) -> None:
    assert cell(f"{begin}cmd|' /C calc'!A0") == f"'{begin}cmd|' /C calc'!A0"
    assert (cell("Mill Lane"), cell("a=b"), cell(None), cell(7)) == ("Mill Lane", "a=b", "", "7")


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2), min_size=1))
def test_whatever_the_words_no_cell_can_run_and_all_come_back(rows: list[list[str]]) -> None:
    back = list(csv.reader(io.StringIO(lines(rows), newline="")))
    assert back == [[cell(each) for each in row] for row in rows]
    assert not [
        each for row in back for each in row if each.startswith(("=", "+", "-", "@", "\t", "\r", "\0"))
    ]


def test_the_ledgers_parts_make_one_file_with_everybody_once(desk: Desk, exports: Exports) -> None:
    alert, parts, after = sent(desk, *["SSO"] * (PAGES + 3)), list[str](), ""
    while after or not parts:
        part = exports.ledger(AUTHOR, alert, after)
        parts.append(part.csv)
        after = part.after
    assert len(parts) == 2
    head, *rows = read(*parts)
    assert tuple(head) == LEDGER
    assert [row[0] for row in rows] == [a_sid(n) for n in range(3 * (PAGES + 3))]
    assert {tuple(row[1:6]) for row in rows if row[4] == "skipped"} == {
        (next(area.name for area in AREAS if area.code == OTHER), OTHER, "text", "skipped", "opted out")
    }


def test_every_part_that_is_taken_away_is_audited(desk: Desk, exports: Exports) -> None:
    alert = sent(desk, *["S"] * (PAGES + 1))
    after = exports.ledger(AUTHOR, alert).after
    exports.ledger(AUTHOR, alert, after)
    exports.counts_file(LIAISON, alert)
    entries = desk.audit.entries("2026-03-02")[-3:]
    assert [entry.action for entry in entries] == ["export ledger", "export ledger", "export counts"]
    assert {entry.subject for entry in entries} == {alert}


def test_before_its_approval_a_file_is_headings_only(desk: Desk, exports: Exports) -> None:
    alert = desk.submitted(content()).id
    assert read(exports.ledger(AUTHOR, alert).csv) == [list(LEDGER)]
    assert read(exports.counts_file(AUTHOR, alert).csv) == [list(COUNTS)]


def test_counts_by_ward_add_up_to_the_progress(desk: Desk, exports: Exports) -> None:
    alert = sent(desk, "SSSO", "wU", "")
    counted = exports.counts(LIAISON, alert)
    assert sum(count.people for count in counted) == desk.progress.standing(LIAISON, alert).recipients == 6
    assert {(c.ward, c.status): c.people for c in counted} == {
        (OTHER, "sent"): 2,
        (WARD, "sent"): 1,
        (WARD, "skipped"): 1,
        (OTHER, "waiting"): 1,
        (WARD, "uncertain"): 1,
    }


def test_counts_name_nobody(desk: Desk, exports: Exports) -> None:
    alert = sent(desk, "SSO")
    file = exports.counts_file(LIAISON, alert).csv
    assert not [n for n in range(3) if a_sid(n) in file]
    assert len(read(file)) == 1 + 3


@pytest.mark.parametrize("officer", [LIAISON, ANALYST], ids=lambda officer: officer.id)
def test_volunteers_and_analysts_take_counts_and_no_ledger(
    desk: Desk, exports: Exports, officer: object
) -> None:
    alert = sent(desk, "S")
    with pytest.raises(Forbidden):
        exports.ledger(officer, alert)  # type: ignore[arg-type]
    assert exports.counts(officer, alert)  # type: ignore[arg-type]


def test_there_is_no_file_of_an_alert_that_is_not_there(exports: Exports) -> None:
    for take in (exports.ledger, exports.counts, exports.counts_file):
        with pytest.raises(NotFound):
            take(AUTHOR, "unknown")


def test_a_file_says_what_became_of_each_message_and_counts_what_was_sent_after_all(
    desk: Desk, exports: Exports
) -> None:
    alert = sent(desk, "SUU", "S")
    sending = desk.writing.load(alert).sending or ""
    was = desk.receipts.page(sending, "text#0000#0000")
    desk.table.commit(desk.receipts.save(was.but(letters="pdn"), was))
    heading, *rows = read(exports.ledger(AUTHOR, alert).csv)
    column = {name: heading.index(name) for name in ("Status", "Reason", "Receipt")}
    assert [tuple(row[n] for n in column.values()) for row in rows] == [
        ("sent", "", "permanent"),
        ("sent", "sent after all", "delivered"),
        ("uncertain", "the answer was lost; it may have been sent", "none"),
        ("sent", "", "none"),
    ]
    counted = {"sent": 0, "uncertain": 0}
    for count in exports.counts(AUTHOR, alert):
        counted[count.status] += count.people
    assert counted == {"sent": 3, "uncertain": 1}
