"""What the services need from the world, as Protocols; everything outside comes in through one of these."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol, TypeVar

from .domain.alert import Alert, Content, LogEntry
from .domain.audit import Entry
from .domain.bitmap import Bits
from .domain.census.counted import Counted
from .domain.conversation import Conversation, Inbound, Words
from .domain.delivery import Page, State
from .domain.engagement import Fact, Week
from .domain.errors import Failure
from .domain.history import Sent
from .domain.kept import Kept
from .domain.officer import Officer
from .domain.packed import Packed
from .domain.place import Area, Outline, Outward, Postcode
from .domain.reach import Reach
from .domain.request import Request
from .domain.saved_audience import SavedAudience
from .domain.sending import Forms, Job, Message, Range, Sending
from .domain.session import Holder, Step, Tokens
from .domain.subscriber import Address, Consent, Contact, Place, Subscriber
from .domain.template import Template

K = TypeVar("K", bound=Kept)


class Absent:
    """The expectation that an item, or one attribute of it, is not there."""


ABSENT = Absent()
Item = dict[str, object]
"""One item of the table: str, int, float, bool, bytes, lists and maps of them; never None."""


class Key(NamedTuple):
    """The primary key of an item."""

    pk: str
    sk: str


class Write(NamedTuple):
    """One write that `Table.commit` carries out together with others: a put, or a delete where item is None.

    `expected` maps attributes to the value they must hold (ABSENT: not there); {"pk": ABSENT} means a new
    item. None means no condition.
    """

    key: Key
    item: Item | None
    expected: Mapping[str, object] | None = None


class Table(Protocol):
    """The single table. Every method may raise TemporaryFailure when the table is throttled for too long."""

    def get(self, key: Key) -> Item | None:
        """Read one item, consistently."""

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Read up to 100 items in one call, consistently; missing ones are left out."""

    def query(
        self,
        pk: str,
        first: str = "",
        last: str = "\U0010ffff",
        *,
        index: str | None = None,
        newest: bool = False,
        limit: int | None = None,
    ) -> Iterator[Item]:
        """Read items of a partition with first <= sort key <= last, lazily, page by page.

        On `G1` the items hold pk, sk, g1sk and b; on `G2` only pk, sk and g2sk. `newest` reads backwards.
        """

    def commit(self, *writes: Write) -> None:
        """Carry out all writes or none (at most 100); raises Conflict where one expectation fails."""

    def put_many(self, items: Iterable[Item]) -> None:
        """Write items without conditions, 25 a call, until all are taken."""

    def increment(self, key: Key, most: int | None = None, expires: int | None = None) -> int:
        """Add one to a counter item and answer it; raises TooMany where it stands at `most` already."""


class Clock(Protocol):
    """Time."""

    def now(self) -> datetime:
        """Answer the time now, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class Ids(Protocol):
    """Randomness, as ids."""

    def ulid(self) -> str:
        """Make an id that sorts by time: 26 characters."""

    def short(self, length: int = 10) -> str:
        """Make a random id of so many base-32 characters, five bits each."""


class Keys(Protocol):
    """Keyed digests; every key has a version so that keys can rotate."""

    def hash(self, purpose: str, value: str) -> str:
        """Answer `<key version>#<hex>`: the same value always gives the same answer under one key."""

    def sign(self, purpose: str, value: str, length: int = 12) -> str:
        """Answer a signature of so many base-32 characters, bound to its purpose."""

    def verify(self, purpose: str, value: str, signature: str) -> bool:
        """Check a signature against every key still valid, in constant time."""

    def digits(self, purpose: str, value: str, length: int) -> str:
        """Answer a code of decimal digits derived from the value, bound to its purpose."""


class Queue(Protocol):
    """The queues, by name: plan, urgent, routine, direct, record, inbound."""

    def put(self, queue: str, bodies: Sequence[Mapping[str, object]]) -> None:
        """Enqueue JSON bodies (ids only), ten a call."""


class Stored(NamedTuple):
    """What lies on the shelf: its tag, which changes with every put, and its bytes unless they are known."""

    tag: str
    data: bytes | None


class Shelf(Protocol):
    """Where one large thing lies under each name. Both methods may raise TemporaryFailure."""

    def get(self, name: str, known: str = "") -> Stored | None:
        """Read what was put last; without its bytes where `known` is its tag; None where there is nothing."""

    def put(self, name: str, data: bytes) -> str:
        """Put something in the place of what was there, and answer its tag."""


class Channel(Protocol):
    """A way out: one file in `channels/`, one line in the registry, one row in the contract test."""

    name: str
    batch: int
    """Messages that one call of `send` takes at most."""

    def send(self, messages: Sequence[Message]) -> list[str | Failure]:
        """Hand messages to the provider; answer a provider's id or a Failure for each, in order.

        Raises TemporaryFailure, PermanentFailure or Uncertain for the whole call, and nothing else.
        """


class Subscribers(Protocol):
    """People; every method that changes something answers Writes for `Table.commit`.

    `save` guards against a change since `was` was loaded (Conflict) and counts the contact's version on;
    who has left stands in no index any more.
    """

    def contact(self, sid: str) -> Contact | None: ...
    def load(self, sid: str) -> Subscriber | None:
        """Read a person who has verified at least one address; None before that."""

    def pending(self, contact: Contact, expires: datetime) -> Write: ...
    def add(self, subscriber: Subscriber, was: Contact) -> list[Write]: ...
    def save(self, subscriber: Subscriber, was: Subscriber) -> list[Write]: ...
    def consent(self, consent: Consent) -> Write: ...
    def lock(self, address: Address, sid: str) -> Write:
        """Make the address this person's; Conflict where it is another's (a stopped one is free)."""

    def unlock(self, address: Address, sid: str) -> Write:
        """Give an address free that this person holds."""

    def suppress(self, address: Address, sid: str, reason: str) -> Write:
        """Stop an address that this person holds; it still leads `owners` to them."""

    def address_hash(self, channel: str, value: str) -> str:
        """Answer the keyed hash under which an address is known everywhere."""

    def owner(self, channel: str, value: str) -> str | None:
        """Find who holds an address now; a stopped one is nobody's."""

    def owners(self, address_hash: str) -> str | None:
        """Find who holds an address, or held it until it was stopped (for START and late replies)."""

    def next_number(self) -> int: ...
    def erase(self, sid: str) -> list[Write]: ...
    def rows(self, partition: str, first: str, last: str) -> Iterator[tuple[str, Packed]]:
        """Read a run of the audience index in order, as (position, row)."""

    def asked(self, interest: str) -> list[str]:
        """List who waits to be let into a group, the longest first."""

    def history(self, sid: str, most: int) -> list[Sent]:
        """Read the newest rows of what a person was sent, newest first."""


class Requests(Protocol):
    """Requests that wait for a code or link, and the budgets that keep codes scarce."""

    def load(self, request: str) -> Request | None: ...
    def add(self, request: Request) -> Write: ...
    def save(self, request: Request, was: Request) -> Write: ...
    def waiting(self, before: datetime) -> list[Request]:
        """Find requests made before this moment whose codes are not all on their way."""

    def spend(self, purpose: str, who: str, most: int, hour: datetime) -> None:
        """Take one from a budget of the hour in which `hour` lies; raises TooMany when it is used up."""


class Places(Protocol):
    """Postcodes and areas as the force loaded them."""

    def postcode(self, postcode: str) -> Postcode | None: ...
    def outward(self, outward: str) -> Outward | None:
        """Find which other forces have postcodes that begin with this outward code, `TN1`."""

    def area(self, code: str) -> Area | None: ...
    def areas(self) -> list[Area]: ...
    def outlines(self, district: str) -> list[Outline]:
        """Answer the outlines in a district, or those of all districts where it is empty, by code."""

    def widened(self, *places: Place) -> list[Write]:
        """Put the cells of finer points into their areas that lack them, or those would not reach the places.

        Conflict where one of them changed meanwhile.
        """

    def put_postcodes(self, postcodes: Iterable[Postcode]) -> None: ...
    def put_outwards(self, outwards: Iterable[Outward]) -> None: ...
    def put_areas(self, areas: Iterable[Area]) -> None: ...
    def put_outlines(self, outlines: Iterable[Outline]) -> None: ...


class Censuses(Protocol):
    """The last census; it is taken in once a process, and then only asked whether there is a newer one."""

    def latest(self) -> Counted | None:
        """Answer the newest census; None where there is none that this code can read."""

    def keep(self, census: Counted) -> None:
        """Put a census in the place of the last."""


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
    def add_one(self, sending: Sending, forms: Forms, page: Page) -> list[Write]: ...
    def save(self, sending: Sending, was: Sending) -> Write: ...
    def open(self, before: datetime) -> list[Sending]: ...
    def by_code(self, code: str) -> Sending | None: ...
    def put_ranges(self, ranges: Sequence[Range]) -> None: ...
    def ranges(self, sending: str) -> list[Range]: ...
    def finish(self, span: Range) -> None: ...
    def add_page(self, page: Page) -> Page: ...
    def add_state(self, page: Page) -> None: ...
    def page(self, sending: str, page: str) -> Page: ...
    def pages(self, sending: str, chain: str = "") -> Iterator[Page]: ...
    def state(self, sending: str, page: str) -> State: ...
    def states(self, sending: str) -> list[State]: ...
    def save_state(self, state: State, was: State) -> Write: ...
    def job(self, sending: str, page: str) -> Job: ...
    def snapshot(
        self, sending: str, sids: Sequence[str]
    ) -> tuple[Sending | None, dict[str, Contact | None]]: ...
    def record(self, rows: Sequence[Sent]) -> None: ...


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


class Compose(Protocol):
    """Writes one person's message; whatever it raises costs that person the message and nobody else."""

    def __call__(
        self, sending: Sending, forms: Forms, reference: str, contact: Contact, address: Address
    ) -> Message: ...


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


class Officers(Protocol):
    """Officer records: role and unit come from here and never from a token."""

    def load(self, officer: str) -> Officer | None: ...
    def add(self, officer: Officer) -> Write: ...
    def save(self, officer: Officer, was: Officer) -> Write:
        """Write an officer over the one that was loaded; Conflict where anything of it has changed since."""

    def everyone(self) -> list[Officer]: ...


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


class Audit(Protocol):
    """The audit trail; the answered Write belongs in the same commit as what it speaks of."""

    def entry(self, by: str, action: str, subject: str, note: str = "") -> Write: ...
    def entries(self, day: str) -> list[Entry]: ...


class SignIn(Protocol):
    """The identity provider of officers: a chain of steps that ends in tokens.

    `session` is what the step before answered. Every method may raise TemporaryFailure; after the first,
    Expired where a step came too late or twice, and Invalid where code or new password will not do.
    """

    def sign_in(self, username: str, password: str) -> Tokens | Step:
        """Begin; raises NotSignedIn, the same for every reason."""

    def new_password(self, username: str, session: str, password: str) -> Tokens | Step:
        """Replace the password that an administrator gave."""

    def authenticator(self, username: str, session: str, code: str) -> Tokens | Step:
        """Prove with a first code that the authenticator holds the step's secret."""

    def code(self, username: str, session: str, code: str) -> Tokens | Step:
        """Give the code that the authenticator shows."""

    def renew(self, refresh: str) -> Tokens:
        """Exchange a refresh token for a new access token; raises NotSignedIn."""

    def sign_out(self, token: str) -> None:
        """Revoke every refresh token of this token's officer."""

    def holder(self, token: str, *, past_its_time: bool = False) -> Holder:
        """Answer whose access token this is; raises NotSignedIn where it does not hold."""


class CertificateSource(Protocol):
    """Where the certificate of a signed notification comes from; the laptop brings its own."""

    def fetch(self, url: str) -> bytes:
        """Answer the PEM certificate at an address that has passed the rule; raises TemporaryFailure."""


class Subscriptions(Protocol):
    """How a topic's subscription to our webhook is confirmed."""

    def confirm(self, url: str) -> None:
        """Visit a confirmation address that has passed the rule; raises TemporaryFailure."""


class Nonces(Protocol):
    """What was accepted lately, so that nothing is accepted twice."""

    def seen(self, purpose: str, nonce: str) -> bool: ...
    def remember(self, purpose: str, nonce: str, until: datetime) -> None: ...


class Stops(Protocol):
    """Ends and resumes texts to a number; `inbound` names the text that asked, and twice is harmless."""

    def stop(self, number: str, inbound: str) -> bool: ...
    def start(self, number: str, inbound: str) -> bool: ...
