"""The sweep: what it wakes, and what it leaves in peace."""

from datetime import timedelta

from chalicelib.domain.alert import AlertStatus
from chalicelib.domain.delivery import Page, State
from chalicelib.domain.request import Challenge, Request
from chalicelib.domain.sending import SendingStatus
from chalicelib.stores import keys
from chalicelib.stores.items import item_of
from tests.engine import Engine
from tests.factories import NOW, a_contact, a_page, a_range, a_sending, an_alert

OUT, PAGE = a_sending().id, a_page().id
BODY = {"sending": OUT, "page": PAGE}


def milliseconds(seconds: float) -> int:
    return int((NOW + timedelta(seconds=seconds)).timestamp() * 1000)


def put(engine: Engine, page: Page, **changes: object) -> State:
    """Change the state of a page as a worker would have left it."""
    was = engine.sendings.state(page.sending, page.id)
    engine.table.commit(engine.sendings.save_state(was.but(**changes), was))
    return engine.sendings.state(page.sending, page.id)


def released(**changes: object) -> Engine:
    engine = Engine()
    engine.people(a_contact(n) for n in (1, 2, 3))
    engine.release(a_page(), **changes)
    return engine


def test_a_page_whose_message_was_lost_is_queued_again_after_a_minute_in_an_idle_lane() -> None:
    engine = released()
    engine.clock.pass_by(seconds=59)
    engine.sweep.run()
    assert not engine.queue.take("routine")
    engine.clock.pass_by(seconds=1)
    engine.sweep.run()
    assert engine.queue.take("routine") == [BODY]


def test_a_lane_that_is_moving_is_left_in_peace() -> None:
    engine = released()
    other = a_page(id="text#0001#0000")
    engine.sendings.add_page(other)
    put(engine, other, fence=1, lease_until=milliseconds(150))
    engine.clock.pass_by(minutes=2)
    engine.sweep.run()
    assert not engine.queue.take("routine")


def test_the_page_of_a_dead_worker_is_queued_even_while_its_lane_moves() -> None:
    engine = released()
    other = a_page(id="text#0001#0000")
    engine.sendings.add_page(other)
    put(engine, other, fence=1, lease_until=milliseconds(150))
    put(engine, a_page(), slots="aww", fence=1, lease_until=milliseconds(60))
    engine.clock.pass_by(minutes=2)
    engine.sweep.run()
    assert engine.queue.take("routine") == [BODY]


def test_a_deferred_page_is_queued_once_its_time_has_come_and_not_each_minute() -> None:
    engine = released()
    other = a_page(id="text#0001#0000")
    engine.sendings.add_page(other)
    put(engine, other, fence=1, lease_until=milliseconds(900))
    put(engine, a_page(), fence=1, due=milliseconds(300))
    queued = []
    for _ in range(8):
        engine.clock.pass_by(minutes=1)
        engine.sweep.run()
        queued.append(engine.queue.take("routine"))
    assert queued == [[], [], [], [], [BODY], [], [], []]


def test_a_final_page_that_nobody_recorded_is_recorded_and_closed() -> None:
    engine = released()
    engine.delivery.deliver(OUT, PAGE)
    engine.queue.take("record")
    engine.clock.pass_by(minutes=2)
    engine.sweep.run()
    assert engine.queue.bodies["record"] == [BODY]
    engine.work()
    head = engine.sendings.load(OUT)
    assert head
    assert head.status is SendingStatus.CLOSED


def test_a_sending_complete_but_not_closed_is_closed() -> None:
    engine = released()
    put(engine, a_page(), slots="SSS", recorded=milliseconds(1))
    engine.sweep.run()
    head = engine.sendings.load(OUT)
    assert head
    assert head.status is SendingStatus.CLOSED


def test_ranges_nobody_planned_are_queued_and_then_the_release() -> None:
    engine = Engine()
    engine.approve(a_range(n=0), a_range(n=1))
    engine.queue.take("plan")
    engine.sweep.run()
    assert not engine.queue.take("plan"), "too early: they are on their way"
    engine.clock.pass_by(minutes=2)
    engine.sendings.finish(a_range(n=0))
    engine.sweep.run()
    assert engine.queue.take("plan") == [{"task": "range", "sending": OUT, "range": 1}]
    engine.sendings.finish(a_range(n=1))
    engine.clock.pass_by(minutes=2)
    engine.sweep.run()
    assert engine.queue.take("plan") == [{"task": "release", "sending": OUT}]


def asked(engine: Engine, minutes: int, without: range = range(0)) -> list[int]:
    """Run the sweep each minute, but in some, and answer at which it asked for planning."""
    found = []
    for minute in range(1, minutes + 1):
        engine.clock.pass_by(minutes=1)
        if minute not in without:
            engine.sweep.run()
        if engine.queue.take("plan"):
            found.append(minute)
    return found


def test_a_planner_at_work_is_given_time_before_another_is_asked_for() -> None:
    engine = Engine()
    engine.approve(a_range())
    engine.queue.take("plan")
    assert asked(engine, 62) == [2, 4, 8, 16, 31, 46, 61]


def test_a_round_that_was_left_out_delays_the_asking_and_does_not_lose_it() -> None:
    engine = Engine()
    engine.approve(a_range())
    engine.queue.take("plan")
    assert asked(engine, 30, without=range(4, 7)) == [2, 7, 14, 28]


def test_a_sweep_killed_while_it_asks_asks_again_at_the_next_round() -> None:
    for point in range(1, 12):
        engine = Engine()
        engine.approve(a_range())
        engine.queue.take("plan")
        engine.clock.pass_by(minutes=2)
        engine.table.survives(engine.sweep.run, point)
        early = engine.queue.take("plan")
        engine.clock.pass_by(minutes=1)
        engine.sweep.run()
        assert early or engine.queue.take("plan")


def test_an_alert_cancelled_while_the_sweep_asks_stays_cancelled() -> None:
    engine = Engine()
    engine.approve(a_range())
    engine.clock.pass_by(minutes=2)
    was = engine.sendings.load(OUT)
    assert was
    cancelled = was.but(cancelled_at=NOW)
    engine.table.overtake(lambda: engine.table.commit(engine.sendings.save(cancelled, was)), "commit")
    engine.sweep.run()
    assert engine.sendings.load(OUT) == cancelled


def test_an_alert_whose_time_is_over_expires_and_whoever_waits_is_skipped() -> None:
    engine = Engine()
    alert = an_alert(status=AlertStatus.SENDING, sending=OUT)
    engine.table.items[keys.alert(alert.id)] = item_of(alert, keys.alert(alert.id))
    engine.release(a_page(), alert=alert.id, expires_at=NOW + timedelta(minutes=5))
    engine.clock.pass_by(minutes=5)
    engine.sweep.run()
    engine.work()
    found = engine.alerts.load(alert.id)
    assert found
    assert found.status is AlertStatus.EXPIRED
    assert engine.sendings.state(OUT, PAGE).slots == "XXX"


def test_a_request_that_nobody_answered_is_asked_for_again() -> None:
    engine = Engine()
    challenges = tuple(
        Challenge(channel=channel, address="x", issued_at=NOW) for channel in ("text", "email")
    )
    request = Request(id="REQ1", purpose="sign-up", at=NOW, challenges=challenges)
    engine.table.commit(engine.requests.add(request))
    engine.sweep.run()
    assert not engine.queue.take("plan")
    engine.clock.pass_by(minutes=2)
    engine.sweep.run()
    assert engine.queue.take("plan") == [
        {"task": "request", "request": "REQ1", "channel": "text"},
        {"task": "request", "request": "REQ1", "channel": "email"},
    ]


def test_what_was_written_for_later_is_planned_at_its_time_and_not_before() -> None:
    engine = Engine()
    engine.approve(a_range())
    engine.queue.take("plan")
    was = engine.sendings.load(OUT)
    assert was
    engine.table.commit(engine.sendings.save(was.but(starts_at=NOW + timedelta(minutes=90)), was))
    assert asked(engine, 120) == [90, 92, 94, 98, 106]


def test_what_is_cancelled_before_its_time_ends_at_once() -> None:
    engine = Engine()
    engine.approve(a_range())
    engine.queue.take("plan")
    was = engine.sendings.load(OUT)
    assert was
    later = was.but(starts_at=NOW + timedelta(days=3), cancelled_at=NOW)
    engine.table.commit(engine.sendings.save(later, was))
    assert asked(engine, 1) == [1]


def test_those_who_rest_until_the_morning_are_settled_once_the_alert_has_stopped() -> None:
    engine = released(expires_at=NOW + timedelta(minutes=30))
    put(engine, a_page(), due=milliseconds(8 * 3600))
    engine.clock.pass_by(minutes=29)
    engine.sweep.run()
    assert not engine.queue.take("routine")
    engine.clock.pass_by(minutes=1)
    engine.sweep.run()
    assert engine.queue.bodies["routine"] == [BODY]
    engine.work()
    assert engine.sendings.state(OUT, PAGE).slots == "XXX"
