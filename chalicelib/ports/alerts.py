"""What is kept of alerts and of all that follows from them: each method answers models, or `Write`s."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from ..domain.kept import Kept
from ..domain.saved_audience import SavedAudience
from ..domain.template import Template
from .table import Write

if TYPE_CHECKING:
    # A function imports the models that it uses, and not those of every port.
    from ..domain.alert import Alert, Content, LogEntry
    from ..domain.bitmap import Bits
    from ..domain.conversation import Conversation, Inbound, Words
    from ..domain.delivery import Page, State
    from ..domain.digest import Awaited, Cadence, Round
    from ..domain.engagement import Fact, Week
    from ..domain.history import Sent
    from ..domain.reach import Reach
    from ..domain.receipt import PageReceipts
    from ..domain.sending import Forms, Job, Range, Sending, Snapshot
    from ..domain.traffic import Traffic


class Alerts(Protocol):
    """Alerts, their versions and their log."""

    def load(self, alert: str) -> Alert | None: ...
    def add(self, alert: Alert, entry: LogEntry) -> list[Write]: ...
    def save(self, alert: Alert, was: Alert, entry: LogEntry) -> list[Write]: ...
    def version(self, alert: Alert) -> Write: ...
    def content(self, alert: str, version: int) -> Content | None: ...
    def log(self, alert: str) -> list[LogEntry]: ...
    def latest(self, most: int) -> list[Alert]: ...
    def waiting(self) -> list[Alert]: ...


class Sendings(Protocol):
    """Sendings with their pages and states."""

    def load(self, sending: str) -> Sending | None: ...
    def forms(self, sending: str) -> Forms: ...
    def add(self, sending: Sending, forms: Forms) -> list[Write]: ...
    def with_page(self, page: Page) -> list[Write]:
        """Write a page with its state, both new."""

    def add_one(self, sending: Sending, forms: Forms, page: Page) -> list[Write]: ...
    def save(self, sending: Sending, was: Sending) -> Write: ...
    def open(self, before: datetime) -> list[Sending]: ...
    def rounds(self, alert: str) -> list[Sending]:
        """List an alert's rounds after the first, in the order in which they began."""

    def by_code(self, code: str) -> Sending | None: ...
    def put_ranges(self, ranges: Sequence[Range]) -> None: ...
    def ranges(self, sending: str) -> list[Range]: ...
    def finish(self, span: Range) -> None: ...
    def add_page(self, page: Page) -> Page: ...
    def add_state(self, page: Page) -> None: ...
    def page(self, sending: str, page: str) -> Page: ...
    def pages(self, sending: str, chain: str = "") -> Iterator[Page]: ...
    def state(self, sending: str, page: str) -> State: ...
    def states(self, sending: str, chain: str = "") -> list[State]: ...
    def over(self, sending: str, page: str) -> bool:
        """Tell whether every state is final and recorded; looks behind a page first, where work goes on."""

    def save_state(self, state: State, was: State) -> Write: ...
    def job(self, sending: str, page: str) -> Job: ...
    def snapshot(self, sending: str, channel: str, sids: Sequence[str]) -> Snapshot: ...
    def record(self, rows: Sequence[Sent]) -> None: ...


class Receipts(Protocol):
    """What providers said later of each page's messages."""

    def of(self, sending: str) -> dict[str, PageReceipts]:
        """Read all that was said of a sending, by page; pages of which nothing was said are left out."""

    def page(self, sending: str, page: str) -> PageReceipts: ...
    def pages(self, wanted: Sequence[tuple[str, str]]) -> list[tuple[Page, PageReceipts]]:
        """Read pages, named by sending and id, with what was said of each; those not there are left out."""

    def save(self, receipts: PageReceipts, was: PageReceipts) -> Write:
        """Write what is said of a page over what was; Conflict where more was said meanwhile."""


class Traffics(Protocol):
    """What the workers of a channel share."""

    def load(self, channel: str) -> Traffic:
        """Read it; a channel that was never used gets its item here."""

    def save(self, traffic: Traffic, was: Traffic) -> Write:
        """Write it over the version that was read, and count that up."""


class Reaches(Protocol):
    """Who was sent what, as bitmaps of subscriber numbers."""

    def put(self, reaches: Sequence[Reach]) -> list[Write]:
        """Keep one sending's reach, by channel, in the place of what was kept of it before."""

    def of(self, alert: str) -> Bits:
        """Answer who was sent an alert, or is to be while it is on its way."""

    def answer(self, alert: str, number: int) -> Write:
        """Keep that somebody answered an alert; twice is harmless."""

    def answered(self, alert: str) -> Bits: ...
    def capped(self, now: datetime, most: int) -> Bits:
        """Answer who had `most` texts or more in the last seven days that were not urgent."""


class Digests(Protocol):
    """Who gets which alert with their next digest, and what the last one took up."""

    def add(self, awaited: Awaited) -> Write: ...
    def awaited(self, cadence: Cadence) -> list[Awaited]:
        """Read what waits for a digest, the oldest sending first, what the last took up included."""

    def last(self, cadence: Cadence) -> Round | None: ...
    def save(self, now: Round, was: Round | None) -> Write:
        """Put a digest in the place of the last; Conflict where there is another by now."""

    def drop(self, last: Round) -> None:
        """Forget what a digest took up; twice is harmless."""


class Conversations(Protocol):
    """Replies as they came, and the conversations they belong to."""

    def receive(self, inbound: Inbound) -> bool:
        """Keep a text under its provider's id; False where it is there already."""

    def receive_unnumbered(self, inbound: Inbound, digest: str, within: timedelta) -> Inbound:
        """Keep a text that came without an id, or find the one with this digest that it repeats."""

    def inbound(self, provider: str, id: str) -> Inbound | None: ...
    def judged(self, inbound: Inbound, verdict: str) -> Write:
        """Mark a text as dealt with; Conflict where it is already."""

    def load(self, conversation: str) -> Conversation | None: ...
    def current(
        self, address_hash: str, unit: str, alert: str | None, sid: str | None
    ) -> Conversation | None:
        """Find a conversation; a number that changed hands begins another with its new holder."""

    def add(self, conversation: Conversation) -> list[Write]: ...
    def save(self, conversation: Conversation, was: Conversation) -> Write: ...
    def say(self, words: Words) -> Write: ...
    def words(self, conversation: str) -> list[Words]:
        """Read a conversation, oldest words first."""

    def inbox(self, unit: str, state: str) -> list[Conversation]:
        """List a unit's conversations, at most 100, those due first before the others."""


class Facts(Protocol):
    """Facts without people, and the weeks closed from them."""

    def add(self, fact: Fact) -> Write:
        """Write a fact; writing the same one (week and id) again changes nothing."""

    def of(self, week: str) -> Iterator[Fact]: ...
    def close(self, week: Week) -> None:
        """Keep a week's figures for good; raises Conflict where it is closed already."""

    def week(self, week: str) -> Week | None: ...
    def weeks(self) -> list[str]:
        """List the closed weeks, newest first."""


K = TypeVar("K", bound=Kept)


class KeptByUnit(Protocol[K]):
    """What is kept under names, by unit; the force's own are those of the unit \"\"."""

    def of(self, unit: str) -> list[K]: ...
    def load(self, unit: str, id: str, /) -> K | None: ...


class Templates(KeptByUnit[Template], Protocol):
    """Saved templates."""

    def add(self, template: Template) -> Write: ...
    def save(self, template: Template, was: Template) -> Write: ...
    def delete(self, template: Template) -> Write: ...


class SavedAudiences(KeptByUnit[SavedAudience], Protocol):
    """Saved audiences, each with every version it ever had."""

    def version(self, id: str, version: int) -> SavedAudience | None: ...
    def add(self, saved: SavedAudience) -> list[Write]: ...
    def save(self, saved: SavedAudience, was: SavedAudience) -> list[Write]: ...
    def delete(self, saved: SavedAudience) -> Write: ...


class Stops(Protocol):
    """Ends and resumes texts to a number; `inbound` names the text that asked, and twice is harmless."""

    def stop(self, number: str, inbound: str) -> bool: ...
    def start(self, number: str, inbound: str) -> bool: ...
