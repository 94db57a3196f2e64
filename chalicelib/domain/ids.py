"""The shapes of ids: ULIDs for what is listed by time, short ids for what travels in links."""

import hashlib
import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so ids can be read out on the telephone."""

SUBSCRIBER_ID = re.compile(f"[{ALPHABET}]{{10}}")
_LOOKALIKES = str.maketrans("ILO", "110")


def encode(number: int, length: int) -> str:
    """Write a number in base 32, padded to `length` characters, higher bits dropped."""
    letters = []
    for _ in range(length):
        letters.append(ALPHABET[number & 31])
        number >>= 5
    return "".join(reversed(letters))


def ulid(milliseconds: int, randomness: int) -> str:
    """Make a ULID: 26 characters, sorted by time (https://github.com/ulid/spec)."""
    return encode(milliseconds, 10) + encode(randomness, 16)


def tidy(typed: str) -> str:
    """Put an id that a person typed into its one form: upper case, no marks, 0 for O, 1 for I and L."""
    return "".join(filter(str.isalnum, typed.upper().translate(_LOOKALIKES)))


def derived(*parts: str) -> str:
    """Make the 26-character id that the same parts always give, so that work done twice is found out."""
    return encode(int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()), 26)


def spaced(code: str) -> str:
    """Write an authenticity code as people read it, `ABCD-EFGH`; `tidy` reads it again."""
    return f"{code[:4]}-{code[4:]}"
