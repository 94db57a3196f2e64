"""A page of recipients and the state of their deliveries: one letter per recipient, moved only as allowed."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import NamedTuple

from .errors import Conflict, Failure, PermanentFailure, TemporaryFailure
from .model import Model

STATUSES = ("waiting", "attempting", "sent", "failed", "skipped", "uncertain")
SLOTS: Mapping[str, tuple[str, str]] = {
    "w": ("waiting", ""),
    "a": ("attempting", ""),
    "S": ("sent", ""),
    "U": ("uncertain", "the answer was lost; it may have been sent"),
    "I": ("failed", "the address is not valid"),
    "R": ("failed", "the provider refused it"),
    "T": ("failed", "the provider could not be reached in time"),
    "P": ("failed", "the message could not be made for this person"),
    "O": ("skipped", "opted out"),
    "X": ("skipped", "the alert had expired"),
    "C": ("skipped", "the alert was cancelled"),
    "D": ("skipped", "reached through another place"),
    "L": ("skipped", "weekly limit reached"),
    "B": ("skipped", "spending limit reached"),
    "G": ("skipped", "comes in their digest"),
    "H": ("skipped", "asked for a pause"),
    "N": ("skipped", "no channel"),
    "M": ("skipped", "muted this kind"),
    "E": ("skipped", "training: nothing was sent"),
}
"""Letter -> (status, reason); upper case is final and never changes again."""
AGAIN = "".join(letter for letter, (status, _) in SLOTS.items() if status == "failed") + "C"
"""Letters of those whom a retry goes to: who failed, and whom a round that was stopped did not get to."""
NEVER = "IR"
"""Letters of those whom this channel will never reach."""
RECEIVED = "SU"
"""Letters of those whom a message reached, or may have."""
REHEARSED = "E"
"""The letter of who would have been sent to, had it not been training (E for exercise, as CAP calls it)."""
POISON = "P"
"""The letter of who cannot be sent to because of what is stored of them, or of the words."""
REFUSALS = {
    "invalid-number": "I",
    "invalid-address": "I",
    "opted-out": "O",
    "gave-up": "T",
    "poison": POISON,
    "spent": "B",
}
_MOVES = {"w": set(SLOTS) - {"w", "S", "U"}, "a": set(SLOTS) - {"a"}}
MARK = 4
PAGE = 100
"""Recipients of a page, at most: the page stays under 4 KB and its state under 1 KB."""
END = "end"
"""The end of a page after which its chain has no other."""


class Recipient(NamedTuple):
    """One person on a page: `address` is empty for the first verified one, `form` names the words.

    `ward` is the smallest area that officers see, `number` the subscriber's own, 0 before they have one.
    """

    sid: str
    address: str = ""
    form: str = ""
    ward: str = ""
    number: int = 0


class Page(Model):
    """About 100 recipients of a sending on one channel; written once, never changed.

    `start` and `end` are the page's interval in the audience index (position, key), so that the planner
    goes on from the page that is stored and not from the one it had in mind.
    """

    sending: str
    id: str
    channel: str
    recipients: tuple[Recipient, ...]
    start: str = ""
    end: str = ""
    stamps: str = ""
    """The letter each slot starts with, decided when planning."""
    spent: tuple[int, ...] = ()
    """The slots of people who have had their other channel before, and fall back no more."""
    before: str = ""
    """In a round that goes on from others: the letter each slot's person had before, which this takes the
    place of."""

    def state(self) -> "State":
        """Answer the state this page begins with."""
        return State(sending=self.sending, page=self.id, slots=self.stamps, before=self.before)

    def reference(self, slot: int) -> str:
        """Name a slot for the provider: `sending.page.slot` in the letters that an SES tag may hold."""
        return f"{self.sending}.{self.id.replace('#', '-')}.{slot}"


class State(Model):
    """How far a page is; under 1 KB, because an update is charged for the whole item.

    `marks` holds four bytes per slot, a digest of the provider's id. `fence` grows with every lease, so
    a worker that lost its lease cannot write. Times are milliseconds since 1970, 0 for none.
    """

    sending: str
    page: str
    slots: str
    before: str = ""
    marks: bytes = b""
    fence: int = 0
    lease_until: int = 0
    due: int = 0
    resting: int = 0
    """How many slots wait for nothing but the end of quiet hours; the first may be sent to at `due`."""
    rounds: int = 0
    recorded: int = 0

    def final(self) -> bool:
        """Tell whether every slot has reached its end."""
        return self.slots.isupper() or not self.slots

    def over(self) -> bool:
        """Tell whether nothing is left to do: final, and recorded."""
        return self.final() and bool(self.recorded)

    def counts(self) -> Counter[str]:
        """Count the slots by status; the sum is always the number of recipients."""
        return Counter(SLOTS[letter][0] for letter in self.slots)

    def failed(self) -> int:
        """Count the slots that a retry goes to, less those of earlier rounds that this page is a retry of."""
        return sum(map(AGAIN.count, self.slots)) - sum(map(AGAIN.count, self.before))

    def ready(self, now: int) -> bool:
        """Tell whether a worker may lease this page now: nobody holds it and its time has come."""
        return not self.final() and self.lease_until <= now and self.due <= now

    def leased(self, resend: bool, heard: Collection[int] = ()) -> "State":
        """Take the page over: what a dead worker left attempting is uncertain, or waits to be sent again.

        Of the slots in `heard` their provider has spoken since: it had them, so they were sent.
        """
        letters = ["S" if n in heard and letter == "a" else letter for n, letter in enumerate(self.slots)]
        slots = "".join(letters).replace("a", "w" if resend else "U")
        return self.but(slots=slots, fence=self.fence + 1, due=0, resting=0)

    def waiting(self, most: int, besides: Collection[int] = ()) -> tuple[int, ...]:
        """Answer the first slots that wait, at most so many, leaving some aside."""
        there = (n for n, letter in enumerate(self.slots) if letter == "w" and n not in besides)
        return tuple(islice(there, most))

    def move(self, changes: Mapping[int, str]) -> "State":
        """Give these slots these letters; raises Conflict where a slot may not move so."""
        letters = list(self.slots)
        for index, letter in changes.items():
            if letter not in _MOVES.get(letters[index], set()):
                raise Conflict(f"slot {index} cannot go from {letters[index]} to {letter}")
            letters[index] = letter
        return self.but(slots="".join(letters))

    def doubled(self, slots: Collection[int]) -> "State":
        """Skip these slots, whatever they were stamped: the person stands on another page as well."""
        return self.but(slots="".join("D" if n in slots else letter for n, letter in enumerate(self.slots)))

    def marked(self, ids: Mapping[int, str]) -> "State":
        """Keep a digest of the provider's id for each of these slots."""
        marks = bytearray(self.marks.ljust(MARK * len(self.slots), b"\0"))
        for index, provider_id in ids.items():
            marks[MARK * index : MARK * index + MARK] = mark(provider_id)
        return self.but(marks=bytes(marks))

    def mark(self, index: int) -> bytes:
        """Answer the digest kept for a slot; zeros for none."""
        return self.marks[MARK * index : MARK * index + MARK].ljust(MARK, b"\0")


def mark(provider_id: str) -> bytes:
    """Shorten a provider's id to the four bytes kept for it."""
    return hashlib.sha256(provider_id.encode()).digest()[:MARK]


def letter_of(outcome: str | Failure) -> str:
    """Judge what a channel answered: an id is sent, an answer that was lost is uncertain."""
    if isinstance(outcome, str):
        return "S"
    if isinstance(outcome, PermanentFailure):
        return REFUSALS.get(outcome.reason, "R")
    return "w" if isinstance(outcome, TemporaryFailure) else "U"


def total(states: Iterable[State]) -> dict[str, int]:
    """Add up states into one figure per status, zeros included."""
    counts = sum((state.counts() for state in states), Counter[str]())
    return {status: counts[status] for status in STATUSES}


def latest(states: Iterable[State]) -> dict[str, int]:
    """Add up the states of an alert's rounds, each person once: as the last of their rounds left them."""
    states = list(states)
    counts = sum((state.counts() for state in states), Counter[str]())
    counts.subtract(SLOTS[letter][0] for state in states for letter in state.before)
    return {status: counts[status] for status in STATUSES}


def received(training: bool) -> str:
    """Answer the letters of those who received an alert, or would have, had it not been training."""
    return REHEARSED if training else RECEIVED
