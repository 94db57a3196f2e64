"""What a provider says later of a message it took: by slot, never moving backwards."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Literal, NamedTuple, Self

from pydantic import ConfigDict

from .delivery import SLOTS, State
from .model import Model, Moment

Outcome = Literal["delivered", "temporary", "permanent", "complaint", "unknown"]
"""`permanent` will never arrive; `temporary` did not this time; `unknown`: the provider cannot tell."""
LETTERS = {
    "none": "n",
    "temporary": "t",
    "unknown": "u",
    "delivered": "d",
    "permanent": "p",
    "complaint": "c",
}
"""A letter a slot, as a page's receipts hold it, by rank: a lower one never replaces a higher."""
NAMES = {letter: name for name, letter in LETTERS.items()}
PATIENCE = timedelta(hours=72)
"""What nobody has spoken of for so long will not be spoken of any more: no provider is later."""
AFTER_ALL = "sent after all"
"""The reason of what was uncertain until its provider spoke of it."""


class Receipt(Model):
    """One receipt, normalised: whose it is, what it says, and when the provider said so.

    `reference` is ours, `sending.page.slot`, where the provider carried it. Where it could not (Amazon SNS),
    `address` is the keyed hash of the number and `mark` the digest of the provider's id. No person is in it.
    """

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")

    provider: str
    outcome: Outcome
    at: Moment
    reference: str = ""
    address: str = ""
    mark: bytes = b""
    reason: str = ""


class Batch(Model):
    """Receipts that travel in one message of the queue."""

    receipts: tuple[Receipt, ...]


class Report(NamedTuple):
    """A receipt as it came, with what may not travel on: the mailbox or number, and the provider's id."""

    receipt: Receipt
    channel: str
    to: str = ""
    id: str = ""


class Spot(NamedTuple):
    """The slot of a page that a receipt speaks of."""

    sending: str
    page: str
    slot: int


class PageReceipts(Model):
    """What was said of a page's slots so far; slots at the end of which nothing was said may be left out."""

    sending: str
    page: str
    letters: str = ""

    def upto(self, slots: int) -> str:
        """Answer the letters of so many slots."""
        return self.letters.ljust(slots, LETTERS["none"])[:slots]

    def letter(self, slot: int) -> str:
        """Answer what stands for a slot; n where nothing does."""
        return self.letters[slot : slot + 1] or LETTERS["none"]

    def heard(self) -> frozenset[int]:
        """Answer the slots of which anything was said."""
        return frozenset(slot for slot, letter in enumerate(self.letters) if letter != LETTERS["none"])

    def hearing(self, news: Mapping[int, str]) -> Self:
        """Enter letters by slot; in whatever order and however often, the same stands in the end."""
        length = max([len(self.letters), *(slot + 1 for slot in news)])
        letters = list(self.letters.ljust(length, LETTERS["none"]))
        for slot, letter in news.items():
            letters[slot] = later(letters[slot], letter)
        return self.but(letters="".join(letters))


def seen(state: State, said: PageReceipts) -> State:
    """Answer a state to count by: of whatever a provider speaks, it was sent, though its answer was lost.

    The state itself stays as it is: nothing moves that is final.
    """
    if "U" not in state.slots:
        return state
    pairs = zip(state.slots, said.upto(len(state.slots)), strict=True)
    return state.but(slots="".join("S" if letter == "U" and n != "n" else letter for letter, n in pairs))


def outcome(letter: str, receipt: str, waited: bool) -> str:
    """Name what is known of one slot; a message never spoken of is `unknown` once it has `waited`."""
    silent = receipt == LETTERS["none"] and waited and SLOTS[letter][0] == "sent"
    return "unknown" if silent else NAMES[receipt]


def patient(state: State, now: Moment) -> bool:
    """Tell whether a page's messages have waited so long that nobody will speak of them any more."""
    return bool(state.recorded) and now.timestamp() - state.recorded / 1000 > PATIENCE.total_seconds()


def counted(state: State, said: PageReceipts, now: Moment) -> Counter[str]:
    """Count what became of the messages that were sent; the sum is always their number."""
    counts, waited = Counter[str](), patient(state, now)
    for (letter, receipt), n in Counter(zip(state.slots, said.upto(len(state.slots)), strict=True)).items():
        counts[outcome(letter, receipt, waited)] += n if SLOTS[letter][0] == "sent" else 0
    return counts


def later(known: str, letter: str) -> str:
    """Answer which of two letters stands when both were said, in whatever order."""
    ranks = "".join(LETTERS.values())
    return max(known, letter, key=ranks.index)


def spot(reference: str) -> Spot | None:
    """Read what `Page.reference` wrote, also as a tag that may hold no full stops; None for any other."""
    parts = reference.replace("_", ".").split(".")
    if len(parts) != 3 or not (parts[2].isascii() and parts[2].isdigit()) or len(parts[2]) > 3:
        return None
    return Spot(parts[0], parts[1].replace("-", "#"), int(parts[2]))
