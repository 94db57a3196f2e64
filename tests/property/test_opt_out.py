"""The judgement of incoming texts under noise: case, spaces, punctuation, zero-width characters."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.opt_out import judge

WORDS = ["stop", "cancel", "end", "quit", "remove", "td", "unsubscribe", "optout", "opt-out", "arret"]
PHRASES = [
    *WORDS,
    "please stop",
    "stop all",
    "stop texts",
    "take me off this list",
    "no more texts",
    "stopiwch",
]
SPACES = [" ", "  ", "\n", "\t", "\u00a0", ". ", "! ", ", ", " - ", "\r\n"]
ROUND = ["", " ", ".", "!", "...", '"', "'", "\n", "\u00a0", "\u200b", "🙂", "(", ")", "?"]
INVISIBLE = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"]


@st.composite
def noisy(draw: st.DrawFn, phrases: list[str] = PHRASES) -> str:
    """Write one of the phrases as a hurried thumb might."""
    letters = "".join(
        draw(st.sampled_from([letter.upper(), letter])) + draw(st.sampled_from(["", "", "", *INVISIBLE]))
        for letter in draw(st.sampled_from(phrases))
    )
    spaced = draw(st.sampled_from(SPACES)).join(letters.split(" "))
    return draw(st.sampled_from(ROUND)) + spaced + draw(st.sampled_from(ROUND))


@given(noisy())
def test_noise_round_and_in_an_opt_out_phrase_changes_nothing(text: str) -> None:
    assert judge(text) == ("stop", False)


@given(noisy(["start", "unstop", "opt in"]))
def test_noise_changes_nothing_for_those_who_come_back(text: str) -> None:
    assert judge(text) == ("start", False)


@given(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(["van", "lane", "he", "dog", "smashed", "gate", "saw", "two"]), min_size=1),
)
def test_a_keyword_with_more_behind_it_is_a_reply_that_a_person_sees_at_once(
    keyword: str, more: list[str]
) -> None:
    assert judge(" ".join([keyword, *more])) == ("reply", True)


@given(st.text())
def test_any_text_gets_a_verdict_and_the_same_one_twice(text: str) -> None:
    assert judge(text) == judge(text)


@pytest.mark.parametrize(
    "body",
    [
        "stop " * 800,
        "please " * 600 + "x",
        "\n" * 2000 + "thanks" + "\n" * 2000 + "x" * 100,
        "sent from " + "1" * 4000 + " x",
        "sent from " * 400,
        "i want to be " * 300,
        "dear sir or madam " * 230,
        "stop the " + "more of the " * 330,
        "a " * 2000,
        "he " * 1300,
        "\n--" * 1300,
    ],
)
def test_no_text_makes_the_patterns_run_away(body: str) -> None:
    started = time.perf_counter()
    judge(body)
    assert time.perf_counter() - started < 0.5
