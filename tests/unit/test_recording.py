"""Recording and closing: history, facts, and the end of a sending."""

from collections.abc import Iterator
from functools import partial
from random import Random

import pytest

from chalicelib.domain.alert import AlertStatus
from chalicelib.domain.delivery import mark
from chalicelib.domain.errors import PermanentFailure
from chalicelib.domain.sending import Sending, SendingStatus
from chalicelib.domain.subscriber import AddressState
from chalicelib.ports import Item
from chalicelib.stores import keys
from chalicelib.stores.items import item_of
from tests.engine import Engine
from tests.factories import NOW, a_contact, a_page, a_sending, a_sid, an_alert

OUT, PAGE = a_sending().id, a_page().id


def delivered(**changes: object) -> Engine:
    """Three people: sent, failed, opted out; the page waits to be recorded."""
    engine = Engine()
    stopped = tuple(address.but(state=AddressState.OPTED_OUT) for address in a_contact(3).addresses)
    engine.people([a_contact(1), a_contact(2), a_contact(3, addresses=stopped)])
    engine.text.fails = {"+447000000002": [PermanentFailure("invalid-number")]}
    engine.release(a_page(), **changes)
    engine.delivery.deliver(OUT, PAGE)
    return engine


def head(engine: Engine) -> Sending:
    found = engine.sendings.load(OUT)
    assert found
    return found


def test_history_holds_who_was_sent_to_or_should_have_been_and_nobody_else() -> None:
    engine = delivered(invites_reply=True)
    engine.recording.record(OUT, PAGE)
    (row,) = engine.subscribers.history(a_sid(1), 10)
    assert (row.at, row.channel, row.status, row.invites_reply) == (NOW, "text", "sent", True)
    assert row.mark == mark("text-00000001")
    (failed,) = engine.subscribers.history(a_sid(2), 10)
    assert (failed.status, failed.reason) == ("failed", "the address is not valid")
    assert engine.subscribers.history(a_sid(3), 10) == []


def test_a_code_leaves_no_history_because_its_reader_may_never_confirm() -> None:
    engine = delivered(why="code")
    engine.recording.record(OUT, PAGE)
    assert engine.subscribers.history(a_sid(1), 10) == []


def test_facts_count_the_page_without_a_person_in_them() -> None:
    engine = delivered()
    engine.recording.record(OUT, PAGE)
    deliveries, recipients = list(engine.facts.of("2026-W10"))
    assert deliveries.dimensions == {"channel": "text", "unit": "control-room", "why": "alert"}
    assert deliveries.counts == {"sent": 1, "failed": 1, "skipped": 1}
    assert recipients.counts == {"people": 3}


def test_a_page_recorded_twice_counts_once_and_in_the_week_of_the_first_time() -> None:
    engine = delivered()
    engine.recording.record(OUT, PAGE)
    engine.clock.pass_by(days=8)
    engine.recording.record(OUT, PAGE)
    assert len(list(engine.facts.of("2026-W10"))) == 2
    assert not list(engine.facts.of("2026-W11"))
    assert len(engine.subscribers.history(a_sid(1), 10)) == 1


def test_a_recorder_killed_anywhere_is_made_good_by_the_next() -> None:
    for point in range(1, 12):
        engine = delivered()
        if not engine.table.survives(partial(engine.recording.record, OUT, PAGE), point):
            engine.clock.pass_by(days=8)
            engine.recording.record(OUT, PAGE)
        facts = [*engine.facts.of("2026-W10"), *engine.facts.of("2026-W11")]
        assert len(facts) == 2
        assert len(engine.subscribers.history(a_sid(1), 10)) == 1
        assert head(engine).status is SendingStatus.CLOSED


def test_a_page_that_is_not_final_is_not_recorded() -> None:
    engine = Engine()
    engine.release(a_page())
    engine.recording.record(OUT, PAGE)
    assert not engine.sendings.state(OUT, PAGE).recorded


def test_a_sending_closes_with_its_last_page_and_its_alert_is_sent() -> None:
    engine = Engine()
    engine.people(a_contact(n) for n in (1, 2, 3))
    alert = an_alert(status=AlertStatus.SENDING, sending=OUT)
    engine.table.items[keys.alert(alert.id)] = item_of(alert, keys.alert(alert.id))
    pages = [a_page(2), a_page(1, id="text#0001#0000")]
    engine.release(*pages, alert=alert.id)
    for page in pages:
        assert head(engine).status is SendingStatus.RELEASED
        engine.delivery.deliver(OUT, page.id)
        engine.recording.record(OUT, page.id)
    closed, sent = head(engine), engine.alerts.load(alert.id)
    assert (closed.status, closed.closed_at) == (SendingStatus.CLOSED, engine.clock.now())
    assert sent
    assert sent.status is AlertStatus.SENT
    assert not engine.sendings.open(NOW)


@pytest.mark.parametrize("status", [AlertStatus.CANCELLED, AlertStatus.EXPIRED])
def test_an_alert_that_was_cancelled_or_expired_stays_so_when_its_sending_closes(status: AlertStatus) -> None:
    engine = Engine()
    alert = an_alert(status=status, sending=OUT)
    engine.table.items[keys.alert(alert.id)] = item_of(alert, keys.alert(alert.id))
    engine.release(a_page(), alert=alert.id, cancelled_at=NOW)
    engine.delivery.deliver(OUT, PAGE)
    engine.recording.record(OUT, PAGE)
    found = engine.alerts.load(alert.id)
    assert found
    assert found.status is status
    assert head(engine).status is SendingStatus.CLOSED


def test_a_recorder_looks_at_a_few_states_and_at_all_of_them_only_where_it_was_the_last() -> None:
    """However many there are and in whatever order they finish."""
    engine, pages = Engine(), [a_page(1, id=f"text#0000#{n:04d}") for n in range(200)]
    engine.people([a_contact(1)])
    engine.release(*pages)
    for page in pages:
        engine.delivery.deliver(OUT, page.id)
    order, looked = Random(7).sample(pages, len(pages)), list[int]()
    query = engine.table.query

    def counted(*args: object, **named: object) -> Iterator[Item]:
        items = list(query(*args, **named))
        looked.append(len(items))
        return iter(items)

    engine.table.query = counted
    for page in order:
        engine.recording.record(OUT, page.id)
    assert head(engine).status is SendingStatus.CLOSED
    assert sum(looked) < 30 * len(pages)


@pytest.mark.parametrize("last", [0, 15, 16, 17, 47, 48, 99])
@pytest.mark.parametrize("own", [0, 15, 16, 50, 99])
def test_one_state_that_is_not_over_is_found_wherever_it_stands(own: int, last: int) -> None:
    engine = Engine()
    pages = [a_page(1, id=f"text#{n // 10:04d}#{n % 10:04d}", stamps="S") for n in range(100)]
    engine.release(*pages)
    for page in pages:
        was = engine.sendings.state(OUT, page.id)
        engine.table.commit(engine.sendings.save_state(was.but(recorded=page is not pages[last]), was))
    assert not engine.sendings.over(OUT, pages[own].id)
    was = engine.sendings.state(OUT, pages[last].id)
    engine.table.commit(engine.sendings.save_state(was.but(recorded=1), was))
    assert engine.sendings.over(OUT, pages[own].id)
