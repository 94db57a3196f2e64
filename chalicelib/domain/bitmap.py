"""Sets of subscriber numbers with a bit each: 750,000 are 94 kB, where a set of names is 60 MB."""

Bits = int
"""A bitmap as one number: bit n stands for the subscriber with the number n. Quick to combine."""
_SPARE = 1024


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
