"""Quiet hours: whom they hold, until when, and who passes them."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain.errors import TemporaryFailure
from chalicelib.domain.force import Force
from chalicelib.domain.quiet import held_until
from chalicelib.domain.subscriber import Contact
from tests.engine import Engine
from tests.factories import NOW, a_contact, a_force, a_page, a_sending

NIGHT = ("22:00", "07:00")
LATE = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
MORNING = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
OUT, PAGE = a_sending().id, a_page().id


def quiet(
    contact: Contact, now: datetime = LATE, channel: str = "text", **sending: object
) -> datetime | None:
    return held_until(a_sending(**sending), contact, channel, None, now)


@pytest.mark.parametrize("channel", ["text", "email"])
def test_a_person_rests_in_their_own_quiet_hours_on_every_channel(channel: str) -> None:
    contact = a_contact(quiet_hours=NIGHT)
    assert quiet(contact, channel=channel) == MORNING
    assert quiet(contact, MORNING, channel) is None


def test_the_quiet_hours_of_the_force_are_for_texts_that_are_not_urgent() -> None:
    contact = a_contact()
    assert held_until(a_sending(), contact, "text", NIGHT, LATE) == MORNING
    assert held_until(a_sending(), contact, "email", NIGHT, LATE) is None
    assert held_until(a_sending(priority="urgent"), contact, "text", NIGHT, LATE) is None


def test_what_is_urgent_wakes_only_who_chose_so() -> None:
    assert quiet(a_contact(quiet_hours=NIGHT), priority="urgent") == MORNING
    assert quiet(a_contact(quiet_hours=NIGHT, urgent_wakes=True), priority="urgent") is None
    assert quiet(a_contact(quiet_hours=NIGHT, urgent_wakes=True)) == MORNING


@pytest.mark.parametrize("why", ["code", "opted-out", "answer", "help", "new-address"])
def test_codes_confirmations_and_answers_go_at_any_hour(why: str) -> None:
    assert quiet(a_contact(quiet_hours=NIGHT), why=why, lane="direct") is None


def test_training_wakes_nobody_and_need_not_wait() -> None:
    assert quiet(a_contact(quiet_hours=NIGHT), training=True) is None


def test_the_end_of_the_one_may_lie_within_the_other() -> None:
    contact = a_contact(quiet_hours=("06:30", "09:00"))
    until = held_until(a_sending(), contact, "text", NIGHT, LATE)
    assert until == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def test_who_is_never_free_is_looked_at_again_and_not_for_ever() -> None:
    contact = a_contact(quiet_hours=("07:00", "22:00"))
    until = held_until(a_sending(), contact, "text", NIGHT, LATE)
    assert until
    assert until > LATE


def at_night(*contacts: Contact, force: Force | None = None, **sending: object) -> Engine:
    """One page of texts to these people, at half past eleven at night."""
    engine = Engine(force=force)
    engine.people(contacts)
    engine.release(a_page(len(contacts)), **sending)
    engine.clock.pass_by(seconds=(LATE - NOW).total_seconds())
    return engine


def slots(engine: Engine) -> str:
    engine.delivery.deliver(OUT, PAGE, engine.remaining)
    return engine.sendings.state(OUT, PAGE).slots


def due(engine: Engine) -> datetime:
    return datetime.fromtimestamp(engine.sendings.state(OUT, PAGE).due / 1000, UTC)


def test_a_person_who_rests_waits_while_the_others_are_sent_to_and_has_it_in_the_morning() -> None:
    engine = at_night(a_contact(1), a_contact(2, quiet_hours=NIGHT), a_contact(3))
    assert slots(engine) == "SwS"
    assert due(engine) == MORNING
    assert not engine.queue.bodies["routine"]
    engine.clock.pass_by(seconds=(MORNING - LATE).total_seconds())
    engine.sweep.run()
    engine.work()
    state = engine.sendings.state(OUT, PAGE)
    assert (state.slots, state.resting) == ("SSS", 0)


def test_a_page_that_is_tried_again_before_morning_does_not_rest_meanwhile() -> None:
    engine, busy = at_night(a_contact(1, quiet_hours=NIGHT), a_contact(2)), a_contact(2).verified("text")
    assert busy
    engine.text.fails = {busy.value: [TemporaryFailure("busy", retry_after=60)]}
    assert slots(engine) == "ww"
    assert due(engine) < MORNING
    assert engine.sendings.state(OUT, PAGE).resting == 0


def test_a_page_waits_for_the_first_of_those_who_rest() -> None:
    engine = at_night(a_contact(1, quiet_hours=("21:00", "09:30")), a_contact(2, quiet_hours=NIGHT))
    assert slots(engine) == "ww"
    assert due(engine) == MORNING
    assert engine.sendings.state(OUT, PAGE).resting == 2


def test_resting_costs_no_round_and_no_failure() -> None:
    engine = at_night(a_contact(1, quiet_hours=NIGHT))
    slots(engine)
    assert engine.sendings.state(OUT, PAGE).rounds == 0
    assert not engine.text.sent


def test_nobody_rests_for_an_alert_that_was_cancelled() -> None:
    assert slots(at_night(a_contact(1, quiet_hours=NIGHT), cancelled_at=NOW)) == "C"


def test_in_the_quiet_hours_of_the_force_a_whole_page_waits() -> None:
    texting = a_force().texting.but(quiet=("21:00", "08:00"))
    engine = at_night(a_contact(1), a_contact(2), force=a_force(texting=texting))
    assert slots(engine) == "ww"
    assert due(engine) == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


def test_time_that_ran_out_sends_the_page_back_although_some_of_it_rest() -> None:
    people = [a_contact(n, quiet_hours=NIGHT) for n in range(1, 21)]
    engine = at_night(*people, *(a_contact(n) for n in range(21, 42)))
    left = iter([60.0, 60.0, 1.0])
    engine.remaining = lambda: next(left, 1.0)
    assert slots(engine) == "w" * 20 + "S" * 20 + "w"
    assert engine.sendings.state(OUT, PAGE).due == 0
    assert engine.queue.bodies["routine"] == [{"sending": OUT, "page": PAGE}]
