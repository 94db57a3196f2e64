"""Training goes the whole way and nothing leaves; and what is training can never become live."""

from collections.abc import Iterator
from functools import partial

import pytest

from chalicelib import wiring
from chalicelib.domain.alert import TRANSITIONS, Alert, AlertStatus
from chalicelib.domain.delivery import REHEARSED
from chalicelib.domain.errors import Conflict, Failure, TemporaryFailure, Uncertain
from chalicelib.domain.ids import spaced
from chalicelib.domain.sending import SendingStatus
from chalicelib.domain.subscriber import AddressState
from chalicelib.ports import Key
from tests.desk import AUTHOR, SPOC, Desk, content
from tests.engine import Engine
from tests.factories import a_contact, a_content, a_page, a_sending, an_alert
from tests.house import BY_ROLE, SECOND_SPOC, House, a_house
from tests.parts import AREAS

OUT, PAGE = a_sending().id, a_page().id
Told = dict[str, object]


@pytest.mark.parametrize("status", AlertStatus)
@pytest.mark.parametrize("training", [True, False], ids=["training", "live"])
def test_whether_it_is_training_never_changes_whatever_its_status(
    status: AlertStatus, training: bool
) -> None:
    alert = an_alert(training=training, status=status)
    with pytest.raises(Conflict, match="never become live"):
        alert.but(training=not training)
    for target in TRANSITIONS.get(status, set()):
        assert alert.to(target, alert.updated_at).training is training
        with pytest.raises(Conflict):
            alert.to(target, alert.updated_at, training=not training)


@pytest.mark.parametrize("training", [True, False], ids=["training", "live"])
def test_a_sending_stays_what_it_was_born_as(training: bool) -> None:
    head = a_sending(training=training)
    assert head.but(status=SendingStatus.CLOSED, training=training).training is training
    with pytest.raises(Conflict):
        head.but(training=not training)


def test_editing_returning_and_submitting_again_leave_it_training() -> None:
    desk = Desk()
    alert = desk.submitted(training=True)
    alert = desk.approval.give_back(SPOC, alert.id, alert.version, "Say which lane.")
    alert = desk.writing.edit(AUTHOR, alert.id, content(headline="Another headline"), alert.version)
    alert = desk.writing.submit(AUTHOR, alert.id, alert.version)
    approved = desk.approval.approve(SPOC, alert.id, alert.version)
    sending = desk.sendings.load(approved.sending or "")
    assert sending
    assert (approved.training, sending.training) == (True, True)


def test_training_never_takes_the_urgent_lane() -> None:
    desk = Desk()
    for training, lane in ((True, "routine"), (False, "urgent")):
        alert = desk.approved(content(priority="urgent"), training=training)
        sending = desk.sendings.load(alert.sending or "")
        assert sending
        assert sending.lane == lane


def exercised(people: int = 45, **changes: object) -> Engine:
    """Work a released page of training to the end."""
    engine = Engine()
    engine.people(a_contact(n) for n in range(1, people + 1))
    engine.release(a_page(people), training=True, **changes)
    engine.delivery.deliver(OUT, PAGE, engine.remaining)
    return engine


def test_every_slot_of_training_ends_and_no_channel_is_given_anything() -> None:
    engine = exercised()
    assert engine.sendings.state(OUT, PAGE).slots == REHEARSED * 45
    assert (engine.text.sent, engine.email.sent) == ([], [])
    assert engine.queue.take("record") == [{"sending": OUT, "page": PAGE}]


def test_training_still_tells_who_could_not_have_been_reached() -> None:
    engine = Engine()
    stopped = tuple(address.but(state=AddressState.OPTED_OUT) for address in a_contact(1).addresses)
    engine.people([a_contact(1, addresses=stopped), a_contact(2)])
    engine.release(a_page(2), training=True)
    engine.delivery.deliver(OUT, PAGE, engine.remaining)
    assert engine.sendings.state(OUT, PAGE).slots == "O" + REHEARSED


@pytest.mark.parametrize("failure", [TemporaryFailure("busy"), Uncertain("lost")])
def test_training_ends_also_while_the_provider_is_away(failure: Failure) -> None:
    engine = Engine()
    engine.people([a_contact(1)])
    engine.text.fails = {address.value: [failure] * 9 for address in a_contact(1).addresses}
    engine.release(a_page(1), training=True)
    engine.delivery.deliver(OUT, PAGE, engine.remaining)
    assert engine.sendings.state(OUT, PAGE).slots == REHEARSED


def test_what_training_did_stands_in_nobodys_history_and_in_no_fact() -> None:
    engine = exercised()
    engine.work()
    engine.recording.record(OUT, PAGE)
    state = engine.sendings.state(OUT, PAGE)
    assert state.recorded
    assert [key for key in engine.table.items if key.sk.startswith("H#") or key.pk.startswith("F#")] == []


@pytest.fixture
def house() -> Iterator[House]:
    with a_house() as house:
        yield house


def through(house: House, training: bool) -> Alert:
    """Take an alert from its first word to the last person, through routes and workers."""
    author, spoc = BY_ROLE[AUTHOR.roles[0]], SECOND_SPOC
    ward = next(area.code for area in AREAS if area.kind == "ward")
    words = a_content().model_dump(mode="json") | {"audience": {"include": {"wards": [ward]}}}
    alert = house.ask("POST", "/alerts", {**words, "training": training}, author).json_body
    for who, action in ((author, "submit"), (spoc, "approve")):
        step = house.ask("POST", f"/alerts/{alert['id']}/{action}", {"version": alert["version"]}, who)
        alert = step.json_body
    house.work()
    return wiring.writing().load(str(alert["id"]))


def facts(house: House) -> set[Key]:
    return {key for key in house.table.items if key.pk.startswith("F#")}


def test_training_goes_the_whole_way_and_is_never_real(house: House) -> None:
    desk = Desk(house.table)
    joined = [desk.joined(n).contact.sid for n in (1, 2, 3)]
    before = facts(house)
    alert = through(house, training=True)
    assert alert.status is AlertStatus.SENT
    assert alert.recipients == len(joined)
    assert (house.text.sent, house.email.sent) == ([], [])
    assert facts(house) == before
    shown = house.ask("GET", f"/alerts/{alert.id}/progress", by=SECOND_SPOC).json_body
    assert sum(shown["rehearsed"].values()) == shown["counts"]["skipped"] == len(joined)
    assert house.ask("GET", "/real").json_body == {"alerts": []}
    assert house.ask("GET", f"/real?code={spaced(alert.code)}").json_body == {"real": False}


def test_the_same_words_live_reach_everybody_and_are_real(house: House) -> None:
    desk = Desk(house.table)
    for n in (1, 2, 3):
        desk.joined(n)
    alert = through(house, training=False)
    assert len(house.text.sent) + len(house.email.sent) == 3
    assert house.ask("GET", f"/real?code={spaced(alert.code)}").json_body["real"] is True
    assert len(house.ask("GET", "/real").json_body["alerts"]) == 1


def test_a_change_of_words_cannot_say_live(house: House) -> None:
    author = BY_ROLE[AUTHOR.roles[0]]
    words: Told = a_content().model_dump(mode="json") | {"audience": {}}
    alert = house.ask("POST", "/alerts", {**words, "training": True}, author).json_body
    assert alert["training"] is True
    refused = house.ask("PUT", f"/alerts/{alert['id']}", {**words, "version": 1, "training": False}, author)
    assert refused.status_code == 422


def test_a_worker_killed_at_any_request_leaves_nothing_uncertain_and_nothing_sent() -> None:
    call, ended = 0, False
    while not ended:
        call += 1
        engine = Engine()
        engine.people(a_contact(n) for n in range(1, 46))
        engine.release(a_page(45), training=True)
        work = partial(engine.delivery.deliver, OUT, PAGE, engine.remaining)
        ended = engine.table.survives(work, call)
        engine.clock.sleep(120)
        engine.delivery.deliver(OUT, PAGE, engine.remaining)
        assert engine.sendings.state(OUT, PAGE).slots == REHEARSED * 45
        assert engine.text.sent == []
    assert call > 5
