"""What is stuck is found within ten minutes, mended where that is safe, and told where it is not."""

from datetime import timedelta

import pytest

from chalicelib.domain.alert import AlertStatus
from chalicelib.domain.finding import MOST, Finding, Look, ago
from chalicelib.domain.request import Challenge, Request
from chalicelib.domain.sending import SendingStatus
from chalicelib.stores import keys
from tests.factories import NOW, a_range
from tests.look import BODY, OUT, Round, milliseconds, released


def test_where_all_goes_well_nothing_is_found() -> None:
    engine = released()
    engine.queue.put("routine", [BODY])
    assert engine.look(minutes=30) == []
    engine.work()
    assert engine.look(minutes=10) == []
    latest = engine.looks.latest()
    assert latest
    assert latest.at == engine.clock.now()


def test_a_page_whose_message_was_lost_is_queued_where_its_lane_has_none() -> None:
    engine = released()
    assert engine.look(minutes=10) == [("waiting", True)]
    assert engine.queue.bodies["routine"] == [BODY]
    engine.work()
    assert engine.look(minutes=10) == []
    assert len(engine.text.sent) == 3


def test_the_page_of_a_dead_worker_is_queued_and_found_again_where_that_did_not_help() -> None:
    engine = released()
    engine.left(slots="aww", fence=1, lease_until=milliseconds(1))
    engine.queue.put("routine", [{"sending": OUT, "page": "text#0009#0009"}])
    assert engine.look(minutes=11) == [("worker", True)]
    assert engine.queue.take("routine")[1:] == [BODY]
    engine.queue.put("routine", [{"sending": OUT, "page": "text#0009#0009"}])
    engine.look(minutes=10)
    (again,) = engine.reconciling.run().findings
    assert again.again
    assert again.stuck()
    assert again.said == f"A page of the message {OUT} of the kind alert was left by a worker that died."


def test_what_was_put_off_waits_for_its_time_and_is_found_when_that_has_passed() -> None:
    engine = released()
    engine.left(due=milliseconds(60))
    assert engine.look(minutes=59) == []
    assert engine.look(minutes=11) == [("deferred", True)]


def test_a_finished_page_that_nobody_recorded_is_recorded_and_the_sending_closed() -> None:
    engine = released()
    engine.left(slots="SSS")
    assert engine.look(minutes=10) == [("unrecorded", True)]
    engine.work()
    assert engine.look(minutes=10) == []
    engine = released()
    engine.left(slots="SSS", recorded=milliseconds(1))
    assert engine.look(minutes=10) == [("open", True)]
    head = engine.sendings.load(OUT)
    assert head
    assert head.status is SendingStatus.CLOSED


def test_planning_that_takes_long_is_queued_and_parts_that_are_missing_are_told() -> None:
    engine = Round()
    engine.approve(a_range(n=0), a_range(n=1))
    engine.queue.take("plan")
    assert engine.look(minutes=29) == []
    assert engine.look(minutes=1) == [("planning", True)]
    assert len(engine.queue.take("plan")) == 2
    del engine.table.items[keys.span(OUT, 1)]
    assert engine.look(minutes=10) == [("ranges", False)]
    assert not engine.queue.take("plan")


def test_what_is_written_for_later_is_not_late_before_its_time() -> None:
    engine = Round()
    engine.release(status=SendingStatus.PLANNING, released_at=None, starts_at=NOW + timedelta(hours=5))
    assert engine.look(hours=5) == []
    assert engine.look(minutes=30) == [("planning", True)]
    assert engine.queue.take("plan") == [{"task": "release", "sending": OUT}]


def test_a_sending_of_a_day_is_told() -> None:
    engine = released()
    engine.left(due=milliseconds(60 * 48))
    engine.look(hours=24)
    (slow,) = engine.reconciling.run().findings
    assert (slow.kind, slow.mended) == ("slow", False)
    assert "on its way for 24 hours, and 3 people still wait" in slow.said


def test_codes_that_do_not_leave_and_dead_letters_are_told() -> None:
    engine = Round()
    challenge = Challenge(channel="text", address="x", issued_at=NOW)
    engine.table.commit(
        engine.requests.add(Request(id="R", purpose="sign-up", at=NOW, challenges=(challenge,)))
    )
    engine.queue.put("inbound-dead", [{"provider": "p", "id": "1"}])
    assert engine.look(minutes=15) == [("codes", False), ("letters", False)]


def test_a_look_twice_at_once_queues_twice_and_sends_once() -> None:
    engine = released()
    engine.clock.pass_by(minutes=10)
    idle = engine.reconciling.run()
    engine.queue.bodies["routine"] *= 2
    engine.work()
    assert idle.findings
    assert len(engine.text.sent) == 3


def test_a_look_that_is_killed_anywhere_is_made_good_by_the_next() -> None:
    for point in range(1, 15):
        engine = released(alert="ALERT1")
        engine.alert(AlertStatus.APPROVED)
        engine.clock.pass_by(minutes=10)
        engine.table.survives(engine.reconciling.run, point)
        engine.look(minutes=10)
        engine.work()
        assert engine.status() in {AlertStatus.SENDING, AlertStatus.SENT}
        assert len(engine.text.sent) == 3


def test_what_is_stuck_comes_first_and_the_list_has_an_end() -> None:
    found = [Finding(kind="open", subject=f"{n}", since=NOW, said="x", mended=n > 0) for n in range(MOST + 5)]
    look = Look.of(NOW, 1, reversed(found), None)
    assert look.findings[0].subject == "0"
    assert (len(look.findings), look.more) == (MOST, 5)
    assert [each.subject for each in look.stuck()] == ["0"]


@pytest.mark.parametrize(
    ("minutes", "said"), [(1, "1 minute"), (12, "12 minutes"), (130, "2 hours"), (5000, "3 days")]
)
def test_lengths_of_time_are_said_in_words(minutes: int, said: str) -> None:
    assert ago(NOW, NOW + timedelta(minutes=minutes)) == said
