"""Sets of small whole numbers as bitmaps: bit n of a Python int says whether n is in the set."""

import re
from collections.abc import Iterable, Iterator

Bits = int
_IN, _OUT = ord("1"), b"0"


def span(start: int, end: int) -> Bits:
    """Answer the set of start, start + 1, ... end - 1."""
    return ((1 << end - start) - 1) << start if end > start else 0


def bits_of(members: Iterable[int], length: int) -> Bits:
    """Answer the set of these numbers, all below `length`.

    Digits are set in a row and read as one number at the end: setting bits in an int copies it every time.
    """
    digits = bytearray(_OUT) * length
    for n in members:
        digits[n] = _IN
    return read(digits)


def laid(spans: Iterable[tuple[int, int]], length: int) -> Bits:
    """Answer the set of everything in these spans (start, end), all below `length`."""
    digits = bytearray(_OUT) * length
    for start, end in spans:
        digits[start:end] = b"1" * (end - start)
    return read(digits)


def read(digits: bytearray | bytes) -> Bits:
    """Read digits `0` and `1`, the one for number 0 first."""
    return int(digits[::-1], 2) if digits else 0


def digits(bits: Bits, length: int) -> bytearray:
    """Write a set as so many digits `0` and `1`, the one for number 0 first; none may be beyond."""
    return bytearray(format(bits, f"0{length}b"), "ascii")[::-1] if length else bytearray()


def runs(bits: Bits) -> Iterator[tuple[int, int]]:
    """Answer the runs of neighbours in a set as (start, end), in order."""
    if bits:
        text = format(bits, "b")[::-1]
        yield from (found.span() for found in re.finditer("1+", text))


def count(raw: bytes, start: int, end: int) -> int:
    """Count members from start to end - 1 of a set that was written by `int.to_bytes(..., "little")`."""
    piece = int.from_bytes(raw[start >> 3 : (end + 7) >> 3], "little") >> (start & 7)
    return (piece & ((1 << end - start) - 1)).bit_count()
