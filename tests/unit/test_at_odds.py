"""An alert and its sending that tell two stories agree again, and what cannot be mended is told."""

import pytest

from chalicelib.domain.alert import AlertStatus
from chalicelib.domain.sending import SendingStatus
from tests.factories import NOW
from tests.look import BODY, OUT, PAGE, Round, an_entry, released


@pytest.mark.parametrize(
    ("stands", "sending", "becomes"),
    [
        (AlertStatus.SENDING, {"status": SendingStatus.CLOSED}, AlertStatus.SENT),
        (AlertStatus.APPROVED, {"status": SendingStatus.CLOSED}, AlertStatus.SENT),
        (AlertStatus.APPROVED, {}, AlertStatus.SENDING),
        (AlertStatus.SENDING, {"cancelled_at": NOW}, AlertStatus.CANCELLED),
    ],
)
def test_an_alert_follows_its_sending(
    stands: AlertStatus, sending: dict[str, object], becomes: AlertStatus
) -> None:
    engine = released(alert="ALERT1", **sending)
    engine.alert(stands)
    engine.queue.put("routine", [BODY])
    assert engine.look(minutes=10) == [("alert", True)]
    assert engine.status() is becomes
    assert engine.look(minutes=10) == []
    assert [entry.action for entry in engine.audit.entries("2026-03-02")] == ["mend"]


def test_the_sending_of_a_cancelled_alert_is_stopped() -> None:
    engine = released(alert="ALERT1")
    engine.alert(AlertStatus.CANCELLED)
    engine.queue.put("routine", [BODY])
    assert engine.look(minutes=10) == [("alert", True)]
    engine.work()
    assert engine.sendings.state(OUT, PAGE).slots == "CCC"


def test_an_alert_changed_while_it_is_mended_is_left_to_the_next_look() -> None:
    engine = released(alert="ALERT1")
    engine.alert(AlertStatus.APPROVED)
    engine.queue.put("routine", [BODY])
    was = engine.alerts.load("ALERT1")
    assert was
    cancelled = was.to(AlertStatus.CANCELLED, NOW)
    engine.table.overtake(lambda: engine.table.commit(*engine.alerts.save(cancelled, was, an_entry())))
    assert engine.look(minutes=10) == []
    assert engine.status() is AlertStatus.CANCELLED


def test_an_alert_without_a_sending_and_counts_that_differ_are_told_and_left_alone() -> None:
    engine = Round()
    engine.alert(AlertStatus.APPROVED)
    assert engine.look(minutes=10) == [("alert", False)]
    engine = released(alert="ALERT1")
    engine.alert(AlertStatus.SENDING, recipients=4)
    engine.queue.put("routine", [BODY])
    assert engine.look(minutes=10) == [("counts", False)]
