"""A sending: anything that goes out, from an alert's first round to one person's code."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal, NamedTuple, Self

from .delivery import Page, Recipient, State
from .model import Model, Moment
from .subscriber import Address, AddressState, Contact
from .traffic import Traffic
from .training import fixed

Lane = Literal["urgent", "routine", "direct"]
Why = Literal[
    "alert",
    "retry",
    "joiners",
    "fallback",
    "code",
    "known",
    "welcome",
    "opted-out",
    "opted-in",
    "help",
    "answer",
    "new-address",
    "admitted",
    "bounced",
    "digest",
]
ROUNDS: frozenset[Why] = frozenset({"retry", "joiners", "fallback"})
"""Why an alert goes out once more, after its first round, which is why `alert`: to those whom it failed to
reach, to those who have joined since, or by the other channel to those whom the first will never reach."""
WINDOW = {"text": 20, "email": 50}
"""Recipients that may be uncertain after a crash, at most, by channel."""

_VERIFIED = {AddressState.VERIFIED}
ALLOWED: dict[Why, set[AddressState]] = {
    "code": {AddressState.UNVERIFIED, AddressState.VERIFIED},
    "opted-out": {AddressState.OPTED_OUT},
    "help": {AddressState.VERIFIED, AddressState.OPTED_OUT, AddressState.UNVERIFIED},
}
"""What an address must be for each why; where nothing is said, verified. STOP is confirmed once, and HELP
answered, even to a person who has left."""


class SendingStatus(StrEnum):
    """Planning until nobody stands in two pages, then released, then closed when every slot is final."""

    PLANNING = "planning"
    RELEASED = "released"
    CLOSED = "closed"


class Sending(Model):
    """The head of a sending, read again before every window: cancelled, expired?"""

    id: str
    why: Why
    lane: Lane
    unit: str
    status: SendingStatus
    created_at: Moment
    alert: str | None = None
    conversation: str | None = None
    code: str
    kind: str = ""
    priority: str = "standard"
    invites_reply: bool = False
    ranges: int = 0
    starts_at: Moment | None = None
    """Planned and sent no earlier: written for later, and left alone by the sweep until then."""
    of: str = ""
    """The sending that this one goes on from: a retry's, or a fallback's, first."""
    fallback: str = ""
    """The sending that takes whom this one will never reach to their other channel, once there is one."""
    most_pence: int | None = None
    """What the texts of all rounds may cost at most."""
    expires_at: Moment | None = None
    cancelled_at: Moment | None = None
    released_at: Moment | None = None
    closed_at: Moment | None = None
    asked_at: Moment | None = None
    """When the sweep last asked for its planning again."""
    forms_hash: str = ""
    training: bool = False
    """Everything happens but the handing over: no channel ever gets a message of it."""

    def but(self, **changes: object) -> Self:
        """Answer a changed copy; raises Conflict where training would become live, or live training."""
        return super().but(**fixed(self.training, changes))

    def again(self, id: str, why: Why, at: datetime) -> Self:
        """Answer the head of another round of the same words: not planned yet, and after this one in time."""
        after = {"id": id, "why": why, "of": self.first()}
        anew = dict.fromkeys(("starts_at", "cancelled_at", "released_at", "closed_at", "asked_at"))
        return self.but(**anew, **after, fallback="", status=SendingStatus.PLANNING, created_at=at)

    def first(self) -> str:
        """Answer the first round's id: what the rounds of an alert cost is counted there."""
        return self.of or self.id

    def window(self, channel: str, recipients: int) -> int:
        """Answer how many may be attempted at once: one when urgent to few, so that none stays uncertain."""
        few = self.lane == "urgent" and recipients <= 10
        return 1 if few or self.lane == "direct" else WINDOW[channel]

    def stopped(self, now: Moment) -> str | None:
        """Answer the letter that all who still wait get, or None while the sending may go on."""
        if self.cancelled_at:
            return "C"
        return "X" if self.expires_at and self.expires_at <= now else None

    def address(self, recipient: Recipient, contact: Contact | None, channel: str) -> Address | None:
        """Choose where to send: the address that was named, else the first verified; None for opted out."""
        if contact is None or (contact.left_at and self.why not in {"opted-out", "help"}):
            return None
        if not recipient.address:
            return contact.verified(channel)
        named = contact.address(recipient.address)
        return named if named and named.state in ALLOWED.get(self.why, _VERIFIED) else None


class Entry(Model):
    """One alert in a digest: the sending that it came from, its words in short, and how it is checked."""

    sending: str
    headline: str
    words: str
    code: str
    expires: Moment


class Forms(Model):
    """The words of a sending, written once beside its head.

    `template` names how they are dressed; `subject`, `text` and `email` are an author's own words;
    `values` are what else the template needs (ids only, never a person's data).
    """

    sending: str
    template: str
    subject: str = ""
    text: str = ""
    email: str = ""
    values: dict[str, str] = {}
    entries: tuple[Entry, ...] = ()
    """Of a digest; a recipient's `form` says which are theirs."""


class Range(Model):
    """A stretch of the audience index that one message plans: (partition, first, last) runs in order."""

    sending: str
    n: int
    runs: tuple[tuple[str, str, str], ...]
    done: bool = False


class Job(NamedTuple):
    """All that a worker reads before it takes a page."""

    sending: Sending
    forms: Forms
    page: Page
    state: State


class Snapshot(NamedTuple):
    """What holds right before a window is sent: None for a head or traffic that is not there (yet), and for
    a contact that cannot be read.
    """

    head: Sending | None
    contacts: Mapping[str, Contact | None]
    traffic: Traffic | None


class Message(Model):
    """One message ready for a channel; `reference` is ours and rides along where the provider carries it.

    `lifetime` is how many seconds it is of use, where the provider can be told; None for as long as it takes.
    """

    channel: str
    to: str
    reference: str
    text: str
    subject: str = ""
    html: str = ""
    headers: dict[str, str] = {}
    lifetime: int | None = None
