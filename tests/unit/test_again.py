"""Sending an alert again: only to whom it failed to reach, once however often it is asked for."""

from collections import Counter
from datetime import timedelta

import pytest

from chalicelib.domain.delivery import latest, total
from chalicelib.domain.errors import Conflict, Forbidden, PermanentFailure, TemporaryFailure
from chalicelib.domain.four_eyes import allowed
from chalicelib.services.again import Again
from tests.desk import AUTHOR, COLLEAGUE, CONTROL, LIAISON, SPOC, STRANGER
from tests.engine import Engine
from tests.factories import NOW, a_sending, a_sid
from tests.fakes import Killed
from tests.sent import SPAN, Sent, number


def test_a_retry_goes_to_whom_it_failed_to_reach_and_to_nobody_who_got_it_or_may_have() -> None:
    engine = Sent()
    assert engine.slots(engine.went()[0]) == dict(zip(map(a_sid, range(1, 6)), "ITUSS", strict=True))
    engine.text.fails = {}
    engine.retry()
    engine.drain()
    first, retry = engine.went()
    assert (retry.why, retry.of, retry.code, retry.lane) == ("retry", first.id, first.code, first.lane)
    assert engine.slots(retry) == {a_sid(1): "S", a_sid(2): "S"}
    assert engine.texts() == Counter([number(n) for n in (1, 2, 4, 5)])


def test_the_alert_stays_sent_and_each_person_counts_once() -> None:
    engine = Sent()
    engine.text.fails, before = {}, engine.alert()
    engine.clock.pass_by(minutes=1)
    engine.retry()
    engine.drain()
    states = engine.again.rounds.states(engine.went())
    assert sum(sum(total([state]).values()) for state in states) == 7
    assert latest(states) == {**dict.fromkeys(latest(states), 0), "sent": 4, "uncertain": 1}
    alert = engine.alert()
    assert (alert.status, alert.updated_at) == ("sent", before.updated_at)
    assert [entry.action for entry in engine.alerts.log("ALERT1")] == ["sending", "sent", "retry"]


def test_pressed_twice_it_is_one_retry() -> None:
    engine = Sent()
    seen = engine.alert().version
    engine.again.retry(AUTHOR, "ALERT1", seen)
    with pytest.raises(Conflict):
        engine.again.retry(COLLEAGUE, "ALERT1", seen)
    with pytest.raises(Conflict, match="still on its way"):
        engine.retry()
    assert len(engine.went()) == 2


def test_of_two_who_press_at_the_same_moment_one_has_to_look_again() -> None:
    engine = Sent()
    seen = engine.alert().version
    engine.table.overtake(lambda: engine.again.retry(COLLEAGUE, "ALERT1", seen))
    with pytest.raises(Conflict):
        engine.again.retry(AUTHOR, "ALERT1", seen)
    engine.drain()
    assert len(engine.went()) == 2


def test_who_still_cannot_be_reached_can_be_retried_again_and_nobody_else() -> None:
    engine = Sent()
    engine.text.fails[number(1)] = []
    engine.retry()
    engine.drain()
    engine.text.fails = {}
    engine.retry()
    engine.drain()
    assert [engine.slots(each) for each in engine.went()[1:]] == [
        {a_sid(1): "S", a_sid(2): "T"},
        {a_sid(2): "S"},
    ]
    with pytest.raises(Conflict, match="nobody to retry"):
        engine.retry()


def test_who_got_the_first_retry_is_not_in_the_second_whatever_channel_the_others_are_on() -> None:
    engine = Sent(sent=False)
    engine.text.fails[number(2)] = [PermanentFailure("invalid-number")]
    engine.email.fails = {"person2@example.org": [TemporaryFailure("busy")] * 9999}
    engine.drain()
    engine.text.fails = {}
    engine.retry()
    engine.drain()
    assert engine.slots(engine.went()[2]) == {a_sid(1): "S", a_sid(2): "T"}
    engine.retry()
    engine.drain()
    assert engine.slots(engine.went()[3]) == {a_sid(2): "T"}


def test_a_retry_that_was_stopped_can_be_taken_up_again() -> None:
    engine = Sent()
    engine.text.fails = {}
    engine.clock.pass_by(hours=1)
    engine.retry()
    engine.again.stop(SPOC, "ALERT1")
    engine.drain()
    assert set(engine.slots(engine.went()[1]).values()) == {"C"}
    assert engine.alert().status == "sent"
    engine.retry()
    engine.drain()
    assert set(engine.slots(engine.went()[2]).values()) == {"S"}
    assert max(engine.texts().values()) == 1


def test_only_what_is_on_its_way_can_be_stopped() -> None:
    engine = Sent()
    with pytest.raises(Conflict, match="Nothing of this alert"):
        engine.again.stop(SPOC, "ALERT1")


def test_an_alert_that_has_expired_or_was_never_sent_is_not_sent_again() -> None:
    engine = Sent()
    engine.clock.time = engine.alert().content.expires
    with pytest.raises(Conflict, match="expired"):
        engine.retry()
    other = Engine()
    other.approve(SPAN)
    with pytest.raises(Conflict, match="is approved"):
        other.make(Again).retry(SPOC, "ALERT1", 1)


def test_who_may_send_an_alert_again() -> None:
    alert = Sent().alert()
    assert "retry" in allowed(alert, AUTHOR)
    assert "retry" in allowed(alert, COLLEAGUE)
    assert "retry" in allowed(alert, CONTROL)
    assert not {"retry", "stop"} & {*allowed(alert, STRANGER), *allowed(alert, LIAISON)}
    with pytest.raises(Forbidden):
        Sent().again.retry(STRANGER, "ALERT1", alert.version)


@pytest.mark.parametrize("call", range(1, 40))
def test_a_planner_killed_at_any_request_retries_everybody_once(call: int) -> None:
    engine = Sent(most=1)
    engine.text.fails = {}
    engine.retry()
    body = engine.queue.bodies["plan"].pop(0)
    if not engine.table.survives(engine.task("plan", body), call):
        engine.queue.put("plan", [body])
    engine.drain()
    assert engine.slots(engine.went()[1]) == {a_sid(1): "S", a_sid(2): "S"}
    assert max(engine.texts().values()) == 1


def test_a_press_that_dies_at_any_request_is_a_retry_or_none() -> None:
    for call in range(1, 30):
        engine = Sent()
        engine.text.fails = {}
        ended = engine.table.survives(engine.retry, call)
        engine.drain()
        assert len(engine.went()) in ({2} if ended else {1, 2})
        assert max(engine.texts().values()) == 1
    assert ended


def test_rounds_follow_each_other_in_time_whatever_a_server_takes_for_now() -> None:
    engine = Sent()
    engine.text.fails[number(1)] = []
    engine.clock.time = NOW - timedelta(minutes=1)
    engine.retry()
    assert engine.went()[1].created_at > engine.went()[0].created_at
    assert engine.went()[0].id == a_sending().id


def test_those_who_joined_since_get_it_and_nobody_who_stood_in_a_round_before() -> None:
    engine = Sent(most=2)
    engine.text.fails = {}
    engine.settle(6, 7, 8)
    engine.again.joiners(AUTHOR, "ALERT1", engine.alert().version)
    engine.drain()
    joined = engine.went()[1]
    assert (joined.why, joined.of) == ("joiners", engine.went()[0].id)
    assert engine.slots(joined) == dict.fromkeys(map(a_sid, (6, 7, 8)), "S")
    assert engine.texts() == Counter(map(number, (4, 5, 6, 7, 8)))
    engine.settle(9)
    engine.again.joiners(AUTHOR, "ALERT1", engine.alert().version)
    engine.drain()
    engine.retry()
    engine.drain()
    assert engine.texts() == Counter(map(number, (1, 2, 4, 5, 6, 7, 8, 9)))


def test_who_joins_in_the_middle_of_such_a_round_is_neither_lost_nor_doubled() -> None:
    engine = Sent(most=2)
    engine.settle(6, 7, 8)
    engine.again.joiners(AUTHOR, "ALERT1", engine.alert().version)
    engine.table.overtake(lambda: engine.settle(9), ahead_of="commit")
    engine.drain()
    assert engine.slots(engine.went()[1]) == dict.fromkeys(map(a_sid, (6, 7, 8, 9)), "S")


def test_training_is_retried_as_training_and_reaches_nobody() -> None:
    engine = Sent()
    assert not engine.went()[0].again("X", "retry", NOW).training
    assert a_sending(training=True).again("X", "retry", NOW).training


def test_who_may_have_got_it_in_a_retry_that_died_is_not_retried_again() -> None:
    engine = Sent()
    engine.text.fails = {}
    engine.clock.pass_by(hours=1)
    engine.retry()

    def killed(name: str) -> None:
        raise Killed

    engine.text.before = killed
    with pytest.raises(Killed):
        engine.work()
    engine.text.before = lambda name: None
    engine.drain()
    assert set(engine.slots(engine.went()[1]).values()) == {"U"}
    with pytest.raises(Conflict, match="nobody to retry"):
        engine.retry()
