"""What is said of a dead letter: what it was about, why it failed, what to do; by ids, in plain English."""

from tests.factories import a_range, a_sending, an_inbound
from tests.letters import BODY, OUT, PAGE, Post, post


def test_a_letter_is_explained_by_what_holds_now() -> None:
    engine = post()
    engine.queue.put("routine-dead", [BODY])
    assert "3 of them still wait" in engine.only().todo
    engine.delivery.deliver(OUT, PAGE)
    assert "passed over" in engine.only().todo
    engine.queue.put("record-dead", [BODY])
    record = engine.dead_letters.listed().letters[-1]
    assert "Writing down who got" in record.about
    assert "history and figures are late" in record.todo


def test_a_cancelled_alert_says_that_nothing_more_leaves() -> None:
    engine = post(cancelled_at=a_sending().created_at)
    engine.queue.put("routine-dead", [BODY])
    assert "cancelled" in engine.only().todo


def test_planning_codes_and_texts_that_came_in_are_named_by_their_ids() -> None:
    engine = Post()
    engine.approve(a_range())
    engine.queue.put("plan-dead", [{"task": "range", "sending": OUT, "range": 0}])
    engine.queue.put("plan-dead", [{"task": "release", "sending": OUT}])
    engine.queue.put("plan-dead", [{"task": "request", "request": "REQ1", "channel": "text"}])
    abouts = [letter.about for letter in engine.dead_letters.listed().letters]
    assert abouts == [
        "Choosing who gets the messages of the alert ALERT1",
        "Letting messages go of the alert ALERT1",
        "A code by text for the request REQ1",
    ]


def test_what_providers_said_later_is_named_and_so_is_a_queue_of_which_nothing_else_is_known() -> None:
    engine = Post()
    engine.queue.put("receipts-dead", [{"receipts": [{"provider": "ses"}]}])
    assert engine.only().about.startswith("What providers said")
    engine.dead_letters.send_back("control1")
    engine.queue.put("plan-dead", [{"task": "unheard-of"}])
    assert engine.only().about == "A message of the queue plan"


def test_a_text_that_came_in_and_was_never_read_comes_with_a_warning() -> None:
    engine, text = Post(), an_inbound()
    engine.conversations.receive(text)
    engine.queue.put("inbound-dead", [{"provider": text.provider, "id": text.id}])
    assert "perhaps STOP" in engine.only().about
    assert text.body not in engine.only().model_dump_json()
    engine.table.commit(engine.conversations.judged(text, "reply"))
    assert "passed over" in engine.only().todo


def test_how_it_failed_the_last_time_is_said_by_type_and_place() -> None:
    engine = post()
    engine.queue.put("routine-dead", [BODY])
    assert "ran out of time or was stopped" in engine.only().why
    engine.failures.note(engine.only().id, "KeyError", "compose.py:88")
    assert (
        engine.only().why
        == "What it speaks of, or the message itself, cannot be read (KeyError at compose.py:88)."
    )
    engine.failures.note(engine.only().id, "ZeroDivisionError", "gate.py:7")
    assert engine.only().why == "Our software has a fault (ZeroDivisionError at gate.py:7)."
