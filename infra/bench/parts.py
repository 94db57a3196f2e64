"""Texts of every kind, and their parts counted a second time, from the standards and from nothing of ours."""

from collections.abc import Iterator
from random import Random

SEPTETS = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet: a character's place is its septet (3GPP TS 23.038, 6.2.1)."""
ESCAPED = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
}
"""The extension table: a character's septet behind an escape (6.2.1.1)."""
ESCAPED |= {0x65: "€"}
PAYLOAD, HEADER = 140, 6
"""Octets of user data in one short message, and of the header that joins several (TS 23.040, 9.2.3.24)."""
MOST = 918

_CODES = {character: [code] for code, character in enumerate(SEPTETS) if character != "\x1b"}
_CODES |= {character: [0x1B, code] for code, character in ESCAPED.items() if character != "\f"}
_WORDS = (
    "Seen",
    "a",
    "silver",
    "van",
    "in",
    "Mill",
    "Lane",
    "between",
    "7",
    "and",
    "8",
    "pm?",
    "Call",
    "101.",
)
_KINDS = ("", "[]{}~^|\\€", "àéùìòÄÖñ£¥", "ŵŷâêîôûŴŶ", "“”‘’–…\u00a0", "🚓🔥", "Łčşđ")


def counted(text: str) -> int:
    """Answer how many short messages carry a text: written out as octets, and cut."""
    try:
        septets = [code for character in text for code in _CODES[character]]
    except KeyError:
        octets, joined = len(text.encode("utf-16-be")), (PAYLOAD - HEADER) // 2 * 2
        return 1 if octets <= PAYLOAD else len(range(0, octets, joined))
    joined = (PAYLOAD - HEADER) * 8 // 7
    return 1 if len(septets) <= PAYLOAD * 8 // 7 else len(range(0, len(septets), joined))


def texts(many: int, seed: int = 0) -> Iterator[str]:
    """Make so many texts of up to `MOST` characters: plain ones mostly, and each oddity often enough."""
    chance = Random(seed)  # noqa: S311 (made texts, no secret)
    for _ in range(many):
        # Half of them as long as a part or two, where one letter more changes the count.
        length = chance.choice((chance.randrange(1, MOST), 70, 134, 160, 306)) + chance.randrange(-2, 3)
        words = " ".join(chance.choices(_WORDS, k=MOST // 4))[: max(1, min(MOST, length))]
        odd = chance.choice(_KINDS) if chance.random() < 0.6 else ""
        letters = list(words)
        for _ in range(chance.randrange(1, 4) if odd else 0):
            letters[chance.randrange(len(letters))] = chance.choice(odd)
        yield "".join(letters)
