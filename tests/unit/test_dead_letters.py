"""Dead letters: sent back twice and at once without harm, put away where nothing can be done."""

import pytest

from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.services.sending.dead_letters import SHOWN
from chalicelib.stores import keys
from infra.letters import dead_letters
from tests.factories import a_sid
from tests.letters import BODY, OUT, PAGE, poisoned, post


def test_one_poison_recipient_is_one_dead_letter_and_everybody_else_is_served() -> None:
    engine = poisoned()
    assert engine.sendings.state(OUT, PAGE).slots == "SPS"
    assert engine.queue.bodies["routine-dead"] == [{**BODY, "slots": [1]}]
    letter = engine.only()
    assert letter.alert == "ALERT1"
    assert "one person" in letter.about
    assert "everybody else on the page was served" in letter.why
    assert "retry the failed" in letter.todo


def test_sending_a_poisoned_letter_back_twice_sends_nothing_more() -> None:
    engine = poisoned()
    for _ in range(2):
        id = engine.only().id
        assert engine.dead_letters.send_back("control1", "routine", id) == 1
        again = {**BODY, "slots": [1]}
        assert engine.queue.bodies["routine"] == [again]
        engine.queue.put("routine", [again])
        engine.work()
        assert engine.dead_letters.listed().letters == ()
        engine.queue.put("routine-dead", [again])
    assert len(engine.text.sent) == 2


def test_a_recorder_that_dies_leaves_two_letters_that_are_shown_and_moved_as_one() -> None:
    for point in range(1, 12):
        engine = post()
        engine.table.items[keys.contact(a_sid(2))]["addresses"] = "nonsense"
        engine.delivery.deliver(OUT, PAGE)
        engine.queue.take("record")
        engine.table.survives(lambda e=engine: e.recording.record(OUT, PAGE), point)
        engine.recording.record(OUT, PAGE)
        letter = engine.only()
        assert letter.times in {1, 2}
        assert engine.dead_letters.send_back("control1", "routine", letter.id) == letter.times
        assert engine.queue.take("routine") == [{**BODY, "slots": [1]}]


def test_all_are_sent_back_once_each_and_the_officer_is_in_the_audit_trail() -> None:
    engine = post()
    engine.queue.put(
        "routine-dead", [BODY] * 2 + [{**BODY, "page": f"text#0000#{n:04d}"} for n in range(1, 41)]
    )
    engine.queue.put("record-dead", [BODY])
    assert engine.dead_letters.send_back("control1") == 43
    assert len(engine.queue.take("routine")) == 41
    assert engine.queue.take("record") == [BODY]
    assert engine.dead_letters.send_back("control1") == 0
    assert engine.actions() == [("control1", "send back dead letters")]


def test_two_officers_at_once_send_a_letter_back_once() -> None:
    engine, second = post(), list[str]()
    engine.queue.put("routine-dead", [BODY])
    id = engine.only().id

    def colleague(queue: str) -> None:
        engine.queue.before = lambda name: None
        with pytest.raises(Conflict, match="looking at these letters"):
            engine.dead_letters.send_back("control2", "routine", id)
        assert engine.dead_letters.send_back("control2") == 0
        second.append("tried")

    engine.queue.before = colleague
    assert engine.dead_letters.send_back("control1", "routine", id) == 1
    assert second
    assert engine.queue.bodies["routine"] == [BODY]
    with pytest.raises(NotFound, match="no longer there"):
        engine.dead_letters.send_back("control2", "routine", id)


def test_an_officer_who_dies_between_putting_and_taking_leaves_the_letter_for_the_next() -> None:
    engine = post()
    engine.queue.put("routine-dead", [BODY])
    id, remove = engine.only().id, engine.letterbox.remove

    def die(letters: object) -> None:
        raise KeyboardInterrupt

    engine.letterbox.remove = die  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        engine.dead_letters.send_back("control1", "routine", id)
    engine.letterbox.remove = remove  # type: ignore[method-assign]
    engine.clock.pass_by(minutes=1)
    assert engine.dead_letters.send_back("control1", "routine", id) == 1
    engine.work()
    assert len(engine.text.sent) == 3


def test_what_can_never_be_done_is_put_away_and_nothing_else_is() -> None:
    engine = post()
    engine.queue.put("routine-dead", [{"unreadable": "{"}, {**BODY, "page": "text#0009#0009"}, BODY])
    unreadable, gone, fine = engine.dead_letters.listed().letters
    assert (unreadable.hopeless, gone.hopeless, fine.hopeless) == (True, True, False)
    with pytest.raises(Conflict, match="can still be done"):
        engine.dead_letters.put_away("control1", "routine", fine.id)
    with pytest.raises(Conflict, match="cannot be sent back"):
        engine.dead_letters.send_back("control1", "routine", unreadable.id)
    for letter in (unreadable, gone):
        engine.dead_letters.put_away("control1", "routine", letter.id)
    assert [letter.id for letter in engine.dead_letters.listed().letters] == [fine.id]
    assert engine.actions() == [("control1", "put a dead letter away")] * 2


def test_what_cannot_be_read_stays_when_all_are_sent_back() -> None:
    engine = post()
    engine.queue.put("routine-dead", [{"unreadable": "[1]"}, BODY])
    assert engine.dead_letters.send_back("control1", "routine") == 1
    assert engine.only().hopeless


def test_a_full_box_shows_its_first_letters_and_how_many_there_are() -> None:
    engine = post()
    engine.queue.put("routine-dead", [{**BODY, "page": f"text#0000#{n:04d}"} for n in range(SHOWN + 30)])
    listing = engine.dead_letters.listed()
    assert len(listing.letters) == SHOWN
    assert {box.queue: box.letters for box in listing.boxes if box.letters} == {"routine": SHOWN + 30}


def test_there_are_no_letters_of_a_queue_that_does_not_exist() -> None:
    with pytest.raises(NotFound):
        post().dead_letters.send_back("control1", "unheard-of")


def test_the_command_says_what_lies_there_and_sends_it_back(capsys: pytest.CaptureFixture[str]) -> None:
    engine = post()
    dead_letters(engine.dead_letters, print, redrive=False, queue="")
    assert capsys.readouterr().out == "There are no dead letters.\n"
    engine.queue.put("routine-dead", [BODY, BODY])
    engine.queue.put("record-dead", [BODY])
    dead_letters(engine.dead_letters, print, redrive=False, queue="routine")
    said = capsys.readouterr().out
    assert "routine: 2 dead letters" in said
    assert "Sending page text#0000#0000 of a message of the kind alert" in said
    assert "record" not in said
    dead_letters(engine.dead_letters, print, redrive=True, queue="")
    assert capsys.readouterr().out == "3 sent back.\n"
    assert engine.actions() == [("administrator", "send back dead letters")]
