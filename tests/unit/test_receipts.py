"""Receipts: entered by page, whenever, however often and in whatever order they come."""

from datetime import timedelta
from functools import partial

import pytest

from chalicelib.domain.receipt import Spot, spot
from chalicelib.ports import Write
from chalicelib.stores import keys
from tests.factories import NOW, a_contact, a_page, a_sid
from tests.hearing import OUT, PAGE, Hearing, a_log_line, a_receipt


def released(people: int = 3) -> Hearing:
    hearing = Hearing()
    hearing.people(a_contact(n) for n in range(1, people + 1))
    hearing.release(a_page(people))
    return hearing


def sent_by_sns(people: int = 3) -> Hearing:
    """Texts went out; each person's number is known to be theirs. Nothing is recorded yet."""
    hearing = released(people)
    for n in range(1, people + 1):
        address = a_contact(n).addresses[0]
        hearing.table.commit(hearing.subscribers.lock(address, a_sid(n)))
    hearing.delivery.deliver(OUT, PAGE)
    return hearing


@pytest.mark.parametrize("slots", [(0, 1, 2), (2, 0, 1)])
def test_receipts_of_one_page_are_one_write(slots: tuple[int, ...]) -> None:
    hearing = released()
    hearing.table.units = 0
    assert not hearing.hear(*(a_receipt(slot=slot) for slot in slots))
    assert hearing.letters() == "ddd"
    assert hearing.table.units == 1


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        (["delivered", "delivered"], "d"),
        (["delivered", "permanent"], "p"),
        (["permanent", "delivered"], "p"),
        (["delivered", "temporary"], "d"),
        (["temporary", "delivered"], "d"),
        (["unknown", "delivered"], "d"),
        (["delivered", "complaint"], "c"),
        (["complaint", "delivered", "temporary"], "c"),
    ],
)
def test_what_was_said_never_moves_backwards(said: list[str], stands: str) -> None:
    hearing = released()
    for outcome in said:
        hearing.hear(a_receipt(outcome))
    assert hearing.letters() == stands


def test_a_repeated_receipt_writes_nothing() -> None:
    hearing = released()
    hearing.hear(a_receipt())
    hearing.table.units = 0
    hearing.hear(a_receipt())
    assert hearing.table.units == 0


def test_a_receipt_by_reference_may_come_before_the_send_was_acknowledged() -> None:
    hearing = released()
    hearing.hear(a_receipt(slot=2))
    hearing.delivery.deliver(OUT, PAGE)
    assert hearing.letters() == "nnd"
    assert hearing.sendings.state(OUT, PAGE).slots == "SSS"


@pytest.mark.parametrize(
    "reference", ["", "x", "a.b", "SND.text#0000#0000.0", f"{OUT}.text#9999#0000.0", "é.ü.٣"]
)
def test_a_reference_of_nothing_here_changes_nothing_and_does_not_come_again(reference: str) -> None:
    hearing = released()
    before = dict(hearing.table.items)
    assert not hearing.hear(a_receipt(reference=reference))
    assert hearing.table.items == before


def test_a_slot_that_the_page_does_not_have_changes_nothing() -> None:
    hearing = released()
    hearing.hear(a_receipt(slot=3))
    assert hearing.letters() == ""


def test_two_workers_with_receipts_of_one_page_lose_none() -> None:
    hearing = released()
    hearing.table.overtake(lambda: hearing.hear(a_receipt(slot=0)), ahead_of="commit")
    hearing.hear(a_receipt(slot=2))
    assert hearing.letters() == "dnd"


def test_a_page_that_never_rests_gives_its_receipts_back_and_others_go_on() -> None:
    hearing = released(60)
    other = a_page(id="text#0001#0000")
    hearing.sendings.add_page(other)

    def somebody_else(name: str) -> None:
        if name == "commit":
            key = keys.receipts(OUT, PAGE)
            letters = str(hearing.table.items.get(key, {}).get("letters", "")) + "d"
            hearing.table.items[key] = {**key._asdict(), "sending": OUT, "page": PAGE, "letters": letters}

    hearing.table.before = somebody_else
    assert hearing.hear(a_receipt(slot=50), a_receipt(reference=other.reference(0)))
    assert hearing.letters(other.id) == "d"


def test_snss_log_is_matched_by_number_and_id() -> None:
    hearing = sent_by_sns()
    hearing.recording.record(OUT, PAGE)
    hearing.receiving.accept([a_log_line(3, "text-00000003"), a_log_line(1, "text-00000001", "permanent")])
    assert hearing.work_receipts() == 0
    assert hearing.letters() == "pnd"


def test_snss_log_may_come_before_the_page_is_recorded_and_then_comes_again() -> None:
    hearing = sent_by_sns()
    hearing.receiving.accept([a_log_line(1, "text-00000001")])
    (body,) = hearing.queue.bodies["receipts"]
    assert hearing.work_receipts() == 1
    hearing.recording.record(OUT, PAGE)
    hearing.queue.put("receipts", [body])
    assert hearing.work_receipts() == 0
    assert hearing.letters() == "d"


def test_what_is_not_recorded_within_two_hours_was_a_code_or_not_ours() -> None:
    hearing = sent_by_sns()
    hearing.receiving.accept([a_log_line(1, "text-00000001"), a_log_line(77, "text-00000001")])
    hearing.clock.pass_by(hours=2)
    assert hearing.work_receipts() == 0
    assert hearing.letters() == ""


def test_another_text_to_the_same_number_is_another_slot() -> None:
    hearing = sent_by_sns()
    hearing.recording.record(OUT, PAGE)
    hearing.receiving.accept([a_log_line(1, "text-of-somebody-else", at=NOW - timedelta(hours=3))])
    assert hearing.work_receipts() == 0
    assert hearing.letters() == ""


def test_a_hundred_lines_of_the_log_cost_a_handful_of_calls() -> None:
    hearing = sent_by_sns(100)
    hearing.recording.record(OUT, PAGE)
    hearing.receiving.accept([a_log_line(n, f"text-{n:08d}") for n in range(1, 101)])
    hearing.table.calls.clear()
    hearing.table.units = 0
    assert hearing.work_receipts() == 0
    assert hearing.letters() == "d" * 100
    assert sum(hearing.table.calls.values()) <= 6
    assert hearing.table.units == 1


def test_no_queue_holds_a_number_or_a_providers_id() -> None:
    hearing = Hearing()
    hearing.receiving.accept([a_log_line(n, f"text-{n:08d}") for n in range(1, 101)])
    assert len(hearing.queue.bodies["receipts"]) == 2
    told = str(hearing.queue.bodies)
    assert "+44700" not in told
    assert "text-0" not in told


def test_a_worker_killed_at_any_call_is_made_good_by_the_next() -> None:
    for point in range(1, 10):
        hearing = sent_by_sns()
        hearing.recording.record(OUT, PAGE)
        hearing.receiving.accept([a_log_line(1, "text-00000001"), a_log_line(2, "text-00000002")])
        bodies = hearing.queue.bodies["receipts"][:]
        if not hearing.table.survives(partial(hearing.work_receipts), point):
            hearing.queue.put("receipts", bodies)
            hearing.work_receipts()
        assert hearing.letters() == "dd"


def test_rows_recorded_before_places_were_kept_say_nothing_of_a_slot() -> None:
    hearing = sent_by_sns(1)
    hearing.recording.record(OUT, PAGE)
    for key, item in list(hearing.table.items.items()):
        if key.sk.startswith("H#"):
            old = {name: value for name, value in item.items() if name not in {"page", "slot"}}
            hearing.table.commit(Write(key, old))
    hearing.receiving.accept([a_log_line(1, "text-00000001")])
    assert hearing.work_receipts() == 0
    assert hearing.letters() == ""


def test_a_reference_is_read_as_a_page_writes_it_and_as_a_tag_holds_it() -> None:
    page = a_page(id="email#0012#0003")
    tag = page.reference(41)
    assert spot(tag) == spot(tag.replace(".", "_")) == Spot(OUT, "email#0012#0003", 41)


@pytest.mark.parametrize("lane", ["routine", "urgent"])
def test_a_page_whose_worker_died_sends_nothing_again_of_which_its_provider_has_spoken(lane: str) -> None:
    """Receipts are looked at first; only then is urgent sent again, and routine uncertain."""
    hearing = Hearing()
    hearing.people(a_contact(n) for n in range(1, 4))
    hearing.release(a_page(3), lane=lane)
    was = hearing.sendings.state(OUT, PAGE)
    hearing.table.commit(hearing.sendings.save_state(was.but(slots="aaw", fence=1), was))
    hearing.hear(a_receipt("delivered", slot=1))
    hearing.delivery.deliver(OUT, PAGE)
    again = ["+447000000001", "+447000000003"] if lane == "urgent" else ["+447000000003"]
    assert [message.to for message in hearing.text.sent] == again
    assert hearing.sendings.state(OUT, PAGE).slots == ("SSS" if lane == "urgent" else "USS")
