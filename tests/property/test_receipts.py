"""Receipts in any order, any number of times and by any number of workers end the same."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.receipt import LETTERS, Batch, PageReceipts, Receipt, later
from tests.factories import a_page
from tests.hearing import OUT, PAGE, Hearing, a_receipt

PEOPLE = 4
OUTCOMES = [name for name in LETTERS if name != "none"]
SAID = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.sampled_from(OUTCOMES)), max_size=12)


def entered(receipts: list[Receipt], cuts: list[int]) -> str:
    """Enter receipts, cut into messages, and answer what stands in the end."""
    hearing = Hearing()
    hearing.release(a_page(PEOPLE))
    edges = sorted({0, len(receipts), *(cut % (len(receipts) + 1) for cut in cuts)})
    for start, end in pairwise(edges):
        assert not hearing.receiving.judge({"m": Batch(receipts=tuple(receipts[start:end]))})
    return hearing.letters().ljust(PEOPLE, "n")


@given(said=SAID, data=st.data(), cuts=st.lists(st.integers(0, 100), max_size=4))
def test_any_order_and_repetition_ends_the_same(
    said: list[tuple[int, str]], data: st.DataObject, cuts: list[int]
) -> None:
    receipts = [a_receipt(outcome, slot) for slot, outcome in said]
    repeated = receipts + (data.draw(st.lists(st.sampled_from(receipts), max_size=6)) if receipts else [])
    assert entered(data.draw(st.permutations(repeated)), cuts) == entered(receipts, [])


@given(said=SAID)
def test_every_slot_stands_at_the_highest_that_was_said_of_it(said: list[tuple[int, str]]) -> None:
    ranks = list(LETTERS.values())
    page = PageReceipts(sending=OUT, page=PAGE)
    for slot, outcome in said:
        heard = page.hearing({slot: LETTERS[outcome]})
        assert ranks.index(heard.letter(slot)) >= ranks.index(page.letter(slot)), "never backwards"
        page = heard
    for slot in range(PEOPLE):
        letters = ["n", *(LETTERS[outcome] for n, outcome in said if n == slot)]
        assert page.letter(slot) == max(letters, key=ranks.index)


@given(st.lists(st.sampled_from(list(LETTERS.values())), min_size=3, max_size=3))
def test_later_has_no_favourite_order(letters: list[str]) -> None:
    one, two, three = letters
    assert later(one, later(two, three)) == later(later(three, one), two)
