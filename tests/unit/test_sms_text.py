"""Texts are counted as the networks count them, and the author sees what becomes of each character."""

from collections import Counter

import pytest

from chalicelib.domain.sms_text import EXTENSION, GSM, WELSH, Replacement, downgrade, kept, size
from infra.bench import parts


@pytest.mark.parametrize(
    ("length", "parts"),
    [(0, 1), (160, 1), (161, 2), (306, 2), (307, 3), (612, 4), (613, 5), (918, 6), (919, 7)],
)
def test_gsm_text_has_160_characters_in_one_part_and_153_in_each_of_several(length: int, parts: int) -> None:
    assert size("à" * length) == ("GSM-7", length, parts)


@pytest.mark.parametrize(("length", "parts"), [(70, 1), (71, 2), (134, 2), (135, 3), (268, 4), (269, 5)])
def test_ucs2_text_has_70_units_in_one_part_and_67_in_each_of_several(length: int, parts: int) -> None:
    assert size("ŵ" * length) == ("UCS-2", length, parts)


def test_one_welsh_letter_switches_the_whole_text() -> None:
    assert size("à" * 71) == ("GSM-7", 71, 1)
    assert size("à" * 70 + "ŵ") == ("UCS-2", 71, 2)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("^" * 80, 1),
        ("^" * 81, 2),
        ("a" * 158 + "|", 1),
        ("a" * 159 + "|", 2),
        ("a" * 304 + "[", 2),
        ("a" * 304 + "[]", 3),
    ],
)
def test_extension_characters_cost_two_in_gsm(text: str, parts: int) -> None:
    assert size(text)[0::2] == ("GSM-7", parts)


@pytest.mark.parametrize(
    ("text", "parts"), [("â" * 69 + "{", 1), ("â" * 70 + "{", 2), ("â" * 133 + "}", 2), ("â" * 134 + "}", 3)]
)
def test_extension_characters_cost_one_in_ucs2(text: str, parts: int) -> None:
    assert size(text)[0::2] == ("UCS-2", parts)


def test_emoji_count_twice_as_they_stand_and_once_when_replaced() -> None:
    emoji = "\N{POLICE CAR}"
    assert size(emoji * 70) == ("UCS-2", 140, 3)
    assert size(downgrade(emoji * 160)[0]) == ("GSM-7", 160, 1)
    assert size(downgrade(emoji * 161)[0]) == ("GSM-7", 161, 2)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("9\N{EN DASH}5 \N{EM DASH} \N{MINUS SIGN}2\N{NON-BREAKING HYPHEN}x", "9-5 - -2-x"),
        ("\N{LEFT SINGLE QUOTATION MARK}a\N{RIGHT SINGLE QUOTATION MARK}", "'a'"),
        ("\N{LEFT DOUBLE QUOTATION MARK}a\N{RIGHT DOUBLE QUOTATION MARK}", '"a"'),
        ("wait\N{HORIZONTAL ELLIPSIS}", "wait..."),
        ("a\N{NO-BREAK SPACE}b\tc\N{NARROW NO-BREAK SPACE}d", "a b c d"),
        ("a\N{ZERO WIDTH SPACE}b\N{ZERO WIDTH JOINER}c\N{ZERO WIDTH NO-BREAK SPACE}d", "abcd"),
        ("Čapek, Nuñez, São, Łódź", "Capek, Nuñez, Sao, ?ódz"),
        ("fire \N{FIRE} \N{CJK UNIFIED IDEOGRAPH-706B}", "fire ? ?"),
        ("€5 {a} [b] ~ ^ | \\", "€5 {a} [b] ~ ^ | \\"),
    ],
)
def test_downgrade_replaces_what_cannot_be_sent(written: str, sent: str) -> None:
    assert downgrade(written)[0] == sent


def test_author_is_shown_each_replaced_character_with_its_position() -> None:
    _, replaced = downgrade("A\N{ZERO WIDTH SPACE}b\N{HORIZONTAL ELLIPSIS} \N{FIRE}")
    assert replaced == [
        Replacement(1, "\N{ZERO WIDTH SPACE}", ""),
        Replacement(3, "\N{HORIZONTAL ELLIPSIS}", "..."),
        Replacement(5, "\N{FIRE}", "?"),
    ]


def test_every_welsh_letter_is_kept_and_named() -> None:
    welsh = "".join(v + mark for v in "aeiouwyAEIOUWY" for mark in "\u0300\u0301\u0302\u0308")
    sent, replaced = downgrade(welsh)
    assert len(sent) == 56
    assert not replaced
    assert WELSH <= set(sent) <= WELSH | GSM
    assert kept("Tŷ ger y dŵr, tŷ") == ["ŷ", "ŵ"]
    assert kept("Plain, é and à") == []


def test_letter_and_its_combining_accent_are_one_character() -> None:
    assert downgrade("w\N{COMBINING CIRCUMFLEX ACCENT}") == ("ŵ", [])
    sent, replaced = downgrade("ac\N{COMBINING CARON}b")
    assert sent == "acb"
    assert replaced == [Replacement(1, "c\N{COMBINING CARON}", "c")]


def test_alphabet_is_the_one_of_the_standard() -> None:
    """3GPP TS 23.038: 128 places less the escape, and nine printable characters behind it."""
    assert len(GSM) == 127
    assert len(EXTENSION) == 9
    assert not GSM & EXTENSION


def test_a_counter_that_writes_texts_out_as_octets_counts_the_same_parts() -> None:
    """`make bench` has a hundred thousand of them composed as well."""
    kinds: Counter[tuple[str, int]] = Counter()
    for text in parts.texts(5000):
        for words in (text, downgrade(text)[0]):
            encoding, _, count = size(words)
            assert count == parts.counted(words), words
            kinds[encoding, count] += 1
    most = {encoding: max(count for name, count in kinds if name == encoding) for encoding, _ in kinds}
    assert (most["GSM-7"], most["UCS-2"]) == (7, 14), "up to the longest of both"
