"""Sets of subscriber numbers with a bit each: 750,000 are 94 kB, where a set of names is 60 MB."""

import re
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

Bits = int
"""A bitmap as one number: bit n stands for the subscriber with the number n. Quick to combine."""
_SPARE = 1024
_OUT = b"0"
_FEW = 16


class Marks:
    """The same to grow and to look into: a long number would be copied each time."""

    def __init__(self, bits: Bits = 0) -> None:
        self._bytes = bytearray(bits.to_bytes((bits.bit_length() + 7) // 8, "little"))

    def __contains__(self, number: int) -> bool:
        place = number >> 3
        return place < len(self._bytes) and self._bytes[place] >> (number & 7) & 1 == 1

    def add(self, number: int) -> bool:
        """Take a number in; answer whether it is new."""
        if number in self:
            return False
        place = number >> 3
        if place >= len(self._bytes):
            self._bytes.extend(bytes(place + _SPARE - len(self._bytes)))
        self._bytes[place] |= 1 << (number & 7)
        return True

    def bits(self) -> Bits:
        """Answer the bitmap as one number."""
        return int.from_bytes(self._bytes, "little")


def span(start: int, end: int) -> Bits:
    """Answer the set of start, start + 1, ... end - 1."""
    return ((1 << end - start) - 1) << start if end > start else 0


def bits_of(members: Iterable[int], length: int) -> Bits:
    """Answer the set of these numbers, all below `length`.

    Bits are set in bytes that become a number at the end: setting one in an int copies it every time.
    """
    raw = bytearray(length + 7 >> 3)
    for n in members:
        raw[n >> 3] |= 1 << (n & 7)
    return int.from_bytes(raw, "little")


def laid(spans: Iterable[tuple[int, int]], length: int) -> Bits:
    """Answer the set of everything in these spans (start, end), all below `length`.

    A few are put together as numbers; many as digits, where each costs no more than its own length.
    """
    known = list(_joined(spans))
    if len(known) <= _FEW:
        return reduce(or_, (span(*each) for each in known), 0)
    digits = bytearray(_OUT) * length
    for start, end in known:
        digits[start:end] = b"1" * (end - start)
    return read(digits)


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Make one of spans beside each other."""
    start = end = 0
    for first, behind in spans:
        if first != end:
            yield start, end
            start = first
        end = behind
    yield start, end


def read(digits: bytearray | bytes) -> Bits:
    """Read digits `0` and `1`, the one for number 0 first."""
    return int(digits[::-1], 2) if digits else 0


def digits(bits: Bits, length: int) -> bytearray:
    """Write a set as so many digits `0` and `1`, the one for number 0 first; none may be beyond."""
    return bytearray(format(bits, f"0{length}b"), "ascii")[::-1] if length else bytearray()


def runs(bits: Bits) -> Iterator[tuple[int, int]]:
    """Answer the runs of neighbours in a set as (start, end), in order."""
    if bits:
        first = (bits & -bits).bit_length() - 1
        text = format(bits >> first, "b")[::-1]
        yield from ((first + found.start(), first + found.end()) for found in re.finditer("1+", text))


def members(bits: Bits) -> Iterator[int]:
    """Answer the members of a set in order."""
    return (n for start, end in runs(bits) for n in range(start, end))


def count(raw: bytes, start: int, end: int) -> int:
    """Count members from start to end - 1 of a set that was written by `int.to_bytes(..., "little")`."""
    piece = int.from_bytes(raw[start >> 3 : (end + 7) >> 3], "little") >> (start & 7)
    return (piece & ((1 << end - start) - 1)).bit_count()
