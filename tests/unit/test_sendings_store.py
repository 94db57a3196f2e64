"""Sendings in the table: found by code, listed while open, never overwritten unseen."""

import pytest

from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.sending import SendingStatus
from tests.engine import Engine
from tests.factories import NOW, a_contact, a_page, a_sending, a_sid, some_forms

OUT = a_sending().id


def test_a_sending_is_found_by_the_code_in_its_messages() -> None:
    engine = Engine()
    sending = engine.release(a_page())
    assert engine.sendings.by_code(sending.code) == sending
    assert engine.sendings.by_code("NOTACODE") is None


def test_the_same_sending_is_added_once() -> None:
    engine = Engine()
    sending, page = a_sending(lane="direct", why="code"), a_page(1)
    engine.table.commit(*engine.sendings.add_one(sending, some_forms(), page))
    with pytest.raises(Conflict):
        engine.table.commit(*engine.sendings.add_one(sending, some_forms(), page))


def test_a_sending_is_listed_until_it_is_closed() -> None:
    engine = Engine()
    sending = engine.release(a_page())
    assert engine.sendings.open(NOW) == [sending]
    closed = sending.but(status=SendingStatus.CLOSED, closed_at=NOW)
    engine.table.commit(engine.sendings.save(closed, sending))
    assert engine.sendings.open(NOW) == []


def test_a_cancel_and_a_release_cannot_overwrite_each_other() -> None:
    engine = Engine()
    was = engine.release(status=SendingStatus.PLANNING)
    engine.table.commit(engine.sendings.save(was.but(cancelled_at=NOW), was))
    with pytest.raises(Conflict):
        engine.table.commit(engine.sendings.save(was.but(status=SendingStatus.RELEASED), was))


def test_a_state_cannot_be_written_under_a_fence_that_has_gone() -> None:
    engine = Engine()
    engine.release(a_page())
    was = engine.sendings.state(OUT, a_page().id)
    engine.table.commit(engine.sendings.save_state(was.leased(resend=False), was))
    with pytest.raises(Conflict):
        engine.table.commit(engine.sendings.save_state(was.leased(resend=False), was))


def test_a_lease_is_not_taken_over_what_its_holder_has_settled_since_it_was_read() -> None:
    engine = Engine()
    page = a_page()
    engine.release(page)
    first = engine.sendings.state(OUT, page.id)
    held = first.leased(resend=False).move({0: "a"}).but(lease_until=60_000)
    engine.table.commit(engine.sendings.save_state(held, first))
    settled = held.move({0: "S"})
    engine.table.commit(engine.sendings.save_state(settled, held))
    taken = held.leased(resend=True)
    with pytest.raises(Conflict):
        engine.table.commit(engine.sendings.save_state(taken, held))
    assert engine.sendings.state(OUT, page.id).slots == "Sww"


def test_a_page_of_nobody_only_ends_its_chain_and_has_no_state() -> None:
    engine = Engine()
    engine.release(a_page(0))
    assert [page.id for page in engine.sendings.pages(OUT)] == [a_page().id]
    assert engine.sendings.states(OUT) == []
    with pytest.raises(NotFound):
        engine.sendings.job(OUT, a_page().id)


def test_a_snapshot_reads_head_contacts_and_traffic_in_one_call() -> None:
    engine = Engine()
    engine.people([a_contact(1)])
    sending = engine.release(a_page())
    traffic = engine.traffics.load("text")
    engine.table.calls.clear()
    found = engine.sendings.snapshot(OUT, "text", [a_sid(1), a_sid(2)])
    assert found == (sending, {a_sid(1): a_contact(1)}, traffic)
    assert engine.sendings.snapshot("other", "email", []) == (None, {}, None)
    engine.table.calls["get_many"] -= 1
    assert engine.table.calls == {"get_many": 1}
