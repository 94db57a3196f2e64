"""Reach: who was to be sent an alert, who was, who answered it, and who has had enough for a week."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.bitmap import Marks
from chalicelib.domain.delivery import total
from chalicelib.domain.errors import PermanentFailure
from chalicelib.domain.reach import Reach, capped, pressed
from chalicelib.services.sending.reached import Reached
from chalicelib.stores import keys
from chalicelib.stores.reaches import ReachStore
from tests.engine import Engine
from tests.factories import (
    DISTRICT,
    NOW,
    a_contact,
    a_content,
    a_force,
    a_place,
    a_range,
    a_sending,
    a_sid,
    a_subscriber,
    an_address,
)
from tests.fakes import MemoryTable

SPAN = a_range(n=0, runs=(("G#u10hb", "u10hb0", "u10hb7~"),))
EVERYBODY = 0b111_1110


def bitmap(*numbers: int) -> int:
    return sum(1 << number for number in numbers)


def a_reach(*numbers: int, **changes: object) -> Reach:
    return Reach(
        sending="OUT1",
        alert="ALERT1",
        at=NOW,
        channel="text",
        priority="standard",
        numbers=pressed(bitmap(*numbers)),
    ).but(**changes)


def a_town(*, training: bool = False, **content: object) -> Engine:
    """Six people with both channels in one range, and an approved alert to them."""
    engine = Engine()
    for n in range(1, 7):
        person = a_subscriber(n, places=(a_place(n, geohash=f"u10hb{n}000"),))
        for write in engine.subscribers.add(person, person.contact):
            assert write.item
            engine.table.items[write.key] = write.item
    engine.approve(SPAN, content=a_content(**content), training=training)
    if training:
        engine.table.items[keys.sending(a_sending().id)]["training"] = True
    return engine


def plan(engine: Engine) -> None:
    while engine.queue.bodies["plan"]:
        engine.task("plan", engine.queue.bodies["plan"].pop(0))()


@given(st.sets(st.integers(0, 40_000), max_size=40), st.integers(0, 40_000))
def test_marks_are_a_set_of_numbers(numbers: set[int], other: int) -> None:
    marks = Marks()
    assert all(marks.add(number) for number in numbers)
    assert not any(marks.add(number) for number in numbers)
    assert (other in marks) == (other in numbers)
    assert marks.bits() == bitmap(*numbers)
    assert all(number in Marks(marks.bits()) for number in numbers)


def test_at_release_all_who_wait_are_kept_and_at_closing_those_who_were_sent_to() -> None:
    engine = a_town()
    plan(engine)
    assert engine.reaches.of("ALERT1") == EVERYBODY
    engine.people([a_contact(2, addresses=a_contact(2).addresses[1:])])
    engine.email.fails["person2@example.org"] = [PermanentFailure("invalid-address")]
    engine.work()
    assert engine.reaches.of("ALERT1") == EVERYBODY - bitmap(2)
    assert engine.reaches.of("ALERT2") == 0


def test_a_channel_on_which_nobody_was_reached_in_the_end_keeps_none_of_those_who_were_meant() -> None:
    engine = a_town()
    plan(engine)
    for n in range(1, 7):
        engine.email.fails[f"person{n}@example.org"] = [PermanentFailure("invalid-address")]
        engine.text.fails[f"+4470000{n:05d}"] = [PermanentFailure("invalid-number")]
    engine.work()
    assert engine.reaches.of("ALERT1") == 0


def test_whoever_stands_twice_is_reached_on_the_channel_that_is_theirs_and_on_no_other() -> None:
    engine = a_town()
    plan(engine)
    head, states = engine.sendings.load(a_sending().id), engine.sendings.states(a_sending().id)
    assert head
    (page,) = [state for state in states if len(state.slots) == 6]
    doubled = [page.but(slots="DSSSSS")]
    engine.table.commit(*Reached(engine.sendings, engine.reaches).writes(head, doubled, "SU"))
    first = engine.sendings.page(head.id, page.page).recipients[0].number
    assert engine.reaches.of("ALERT1") == EVERYBODY - bitmap(first)


def test_training_reaches_nobody() -> None:
    engine = a_town(training=True)
    plan(engine)
    assert engine.reaches.of("ALERT1") == 0
    engine.work()
    assert engine.reaches.of("ALERT1") == 0


def test_a_cancelled_alert_reaches_nobody() -> None:
    engine = a_town()
    head = engine.sendings.load(a_sending().id)
    assert head
    engine.table.commit(engine.sendings.save(head.but(cancelled_at=NOW), head))
    plan(engine)
    assert engine.reaches.of("ALERT1") == 0
    engine.work()
    assert engine.reaches.of("ALERT1") == 0


def test_those_who_had_five_texts_in_a_week_get_no_other_unless_it_is_urgent() -> None:
    for priority, expected in (("standard", [a_sid(1), a_sid(2)]), ("urgent", [])):
        engine = a_town(priority=priority)
        for n in (1, 2, 3):
            person = a_subscriber(
                n,
                contact=a_contact(n, addresses=(an_address(value=f"+4470000{n:05d}"),)),
                places=(a_place(n, geohash=f"u10hb{n}000"),),
            )
            for write in engine.subscribers.add(person, person.contact):
                assert write.item
                engine.table.items[write.key] = write.item
        for n in range(5):
            numbers = (1, 2, 3, 4) if n else (1, 2, 4)
            sent = a_reach(*numbers, sending=f"S{n}", alert=f"B{n}", at=NOW - timedelta(days=n))
            engine.table.commit(*engine.reaches.put([sent]))
        plan(engine)
        stamped = {
            r.sid: letter
            for page in engine.sendings.pages(a_sending().id)
            for r, letter in zip(page.recipients, page.stamps, strict=True)
        }
        held = [sid for sid, letter in stamped.items() if letter == "L"]
        assert held == expected
        assert sum(total(engine.sendings.states(a_sending().id)).values()) == 6


def test_a_force_without_a_limit_holds_nobody_back() -> None:
    assert a_force().texting.weekly_cap == 5
    assert a_force(texting=a_force().texting.but(weekly_cap=None)).texting.weekly_cap is None


def test_only_texts_of_the_last_seven_days_that_were_not_urgent_count() -> None:
    week = timedelta(days=7)
    old, urgent, email = (
        a_reach(1, at=NOW - week),
        a_reach(1, priority="urgent"),
        a_reach(1, channel="email"),
    )
    younger = a_reach(1, 2, at=NOW - week + timedelta(seconds=1))
    assert capped([old, urgent, email], NOW, 1) == 0
    assert capped([old, urgent, email, younger], NOW, 1) == bitmap(1, 2)
    assert capped([younger, a_reach(2)], NOW, 2) == bitmap(2)
    assert capped([a_reach(1, at=NOW + timedelta(seconds=1))], NOW, 1) == 0


@given(st.lists(st.sets(st.integers(0, 30)), max_size=9), st.integers(1, 5))
def test_who_had_so_many_texts_is_counted_person_by_person(sent: list[set[int]], most: int) -> None:
    reaches = [a_reach(*numbers) for numbers in sent]
    expected = [n for n in range(31) if sum(n in numbers for numbers in sent) >= most]
    assert capped(reaches, NOW, most) == bitmap(*expected)


def test_the_store_finds_a_weeks_reach_across_the_turn_of_the_week_and_an_alerts_by_its_id() -> None:
    store = ReachStore(MemoryTable())
    table = store.table
    for n, days in enumerate((0, 3, 6, 8)):
        sent = a_reach(1, 2 + n, sending=f"S{n}", alert=f"A{n}", at=NOW - timedelta(days=days))
        table.commit(*store.put([sent, sent.but(channel="email", numbers=pressed(bitmap(9)))]))
    assert store.capped(NOW, 3) == bitmap(1)
    assert store.capped(NOW, 4) == 0
    assert store.of("A3") == bitmap(1, 5, 9)
    table.commit(*store.put([a_reach(7, sending="S0", alert="A0")]))
    assert store.of("A0") == bitmap(7, 9)


def test_who_answered_is_kept_once_however_often_they_did() -> None:
    store = ReachStore(MemoryTable())
    for number in (3, 70_000, 3):
        store.table.commit(store.answer("ALERT1", number))
    assert store.answered("ALERT1") == bitmap(3, 70_000)
    assert store.answered("ALERT2") == 0


def test_a_later_audience_is_chosen_by_who_had_and_who_answered_an_earlier_alert() -> None:
    engine = a_town(
        audience=Audience(
            include=Areas(districts=(DISTRICT,)),
            require=Choice(received=("EARLIER",)),
            exclude=Choice(answered=("EARLIER",)),
        )
    )
    engine.table.commit(*engine.reaches.put([a_reach(1, 2, 3, alert="EARLIER", sending="S0")]))
    engine.table.commit(engine.reaches.answer("EARLIER", 2))
    plan(engine)
    assert engine.reaches.of("ALERT1") == bitmap(1, 3)
