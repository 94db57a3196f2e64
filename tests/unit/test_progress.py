"""Progress and ledger are read from states, and add up at every instant."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.delivery import SLOTS, Page, Recipient
from chalicelib.domain.errors import Forbidden, Invalid, NotFound
from tests.desk import ANALYST, AUTHOR, LIAISON, WARD, Desk, content
from tests.factories import NOW, a_sid

PAGES = ("email#0000#0000", "text#0000#0000", "text#0000#0001")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def sent(desk: Desk, **slots: str) -> str:
    """Approve an alert, and give it pages in these states; answers the alert's id."""
    alert = desk.approved(content(priority="urgent"))
    for page_id, letters in zip(PAGES, slots.values(), strict=False):
        recipients = tuple(Recipient(a_sid(n), ward=WARD) for n in range(len(letters)))
        page = Page(
            sending=alert.sending or "",
            id=page_id,
            channel=page_id.partition("#")[0],
            recipients=recipients,
            stamps=letters,
        )
        desk.sendings.add_page(page)
    return alert.id


def test_before_approval_there_is_nothing_to_count(desk: Desk) -> None:
    standing = desk.progress.standing(AUTHOR, desk.submitted().id)
    assert (standing.status, standing.recipients, standing.started) == ("pending-approval", 0, None)
    assert set(standing.counts.values()) == {0}


def test_every_letter_counts_once_and_the_sum_is_the_recipients(desk: Desk) -> None:
    everything = "".join(SLOTS)
    standing = desk.progress.standing(AUTHOR, sent(desk, email="SSw", text=everything))
    assert standing.recipients == sum(standing.counts.values()) == 3 + len(SLOTS)
    assert standing.channels["email"]["sent"] == 2
    assert standing.channels["text"]["failed"] == 4
    assert standing.last_person_at is None


def test_minutes_left_shrink_with_those_who_wait(desk: Desk) -> None:
    assert desk.progress.standing(AUTHOR, sent(desk, email="", text="w" * 100)).minutes_left == 1
    assert desk.progress.standing(AUTHOR, sent(desk, email="", text="S" * 100)).minutes_left == 0


def rests(desk: Desk, alert: str, people: int, page: str, **away: int) -> datetime:
    """Let so many of a page wait for the end of quiet hours, so far away; answers when that is."""
    was, until = desk.sendings.state(desk.writing.load(alert).sending or "", page), NOW + timedelta(**away)
    now = was.but(due=int(until.timestamp() * 1000), resting=people, fence=was.fence + 1)
    desk.table.commit(desk.sendings.save_state(now, was))
    return until


def test_who_rests_is_told_with_the_hour_and_the_last_person_is_one_of_them(desk: Desk) -> None:
    alert = sent(desk, email="SSw", text="w" * 40)
    before = desk.progress.standing(AUTHOR, alert)
    assert (before.resting, before.resting_until, before.minutes_left) == (0, None, 1)
    rests(desk, alert, 40, PAGES[1], hours=8)
    first = rests(desk, alert, 1, PAGES[0], hours=7)
    standing = desk.progress.standing(AUTHOR, alert)
    assert (standing.resting, standing.resting_until) == (41, first)
    assert standing.minutes_left == 8 * 60 + 1


def test_nobody_rests_once_the_hour_has_come_or_everybody_is_settled(desk: Desk) -> None:
    alert = sent(desk, email="w", text="ww")
    rests(desk, alert, 1, PAGES[0], hours=7)
    desk.clock.pass_by(hours=7)
    standing = desk.progress.standing(AUTHOR, alert)
    assert (standing.resting, standing.resting_until, standing.minutes_left) == (0, None, 1)


def test_the_last_person_was_reached_when_the_last_page_was_recorded(desk: Desk) -> None:
    alert = desk.writing.load(sent(desk, email="S", text="S"))
    head = desk.sendings.load(alert.sending or "")
    assert head
    desk.table.commit(desk.sendings.save(head.but(released_at=NOW), head))
    for n, page in enumerate(PAGES[:2]):
        was = desk.sendings.state(head.id, page)
        recorded = int(NOW.timestamp() * 1000) + n * 5000
        desk.table.commit(desk.sendings.save_state(was.but(recorded=recorded, fence=1), was))
    standing = desk.progress.standing(AUTHOR, alert.id)
    assert standing.started == NOW
    assert standing.last_person_at
    assert (standing.last_person_at - NOW).total_seconds() == 5


def test_the_ledger_has_a_row_per_person_with_status_and_reason(desk: Desk) -> None:
    rows, after = desk.ledger.page(AUTHOR, sent(desk, email="SO"))
    assert after == ""
    assert [(row.recipient, row.ward, row.channel, row.status, row.reason) for row in rows] == [
        (a_sid(0), WARD, "email", "sent", ""),
        (a_sid(1), WARD, "email", "skipped", "opted out"),
    ]
    assert {row.receipt for row in rows} == {"none"}


def test_the_ledger_goes_on_from_its_cursor_and_passes_empty_pages(desk: Desk) -> None:
    alert, seen, after = sent(desk, email="SS", text="", more="w"), [], ""
    for _ in range(2):
        rows, after = desk.ledger.page(AUTHOR, alert, after)
        seen += [row.channel for row in rows]
    assert seen == ["email", "email", "text"]
    assert after == ""


@pytest.mark.parametrize("after", ["x", "text#0000", "text#0000#0000 and a name", "text#0000#0000\n"])
def test_a_cursor_of_the_ledger_that_is_none_is_refused_and_not_audited(desk: Desk, after: str) -> None:
    alert = sent(desk, email="S")
    trail = desk.audit.entries("2026-03-02")
    with pytest.raises(Invalid):
        desk.ledger.page(AUTHOR, alert, after)
    assert desk.audit.entries("2026-03-02") == trail


@pytest.mark.parametrize("officer", [LIAISON, ANALYST], ids=lambda officer: officer.id)
def test_volunteers_and_analysts_see_counts_and_no_ledger(desk: Desk, officer: object) -> None:
    alert = sent(desk, email="S")
    assert desk.progress.standing(LIAISON, alert).recipients == 1
    with pytest.raises(Forbidden):
        desk.ledger.page(officer, alert)  # type: ignore[arg-type]


def test_looking_at_the_ledger_is_audited(desk: Desk) -> None:
    desk.ledger.page(AUTHOR, sent(desk, email="S"))
    assert desk.audit.entries("2026-03-02")[-1].action == "see ledger"


def test_an_unknown_alert_has_no_progress(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.progress.standing(AUTHOR, "unknown")
    with pytest.raises(NotFound):
        desk.ledger.page(AUTHOR, "unknown")


def heard(desk: Desk, alert: str, letters: str, page: str = PAGES[0]) -> None:
    """Let providers say this of a page."""
    sending = desk.writing.load(alert).sending or ""
    was = desk.receipts.page(sending, page)
    desk.table.commit(desk.receipts.save(was.but(letters=letters), was))


def recorded(desk: Desk, alert: str, page: str = PAGES[0]) -> None:
    was = desk.sendings.state(desk.writing.load(alert).sending or "", page)
    done = was.but(recorded=int(desk.clock.now().timestamp() * 1000))
    desk.table.commit(desk.sendings.save_state(done, was))


def test_what_was_sent_is_counted_by_what_became_of_it(desk: Desk) -> None:
    alert = sent(desk, email="SSSSSwO", text="SS")
    heard(desk, alert, "dtpc")
    standing = desk.progress.standing(AUTHOR, alert)
    assert {name: n for name, n in standing.receipts.items() if n} == {
        "delivered": 1,
        "temporary": 1,
        "permanent": 1,
        "complaint": 1,
        "none": 3,
    }
    assert sum(standing.receipts.values()) == standing.counts["sent"]


def test_what_was_uncertain_and_is_spoken_of_was_sent_after_all(desk: Desk) -> None:
    alert = sent(desk, email="UUS")
    heard(desk, alert, "d")
    standing = desk.progress.standing(AUTHOR, alert)
    assert (standing.counts["sent"], standing.counts["uncertain"], standing.recipients) == (2, 1, 3)
    assert standing.receipts["delivered"] == 1
    rows, _ = desk.ledger.page(AUTHOR, alert)
    assert [(row.status, row.reason, row.receipt) for row in rows] == [
        ("sent", "sent after all", "delivered"),
        ("uncertain", "the answer was lost; it may have been sent", "none"),
        ("sent", "", "none"),
    ]
    assert desk.sendings.state(desk.writing.load(alert).sending or "", PAGES[0]).slots == "UUS"


def test_after_72_hours_what_nobody_spoke_of_is_not_known_and_no_failure(desk: Desk) -> None:
    alert = sent(desk, email="SSO")
    recorded(desk, alert)
    heard(desk, alert, "d")
    desk.clock.pass_by(hours=72)
    assert desk.progress.standing(AUTHOR, alert).receipts["none"] == 1
    desk.clock.pass_by(seconds=1)
    standing = desk.progress.standing(AUTHOR, alert)
    assert (standing.receipts["unknown"], standing.receipts["none"], standing.counts["failed"]) == (1, 0, 0)
    rows, _ = desk.ledger.page(AUTHOR, alert)
    assert [row.receipt for row in rows] == ["delivered", "unknown", "none"]
    heard(desk, alert, "dd")
    assert desk.progress.standing(AUTHOR, alert).receipts["delivered"] == 2, "late is better than never"
