"""A text message as the networks count it: what becomes of each character, and how many parts are paid for.

Rules from 3GPP TS 23.038 (alphabets) and 23.040 (parts), and the downgrade that GOV.UK Notify does.
"""

import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

Encoding = Literal["GSM-7", "UCS-2"]
MOST = 918
"""Characters that an author may write: six parts of GSM-7."""

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€")
"""Characters of GSM-7 that cost two units there, and one in UCS-2."""

_ACCENTS = ("\N{COMBINING GRAVE ACCENT}", "\N{COMBINING ACUTE ACCENT}", "\N{COMBINING CIRCUMFLEX ACCENT}")
_MARKS = (*_ACCENTS, "\N{COMBINING DIAERESIS}")
WELSH = frozenset(unicodedata.normalize("NFC", v + mark) for v in "aeiouwyAEIOUWY" for mark in _MARKS) - GSM
"""Kept although they are not in GSM-7: they switch the whole text to UCS-2."""

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_SINGLE, _DOUBLE = "\u2018\u2019\u201a\u201b", "\u201c\u201d\u201e\u201f"
_NOTHING = "\u00ad\u034f\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff"
_SWAPS = (
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SINGLE, "'")
    | dict.fromkeys(_DOUBLE, '"')
    | dict.fromkeys(_NOTHING, "")
    | {"\u2026": "...", "\t": " "}
)
_PLAIN = GSM | EXTENSION
_LENGTHS: dict[Encoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


class Replacement(NamedTuple):
    """A character that cannot be sent: its position in the words (from 0) and what is sent instead."""

    at: int
    old: str
    new: str


class Size(NamedTuple):
    """What a text costs: `units` are septets in GSM-7 and UTF-16 code units in UCS-2."""

    encoding: Encoding
    units: int
    parts: int


def downgrade(text: str) -> tuple[str, list[Replacement]]:
    """Answer the text that can be sent, and each replaced character in the order written.

    Doing it twice changes nothing more. A letter and its combining accent count as one character.
    """
    if _PLAIN.issuperset(text):
        # Nearly every text, and looking at each letter is most of what composing it costs.
        return text, []
    sent: list[str] = []
    replaced: list[Replacement] = []
    for at, old in _characters(text):
        composed = unicodedata.normalize("NFC", old)
        new = composed if _allowed(composed) else _instead(old)
        sent.append(new)
        if new != composed:
            replaced.append(Replacement(at, old, new))
    return "".join(sent), replaced


def size(text: str) -> Size:
    """Count a text as it stands; one character outside GSM-7 switches all of it to UCS-2."""
    if _PLAIN.issuperset(text):
        units = len(text) + sum(map(text.count, EXTENSION))
        return Size("GSM-7", units, _parts(units, "GSM-7"))
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return Size("UCS-2", units, _parts(units, "UCS-2"))


def kept(text: str) -> list[str]:
    """Name the Welsh letters in a text that switch it to UCS-2, each once, in the order written."""
    return [character for character in dict.fromkeys(text) if character in WELSH]


def _parts(units: int, encoding: Encoding) -> int:
    alone, joined = _LENGTHS[encoding]
    return 1 if units <= alone else -(-units // joined)


def _allowed(character: str) -> bool:
    return character in _PLAIN or character in WELSH


def _characters(text: str) -> Iterator[tuple[int, str]]:
    """Split into characters with the combining accents that belong to them."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not unicodedata.combining(text[end]):
            yield start, text[start:end]
            start = end


def _instead(old: str) -> str:
    """Choose what is sent for one character: its plain form, its base letter, or a question mark."""
    first = old[0]
    if first in _SWAPS:
        return _SWAPS[first]
    if unicodedata.category(first) == "Zs":
        return " "
    base = unicodedata.normalize("NFD", first)[0]
    return base if base in _PLAIN else "?"
