"""Planning and the gate: who gets which page, and what is decided there."""

from datetime import timedelta

import pytest

from chalicelib.domain.alert import AlertStatus
from chalicelib.domain.delivery import Recipient, total
from chalicelib.domain.errors import NotFound
from chalicelib.domain.sending import SendingStatus
from chalicelib.domain.subscriber import Subscriber
from tests.engine import Engine
from tests.factories import (
    NOW,
    WARD,
    a_contact,
    a_content,
    a_page,
    a_place,
    a_range,
    a_sending,
    a_sid,
    a_subscriber,
)

SPANS = (
    a_range(n=0, runs=(("G#u10hb", "u10hb0", "u10hb3~"),)),
    a_range(n=1, runs=(("G#u10hb", "u10hb4", "u10hb7~"),)),
)


def settle(engine: Engine, *people: Subscriber) -> None:
    for person in people:
        for write in engine.subscribers.add(person, person.contact):
            assert write.item
            engine.table.items[write.key] = write.item


def townsfolk(count: int) -> list[Subscriber]:
    """People spread over both ranges, each in a place of their own."""
    return [
        a_subscriber(n, places=(a_place(n, geohash=f"u10hb{n % 8}{n:03d}"),)) for n in range(1, count + 1)
    ]


def plan(engine: Engine) -> None:
    """Do what waits on the plan queue, and nothing that sends."""
    while engine.queue.bodies["plan"]:
        engine.task("plan", engine.queue.bodies["plan"].pop(0))()


def test_everybody_stands_on_one_page_and_the_pages_wait_in_their_lane() -> None:
    engine = Engine(most=3)
    settle(engine, *townsfolk(10))
    engine.approve(*SPANS)
    plan(engine)
    pages = list(engine.sendings.pages(a_sending().id))
    assert sorted(r.sid for page in pages for r in page.recipients) == [a_sid(n) for n in range(1, 11)]
    assert all(r.ward == WARD for page in pages for r in page.recipients)
    assert {str(body["page"]) for body in engine.queue.bodies["routine"]} == {
        p.id for p in pages if p.recipients
    }
    head, alert = engine.sendings.load(a_sending().id), engine.alerts.load("ALERT1")
    assert head
    assert alert
    assert (head.status, alert.status) == (SendingStatus.RELEASED, AlertStatus.SENDING)
    assert [entry.action for entry in engine.alerts.log("ALERT1")] == ["sending"]


def test_nothing_is_released_while_a_range_is_not_planned() -> None:
    engine = Engine()
    settle(engine, *townsfolk(4))
    engine.approve(*SPANS)
    engine.gate.release(a_sending().id)
    head = engine.sendings.load(a_sending().id)
    assert head
    assert head.status is SendingStatus.PLANNING
    assert not engine.queue.bodies["routine"]


def test_what_is_known_when_planning_is_stamped_on_the_slot() -> None:
    engine = Engine()
    here, later = a_place(1), NOW + timedelta(days=7)
    contacts = {
        "w": a_contact(1),
        "H": a_contact(2, paused_until=later),
        "M": a_contact(3, mutes=("alert",)),
        "N": a_contact(4, addresses=()),
    }
    for n, contact in enumerate(contacts.values(), 1):
        place = here.but(sid=a_sid(n), geohash=f"u10hb0{n:03d}")
        settle(engine, a_subscriber(n, contact=contact, places=(place,)))
    engine.approve(*SPANS)
    plan(engine)
    stamps = {
        r.sid: s
        for p in engine.sendings.pages(a_sending().id)
        for r, s in zip(p.recipients, p.stamps, strict=True)
    }
    assert stamps == {a_sid(n): letter for n, letter in enumerate(contacts, 1)}


def test_an_urgent_alert_goes_by_text_and_any_other_by_email_where_a_person_has_both() -> None:
    for priority, channel in (("urgent", "text"), ("standard", "email")):
        engine = Engine()
        settle(engine, a_subscriber())
        engine.approve(*SPANS, content=a_content(priority=priority))
        plan(engine)
        assert [p.channel for p in engine.sendings.pages(a_sending().id) if p.recipients] == [channel]


def test_a_person_with_places_in_two_ranges_is_planned_once() -> None:
    engine = Engine()
    homes = (a_place(1, geohash="u10hb6000"), a_place(1, geohash="u10hb1000").but(n=1))
    settle(engine, a_subscriber(1, places=homes))
    engine.approve(*SPANS)
    plan(engine)
    assert [r.sid for p in engine.sendings.pages(a_sending().id) for r in p.recipients] == [a_sid(1)]


def test_a_crowd_that_joins_between_planning_and_release_is_missed_by_nobody() -> None:
    engine = Engine(most=3)
    engine.approve(*SPANS)
    for span in SPANS:
        engine.planning.plan(a_sending().id, span.n)
    settle(engine, *townsfolk(10))
    plan(engine)
    pages = engine.sendings.pages(a_sending().id)
    assert sorted(r.sid for page in pages for r in page.recipients) == [a_sid(n) for n in range(1, 11)]


def test_a_cancelled_sending_is_released_all_the_same_so_that_every_slot_ends() -> None:
    engine = Engine()
    settle(engine, *townsfolk(4))
    engine.approve(*SPANS)
    head = engine.sendings.load(a_sending().id)
    assert head
    engine.table.commit(engine.sendings.save(head.but(cancelled_at=NOW), head))
    engine.work()
    counts = total(engine.sendings.states(head.id))
    assert counts == {**dict.fromkeys(counts, 0), "skipped": 4}
    assert not engine.email.sent


def test_an_audience_without_people_is_over_at_the_next_sweep() -> None:
    engine = Engine()
    engine.approve(*SPANS)
    engine.work()
    engine.sweep.run()
    alert = engine.alerts.load("ALERT1")
    assert alert
    assert alert.status is AlertStatus.SENT


def test_a_second_release_only_puts_the_unfinished_pages_into_the_queue_again() -> None:
    engine = Engine()
    settle(engine, *townsfolk(4))
    engine.approve(*SPANS)
    plan(engine)
    before = dict(engine.table.items)
    first = engine.queue.take("routine")
    engine.gate.release(a_sending().id)
    assert engine.queue.take("routine") == first
    assert engine.table.items == before


def test_planning_a_sending_without_an_alert_is_refused() -> None:
    engine = Engine()
    engine.release(a_page(), status=SendingStatus.PLANNING)
    with pytest.raises(NotFound):
        engine.planning.plan(a_sending().id, 0)


def test_two_planners_that_disagree_go_on_from_the_page_that_was_stored_first() -> None:
    engine = Engine()
    first = a_page(recipients=(Recipient(a_sid(1)),), stamps="w")
    second = a_page(recipients=(Recipient(a_sid(2)),), stamps="w", end="elsewhere")
    assert engine.sendings.add_page(first) == first
    assert engine.sendings.add_page(second) == first


def test_a_gate_that_comes_late_leaves_the_states_to_the_workers() -> None:
    """Two gates; the other released and a worker sends while this one still looks at those on two pages."""
    engine = Engine()
    (person,) = townsfolk(1)
    settle(engine, person)
    engine.approve(*SPANS)
    engine.planning.plan(a_sending().id, 0)
    moved = person.but(places=(a_place(1, geohash="u10hb5001"),))
    settle(engine, moved)
    engine.planning.plan(a_sending().id, 1)
    states = engine.sendings.states(a_sending().id)
    assert len(states) == 2
    written: list[str] = []

    def other() -> None:
        engine.gate.release(a_sending().id)
        engine.table.before = written.append

    engine.table.overtake(other, ahead_of="commit")
    engine.gate.release(a_sending().id)
    assert "commit" not in written
    assert sorted(state.slots for state in engine.sendings.states(a_sending().id)) == ["D", "w"]


def test_of_two_slots_the_one_that_waits_is_kept() -> None:
    engine = Engine()
    engine.approve(*SPANS)
    (person,) = townsfolk(1)
    settle(engine, person.but(contact=person.contact.but(mutes=("alert",))))
    engine.planning.plan(a_sending().id, 0)
    settle(engine, person.but(places=(a_place(1, geohash="u10hb5001"),)))
    engine.planning.plan(a_sending().id, 1)
    engine.gate.release(a_sending().id)
    assert [state.slots for state in engine.sendings.states(a_sending().id)] == ["D", "w"]


def test_a_second_planner_in_the_evening_chooses_the_channels_of_the_day_on_which_it_began() -> None:
    engine = Engine(most=1)
    for n in (1, 2, 3):
        contact = a_contact(n, order={"standard/evening": ("text",)})
        place = a_place(n, geohash=f"u10hb0{n:03d}")
        settle(engine, a_subscriber(n, contact=contact, places=(place,)))
    engine.approve(*SPANS)
    began = engine.queue.bodies["plan"].pop(0)
    engine.clock.pass_by(hours=10)
    engine.task("plan", began)()
    plan(engine)
    pages = [page for page in engine.sendings.pages(a_sending().id) if page.recipients]
    assert [page.channel for page in pages] == ["email"] * 3
