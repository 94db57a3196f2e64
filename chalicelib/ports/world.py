"""The machine and what is rented: time, chance, digests, queues, objects, ways out, and signing in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    # A function imports the models that it uses, and not those of every port.
    from ..domain.errors import Failure
    from ..domain.sending import Forms, Message, Sending
    from ..domain.session import Holder, Step, Tokens
    from ..domain.subscriber import Address, Contact


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
    """The queues, by name: plan, urgent, routine, direct, record, inbound, receipts."""

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


class Compose(Protocol):
    """Writes one person's message; whatever it raises costs that person the message and nobody else."""

    def __call__(
        self, sending: Sending, forms: Forms, reference: str, contact: Contact, address: Address
    ) -> Message: ...


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
