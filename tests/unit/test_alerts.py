"""Writing alerts: what an author may do, and what the table refuses."""

from datetime import timedelta

import pytest

from chalicelib.domain.alert import TRANSITIONS, Alert, AlertStatus
from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.errors import Conflict, Forbidden, Invalid, NotFound
from chalicelib.domain.four_eyes import allowed
from chalicelib.domain.officer import Officer
from chalicelib.ports import Write
from tests.desk import (
    ANALYST,
    AUTHOR,
    COLLEAGUE,
    CONTROL,
    LIAISON,
    SPOC,
    STRANGER,
    WARD,
    Desk,
    content,
    to,
)
from tests.factories import NOW, an_alert

S = AlertStatus


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_draft_is_stored_with_its_log_and_an_audit_entry(desk: Desk) -> None:
    alert = desk.writing.draft(AUTHOR, content())
    assert desk.alerts.load(alert.id) == alert
    assert [(entry.officer, entry.action) for entry in desk.alerts.log(alert.id)] == [("author1", "draft")]
    assert [entry.action for entry in desk.audit.entries("2026-03-02")] == ["drafted alert"]
    assert len(alert.code) == 8


def test_a_liaison_volunteer_may_write_and_submit_but_an_analyst_may_not(desk: Desk) -> None:
    assert desk.submitted(author=LIAISON).status is S.PENDING
    with pytest.raises(Forbidden):
        desk.writing.draft(ANALYST, content())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"expires": NOW}, "expires"),
        ({"crime_recorded_at": NOW + timedelta(hours=1)}, "crime_recorded_at"),
        ({"text": "\N{HORIZONTAL ELLIPSIS}" * 307}, "text"),
        ({"text": "\N{ZERO WIDTH SPACE}" * 5}, "text"),
        ({"audience": to(wards=("X05999999",))}, "audience"),
        ({"audience": to(districts=(WARD,))}, "audience"),
        ({"audience": to(interests=("astronomy",))}, "audience"),
        ({"audience": Audience(include=Areas(wards=(WARD,)), exclude=Choice(wards=("X",)))}, "audience"),
    ],
)
def test_words_that_cannot_be_sent_are_refused_at_their_field(
    desk: Desk, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        desk.writing.draft(AUTHOR, content(**changes))
    assert list(refusal.value.fields) == [field]
    assert not desk.alerts.latest(10)


def test_the_longest_text_that_may_be_written_has_918_characters(desk: Desk) -> None:
    assert desk.writing.draft(AUTHOR, content(text="a" * 918)).status is S.DRAFT


def test_editing_needs_the_version_that_was_seen(desk: Desk) -> None:
    alert = desk.writing.draft(AUTHOR, content())
    edited = desk.writing.edit(AUTHOR, alert.id, content(headline="Vans and sheds"), alert.version)
    assert (edited.version, edited.status) == (2, S.DRAFT)
    with pytest.raises(Conflict):
        desk.writing.edit(AUTHOR, alert.id, content(), alert.version)
    assert desk.writing.load(alert.id).content.headline == "Vans and sheds"


def test_editing_what_waits_for_approval_makes_it_a_draft_again(desk: Desk) -> None:
    alert = desk.submitted()
    assert [waiting.id for waiting in desk.writing.to_do(SPOC)] == [alert.id]
    edited = desk.writing.edit(AUTHOR, alert.id, content(headline="Vans and sheds"), alert.version)
    assert (edited.status, edited.submitted_by) == (S.DRAFT, None)
    assert desk.writing.to_do(SPOC) == []


def test_what_was_returned_is_edited_and_submitted_again(desk: Desk) -> None:
    alert = desk.submitted()
    returned = desk.approval.give_back(SPOC, alert.id, alert.version, "Name the car park.")
    edited = desk.writing.edit(AUTHOR, alert.id, content(headline="Vans at Quay"), returned.version)
    again = desk.writing.submit(AUTHOR, alert.id, edited.version)
    assert desk.approval.approve(SPOC, alert.id, again.version).status is S.APPROVED
    assert [entry.action for entry in desk.alerts.log(alert.id)] == [
        "draft",
        "submit",
        "return",
        "edit",
        "submit",
        "approve",
    ]


def test_nobody_meant_is_nobody_and_not_everybody(desk: Desk) -> None:
    alert = desk.writing.draft(AUTHOR, content(audience=Audience()))
    with pytest.raises(Invalid):
        desk.writing.submit(AUTHOR, alert.id, alert.version)


def test_submitting_keeps_the_content_under_its_version(desk: Desk) -> None:
    alert = desk.submitted()
    assert desk.alerts.content(alert.id, alert.version) == alert.content


def test_only_the_author_edits_and_only_their_unit_submits(desk: Desk) -> None:
    alert = desk.writing.draft(AUTHOR, content())
    with pytest.raises(Forbidden):
        desk.writing.edit(COLLEAGUE, alert.id, content(), alert.version)
    with pytest.raises(Forbidden):
        desk.writing.submit(STRANGER, alert.id, alert.version)
    assert desk.writing.submit(COLLEAGUE, alert.id, alert.version).submitted_by == "author2"


def test_an_unknown_alert_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.writing.load("01KJN0S1N00000000000000009")


def test_cancelling_stops_alert_and_sending_in_one_transaction(desk: Desk) -> None:
    alert = desk.approved()
    before = desk.table.calls["transaction"]
    cancelled = desk.writing.cancel(AUTHOR, alert.id, "Found safe and well.")
    assert desk.table.calls["transaction"] == before + 1
    assert cancelled.status is S.CANCELLED
    sending = desk.sendings.load(alert.sending or "")
    assert sending
    assert sending.cancelled_at == NOW


@pytest.mark.parametrize("officer", [AUTHOR, SPOC, CONTROL], ids=lambda officer: officer.id)
def test_author_spoc_and_control_room_may_cancel(desk: Desk, officer: Officer) -> None:
    assert desk.writing.cancel(officer, desk.approved().id).status is S.CANCELLED


@pytest.mark.parametrize("officer", [COLLEAGUE, LIAISON, ANALYST], ids=lambda officer: officer.id)
def test_others_may_not_cancel(desk: Desk, officer: Officer) -> None:
    with pytest.raises(Forbidden):
        desk.writing.cancel(officer, desk.approved().id)


def test_cancelling_holds_although_the_planner_moves_the_alert_on_meanwhile(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert, commit = desk.approved(), desk.table.commit

    def raced(*writes: Write) -> None:
        monkeypatch.setattr(desk.table, "commit", commit)
        was = desk.writing.load(alert.id)
        entry = desk.alerts.log(alert.id)[-1]
        commit(*desk.alerts.save(was.to(S.SENDING, NOW), was, entry))
        commit(*writes)

    monkeypatch.setattr(desk.table, "commit", raced)
    assert desk.writing.cancel(AUTHOR, alert.id).status is S.CANCELLED


def test_a_draft_cannot_be_cancelled_and_the_author_may_discard_it(desk: Desk) -> None:
    alert = desk.writing.draft(AUTHOR, content())
    with pytest.raises(Conflict):
        desk.writing.cancel(AUTHOR, alert.id)
    assert desk.approval.reject(AUTHOR, alert.id, alert.version).status is S.REJECTED


@pytest.mark.parametrize("start", list(S))
@pytest.mark.parametrize("end", list(S))
def test_an_alert_moves_only_as_the_table_says(start: AlertStatus, end: AlertStatus) -> None:
    alert = an_alert(status=start)
    if end in TRANSITIONS.get(start, set()):
        assert alert.to(end, NOW).version == alert.version + 1
    else:
        with pytest.raises(Conflict):
            alert.to(end, NOW)


@pytest.mark.parametrize(
    ("status", "officer", "actions"),
    [
        (S.DRAFT, AUTHOR, ("edit", "submit", "reject")),
        (S.DRAFT, SPOC, ()),
        (S.PENDING, AUTHOR, ("edit",)),
        (S.PENDING, SPOC, ("approve", "return", "reject")),
        (S.PENDING, CONTROL, ()),
        (S.RETURNED, AUTHOR, ("edit", "submit")),
        (S.APPROVED, SPOC, ("cancel",)),
        (S.SENDING, AUTHOR, ("cancel",)),
        (S.SENT, AUTHOR, ("retry", "joiners", "stop", "follow")),
        (S.SENT, ANALYST, ()),
        (S.EXPIRED, SPOC, ("follow",)),
        (S.PENDING, ANALYST, ()),
    ],
)
def test_an_officer_is_offered_what_they_may_do_now(
    status: AlertStatus, officer: Officer, actions: tuple[str, ...]
) -> None:
    alert: Alert = an_alert(status=status, unit="snt-mill-lane", submitted_by="author1")
    assert allowed(alert, officer) == actions


def test_alerts_are_listed_newest_first_and_by_status(desk: Desk) -> None:
    first = desk.writing.draft(AUTHOR, content())
    desk.clock.pass_by(minutes=1)
    second = desk.submitted()
    assert [alert.id for alert in desk.writing.latest(ANALYST)] == [second.id, first.id]
    assert [alert.id for alert in desk.writing.latest(ANALYST, "draft")] == [first.id]
    assert desk.writing.to_do(AUTHOR) == []


@pytest.mark.parametrize(
    ("send", "expires", "field"),
    [(-1, 50, "send_at"), (0, 50, "send_at"), (91 * 24, 92 * 24, "send_at"), (10, 10, "expires")],
)
def test_a_time_to_send_lies_ahead_and_before_the_end(
    desk: Desk, send: int, expires: int, field: str
) -> None:
    words = content(send_at=NOW + timedelta(hours=send), expires=NOW + timedelta(hours=expires))
    with pytest.raises(Invalid) as refusal:
        desk.writing.draft(AUTHOR, words)
    assert set(refusal.value.fields) == {field}
