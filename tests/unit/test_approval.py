"""Approving: four eyes, the very words that were submitted, one transaction, then the queue."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.alert import AlertStatus
from chalicelib.domain.errors import Conflict, Forbidden, Invalid, TemporaryFailure
from chalicelib.domain.officer import Role
from chalicelib.domain.sending import SendingStatus
from chalicelib.stores import keys
from tests.desk import AUTHOR, COLLEAGUE, DISTRICT, SPOC, Desk, content, to
from tests.factories import NOW, an_officer
from tests.parts import AREAS


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_an_approved_alert_has_a_sending_that_waits_for_its_planners(desk: Desk) -> None:
    alert = desk.approved(content(priority="urgent"))
    sending = desk.sendings.load(alert.sending or "")
    assert sending
    assert (sending.status, sending.lane, sending.why) == (SendingStatus.PLANNING, "urgent", "alert")
    assert (sending.expires_at, sending.unit, sending.code) == (alert.content.expires, alert.unit, alert.code)
    assert alert.approved_hash == sending.forms_hash == alert.content.hash()
    ranges = desk.sendings.ranges(sending.id)
    assert len(ranges) == sending.ranges > 0
    assert desk.queue.bodies["plan"] == [
        {"task": "range", "sending": sending.id, "range": span.n} for span in ranges
    ]


def test_ranges_hold_every_cell_of_the_district_and_at_most_sixteen_runs(desk: Desk) -> None:
    ranges = desk.sendings.ranges(desk.approved().sending or "")
    assert max(len(span.runs) for span in ranges) <= 16
    runs = [run for span in ranges for run in span.runs]
    cells = next(area.cells for area in AREAS if area.code == DISTRICT)
    for cell in cells:
        assert sum(pk == f"G#{cell[:5]}" and first <= cell <= last for pk, first, last in runs) == 1


def test_interests_alone_reach_the_whole_force(desk: Desk) -> None:
    alert = desk.approved(content(audience=to(interests=("farm",))))
    runs = {run[0] for span in desk.sendings.ranges(alert.sending or "") for run in span.runs}
    assert runs == {f"I#farm#{cell[:4]}" for area in AREAS for cell in area.cells}


def test_the_words_of_the_sending_are_those_of_the_alert(desk: Desk) -> None:
    alert = desk.approved(content(asks_for="Dashcam footage", other_ways=("101", "In person")))
    forms = desk.sendings.forms(alert.sending or "")
    assert (forms.subject, forms.text, forms.email) == (
        alert.content.headline,
        alert.content.text,
        alert.content.email,
    )
    assert forms.values == {"asks_for": "Dashcam footage", "other_ways": "101\nIn person"}


def test_neither_author_nor_submitter_approves_even_with_the_role(desk: Desk) -> None:
    both = an_officer("author2", Role.AUTHOR, Role.SPOC)
    alert = desk.writing.draft(AUTHOR, content())
    alert = desk.writing.submit(COLLEAGUE, alert.id, alert.version)
    with pytest.raises(Forbidden):
        desk.approval.approve(both, alert.id, alert.version)
    author = an_officer("author1", Role.AUTHOR, Role.SPOC)
    with pytest.raises(Forbidden):
        desk.approval.approve(author, alert.id, alert.version)
    assert desk.approval.approve(SPOC, alert.id, alert.version).approved_by == "spoc1"


def test_only_a_spoc_approves_returns_or_rejects(desk: Desk) -> None:
    alert = desk.submitted()
    outsider = an_officer("control1", Role.CONTROL)
    for attempt in (desk.approval.approve, desk.approval.give_back, desk.approval.reject):
        with pytest.raises(Forbidden):
            attempt(outsider, alert.id, alert.version, "No.")


def test_approval_is_for_the_version_that_was_seen(desk: Desk) -> None:
    alert = desk.submitted()
    with pytest.raises(Conflict):
        desk.approval.approve(SPOC, alert.id, alert.version - 1)


def test_approval_refuses_other_words_than_were_submitted(desk: Desk) -> None:
    alert = desk.submitted()
    key = keys.alert_version(alert.id, alert.version)
    desk.table.items[key]["headline"] = "Something else"
    with pytest.raises(Conflict):
        desk.approval.approve(SPOC, alert.id, alert.version)


def test_an_alert_that_expired_while_it_waited_is_not_approved(desk: Desk) -> None:
    alert = desk.submitted()
    desk.clock.pass_by(days=8)
    with pytest.raises(Invalid):
        desk.approval.approve(SPOC, alert.id, alert.version)


def test_a_second_approval_changes_nothing(desk: Desk) -> None:
    alert = desk.approved()
    with pytest.raises(Conflict):
        desk.approval.approve(SPOC, alert.id, alert.version)
    assert len(desk.queue.take("plan")) == len(desk.sendings.ranges(alert.sending or ""))


def test_when_the_commit_fails_nothing_is_enqueued_and_the_alert_still_waits(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert = desk.submitted()

    def throttled(*writes: object) -> None:
        raise TemporaryFailure("table: throttled")

    with monkeypatch.context() as patch:
        patch.setattr(desk.table, "commit", throttled)
        with pytest.raises(TemporaryFailure):
            desk.approval.approve(SPOC, alert.id, alert.version)
    assert not desk.queue.bodies["plan"]
    assert desk.writing.load(alert.id).status is AlertStatus.PENDING
    assert desk.approval.approve(SPOC, alert.id, alert.version).status is AlertStatus.APPROVED


def test_returning_needs_a_reason(desk: Desk) -> None:
    alert = desk.submitted()
    with pytest.raises(Invalid) as refusal:
        desk.approval.give_back(SPOC, alert.id, alert.version, " ")
    assert "note" in refusal.value.fields
    returned = desk.approval.give_back(SPOC, alert.id, alert.version, "Name the street.")
    assert returned.status is AlertStatus.RETURNED
    assert desk.alerts.log(alert.id)[-1].note == "Name the street."
    assert desk.alerts.waiting() == []


def test_a_rejected_alert_is_over(desk: Desk) -> None:
    alert = desk.submitted()
    assert desk.approval.reject(SPOC, alert.id, alert.version, "Not for us.").status is AlertStatus.REJECTED
    assert desk.alerts.waiting() == []


def test_the_fact_of_an_alert_carries_its_unit_and_staleness_and_no_person(desk: Desk) -> None:
    desk.approved(content(crime_recorded_at=NOW - timedelta(minutes=90)))
    facts = [fact for fact in desk.facts.of("2026-W10") if fact.kind == "alert"]
    assert len(facts) == 1
    assert facts[0].dimensions["unit"] == "snt-mill-lane"
    assert facts[0].counts["minutes"] == 90


def test_replies_belong_to_alerts_that_ask_for_them(desk: Desk) -> None:
    news = desk.sendings.load(desk.approved(content(kind="news")).sending or "")
    asking = desk.sendings.load(desk.approved(content(kind="news", asks_for="CCTV")).sending or "")
    appeal = desk.sendings.load(desk.approved(content(kind="appeal")).sending or "")
    assert [bool(each and each.invites_reply) for each in (news, asking, appeal)] == [False, True, True]


def test_an_alert_written_for_later_is_not_planned_before_and_can_be_cancelled(desk: Desk) -> None:
    at = NOW + timedelta(hours=5)
    alert = desk.approved(content(send_at=at))
    sending = desk.sendings.load(alert.sending or "")
    assert sending
    assert sending.starts_at == at
    assert not desk.queue.bodies["plan"]
    assert desk.writing.cancel(SPOC, alert.id).status is AlertStatus.CANCELLED


def test_an_alert_approved_after_its_time_goes_out_at_once(desk: Desk) -> None:
    alert = desk.submitted(content(send_at=NOW + timedelta(hours=1)))
    desk.clock.pass_by(hours=2)
    approved = desk.approval.approve(SPOC, alert.id, alert.version)
    sending = desk.sendings.load(approved.sending or "")
    assert sending
    assert sending.starts_at is None
    assert desk.queue.bodies["plan"]


def test_an_alert_that_would_cost_more_than_one_may_is_not_approved() -> None:
    desk = Desk()
    desk.joined(1)
    desk.census.build()
    for pounds, fine in ((0.01, False), (10, True)):
        force = desk.force.but(texting=desk.force.texting.but(pounds_an_alert=pounds))
        alert = desk.submitted(content(priority="urgent"))
        approval = replace(desk.approval, force=force)
        if fine:
            approved = approval.approve(SPOC, alert.id, alert.version)
            sending = desk.sendings.load(approved.sending or "")
            assert sending
            assert sending.most_pence == 1000
        else:
            with pytest.raises(Invalid) as refusal:
                approval.approve(SPOC, alert.id, alert.version)
            assert refusal.value.fields["text"].startswith(
                "Its texts would cost £0.05, and £0.01 is the most"
            )
