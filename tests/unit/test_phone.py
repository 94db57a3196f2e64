"""Numbers and mailboxes as people type them."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import mailbox as mail
from chalicelib.domain import phone
from chalicelib.domain.mailbox import mailbox
from chalicelib.domain.phone import mobile

NOISE = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\t", " ", "\u00a0", "-", "\u2013", ".", "("]


@pytest.mark.parametrize(
    "typed",
    [
        "7723456789",
        "07723456789",
        "07723 456789",
        "07723-456-789",
        "07723\u2013456\u2011789",
        "00 44 7723456789",
        "447723456789",
        "+44 (0)7723 456 789",
        "+4407723456789",
        "  07723\t456 789 ",
        "\u200b07723\u200b456\u2060789\ufeff",
        "\u202a+44 7723 456789\u202c",
        "０７７２３４５６７８９",
        "(07723) 456789",
    ],
)
def test_every_way_to_write_one_number_gives_the_same(typed: str) -> None:
    assert mobile(typed) == "+447723456789"


@given(st.lists(st.sampled_from(NOISE), max_size=11), st.sampled_from(["0", "+44", "0044", "44", ""]))
def test_noise_between_the_digits_changes_nothing(noise: list[str], prefix: str) -> None:
    digits = prefix + "7723456789"
    typed = "".join(digit + mark for digit, mark in zip(digits, noise + [""] * len(digits), strict=False))
    assert mobile(typed) == "+447723456789"


@pytest.mark.parametrize("start", ["071", "072", "073", "074", "075", "077", "078", "079"])
def test_ordinary_mobile_ranges_are_texted(start: str) -> None:
    assert mobile(f"{start}23456789"[:11]) == f"+44{start[1:]}23456789"[:13]


@pytest.mark.parametrize("typed", ["07700 900000", "07700 900123", "07700900999"])
def test_the_numbers_kept_for_drama_are_allowed(typed: str) -> None:
    assert mobile(typed).startswith("+447700900")


@pytest.mark.parametrize(
    "typed",
    [
        "07624 123456",
        "07781 123456",
        "07839 123456",
        "07911 123456",
        "07509 123456",
        "07797 123456",
        "07937 123456",
        "07700 312345",
        "07700 712345",
        "07700 812345",
        "07829 123456",
    ],
)
def test_island_numbers_are_texted_only_where_the_force_says_so(typed: str) -> None:
    assert mobile(typed, islands=True) == "+44" + typed.replace(" ", "")[1:]
    with pytest.raises(ValueError, match="Isle of Man"):
        mobile(typed)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", phone.MISSING),
        (" \u200b\t", phone.MISSING),
        ("0772345678", phone.SHORT),
        ("07", phone.SHORT),
        ("7", phone.SHORT),
        ("0772345678910", phone.LONG),
        ("0772345678910772345678910", phone.LONG),
        ("07890x32109", phone.NOT_A_NUMBER),
        ("07723 456789 ext 5", phone.NOT_A_NUMBER),
        ("ann@example.com", phone.NOT_A_NUMBER),
        ("+44+7723456789", phone.NOT_A_NUMBER),
        ("070 1234 5678", phone.PERSONAL),
        ("07612 345678", phone.PERSONAL),
        ("05512345678", phone.LANDLINE),
        ("05612345678", phone.LANDLINE),
        ("0800 123 4567", phone.LANDLINE),
        ("0900 123 4567", phone.LANDLINE),
        ("01622 690690", phone.LANDLINE),
        ("020 7946 0000", phone.LANDLINE),
        ("+1 202 555 0100", phone.ABROAD),
        ("+33 6 12 34 56 78", phone.ABROAD),
        ("+999 123456789", phone.ABROAD),
        ("999", phone.LANDLINE),
    ],
)
def test_what_cannot_be_texted_is_refused_with_a_sentence_that_says_what_to_do(
    typed: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        mobile(typed, islands=True)


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_a_number_or_a_sentence(typed: str) -> None:
    for rule, wanted in ((mobile, r"\+447\d{9}"), (mailbox, r"\S+@\S+")):
        assert re.fullmatch(rf"{wanted}|[A-Z].*\.", outcome(rule, typed))


def outcome(rule: Callable[[str], str], typed: str) -> str:
    try:
        return rule(typed)
    except ValueError as refusal:
        return str(refusal)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ann.Smith@Example.COM ", "Ann.Smith@example.com"),
        ("ann+kent@mail.example.co.uk", "ann+kent@mail.example.co.uk"),
        ("\u200bo'neil@example.org\ufeff", "o'neil@example.org"),
        ("jo@bücher.example", "jo@xn--bcher-kva.example"),
        ("a" * 64 + "@" + ".".join(["b" * 60] * 3) + ".org", None),
    ],
)
def test_mailboxes_are_put_into_one_form(typed: str, kept: str | None) -> None:
    assert mailbox(typed) == (kept or typed)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", mail.MISSING),
        ("ann", mail.ODD),
        ("ann@", mail.ODD),
        ("@example.com", mail.ODD),
        ("ann@localhost", mail.ODD),
        ("ann@example..com", mail.ODD),
        ("ann@-example.com", mail.ODD),
        ("ann smith@example.com", mail.ODD),
        ("ann@bob@example.com", mail.ODD),
        (".ann@example.com", mail.ODD),
        ("ann..b@example.com", mail.ODD),
        ("ann@example.com, bob@example.com", mail.ODD),
        ("ann@example.com\r\nBcc: all@example.com", mail.ODD),
        ("a" * 65 + "@example.com", mail.ODD),
        ("ann@" + "b" * 64 + ".com", mail.ODD),
        ("ann@" + ".".join(["b" * 60] * 5) + ".com", mail.TOO_LONG),
    ],
)
def test_what_is_no_mailbox_is_refused_with_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        mailbox(typed)


def test_a_mailbox_may_have_254_characters_and_not_one_more() -> None:
    longest = f"{'a' * 64}@{'b' * 62}.{'c' * 61}.{'d' * 61}.uk"
    assert len(longest) == 254
    assert mailbox(longest) == longest
    with pytest.raises(ValueError, match="too long"):
        mailbox(longest + "k")
