"""A page and its state: sizes, moves, counts, references."""

import pytest

from chalicelib.domain.delivery import SLOTS, STATUSES, Recipient, State, letter_of, mark, total
from chalicelib.domain.errors import Conflict, PermanentFailure, TemporaryFailure, Uncertain
from chalicelib.stores import keys
from chalicelib.stores.codec import item_size
from chalicelib.stores.items import item_of, model_of
from tests.factories import WARD, a_page, a_sid


def a_state(**changes: object) -> State:
    return a_page().state().but(**changes)


def test_a_full_state_with_every_mark_stays_under_one_kilobyte() -> None:
    state = a_page(100).state().but(slots="S" * 100, fence=12, lease_until=1_772_000_000_000)
    state = state.but(due=1_772_000_000_000, rounds=7, recorded=1_772_000_000_000)
    state = state.marked({slot: f"provider-{slot}" for slot in range(100)})
    item = item_of(state, keys.state(state.sending, state.page))
    assert len(state.marks) == 400
    assert item_size(item) < 1024


def test_a_full_page_stays_under_four_kilobytes() -> None:
    people = tuple(Recipient(a_sid(n), ward=WARD) for n in range(100))
    page = a_page(
        recipients=people,
        stamps="w" * 100,
        start="15#u10hb0000#0000000001#0",
        end="15#u10hbzzzz#ZZZZZZZZZZ#9",
    )
    assert item_size(item_of(page, keys.page(page.sending, page.id))) < 4096


def test_a_page_and_its_state_read_back_as_they_were_written() -> None:
    page = a_page()
    state = page.state().marked({1: "provider-1"})
    assert model_of(type(page), item_of(page, keys.page(page.sending, page.id))) == page
    assert model_of(State, item_of(state, keys.state(state.sending, state.page))) == state


@pytest.mark.parametrize("letter", [letter for letter in SLOTS if letter.isupper()])
def test_a_final_slot_never_moves_again(letter: str) -> None:
    for other in SLOTS:
        with pytest.raises(Conflict):
            a_state(slots=f"w{letter}w").move({1: other})


def test_a_waiting_slot_is_not_sent_without_having_been_attempted() -> None:
    with pytest.raises(Conflict):
        a_state().move({0: "S"})


def test_counts_name_every_status_and_add_up_to_the_recipients() -> None:
    states = [a_state(slots="waSUIRTP"), a_state(slots="OXCDLHNM")]
    assert tuple(total(states)) == STATUSES
    assert total(states) == {
        "waiting": 1, "attempting": 1, "sent": 1, "failed": 4, "skipped": 8, "uncertain": 1,
    }  # fmt: skip


def test_a_lease_makes_uncertain_what_the_dead_left_and_lets_the_urgent_wait_again() -> None:
    left = a_state(slots="Saw", fence=3, due=5)
    assert (left.leased(resend=False).slots, left.leased(resend=True).slots) == ("SUw", "Sww")
    assert left.leased(resend=False).fence == 4
    assert left.leased(resend=False).due == 0


def test_a_page_is_ready_when_nobody_holds_it_and_its_time_has_come() -> None:
    assert a_state().ready(1000)
    assert not a_state(lease_until=1001).ready(1000)
    assert not a_state(due=1001).ready(1000)
    assert not a_state(slots="SSS").ready(1000)


def test_a_mark_is_kept_per_slot_and_zeros_stand_for_none() -> None:
    state = a_state().marked({2: "id-2"})
    assert state.mark(2) == mark("id-2")
    assert state.mark(0) == b"\0\0\0\0"


def test_a_reference_holds_only_letters_that_an_email_tag_may_hold() -> None:
    assert a_page().reference(7) == f"{a_page().sending}.text-0000-0000.7"


@pytest.mark.parametrize(
    ("outcome", "letter"),
    [
        ("provider-id", "S"),
        (PermanentFailure("invalid-number"), "I"),
        (PermanentFailure("opted-out"), "O"),
        (PermanentFailure("something else"), "R"),
        (TemporaryFailure("busy"), "w"),
        (Uncertain("read time-out"), "U"),
    ],
)
def test_what_a_channel_answers_decides_the_letter(outcome: str | PermanentFailure, letter: str) -> None:
    assert letter_of(outcome) == letter
