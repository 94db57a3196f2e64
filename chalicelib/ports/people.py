"""What is kept of people and of where they live: each method answers models, or `Write`s to commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from .table import Write

if TYPE_CHECKING:
    # A function imports the models that it uses, and not those of every port.
    from ..domain.audit import Entry
    from ..domain.census.counted import Counted
    from ..domain.history import Sent
    from ..domain.officer import Officer
    from ..domain.packed import Packed
    from ..domain.place import Area, Outline, Outward, Postcode
    from ..domain.request import Request
    from ..domain.subscriber import Address, Consent, Contact, Place, Subscriber


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

    def holders(self, hashes: Sequence[str]) -> dict[str, str]:
        """Find who holds addresses, or held them, a hundred a call; those of nobody are left out."""

    def next_number(self) -> int: ...
    def erase(self, sid: str) -> list[Write]: ...
    def rows(self, partition: str, first: str, last: str) -> Iterator[tuple[str, Packed]]:
        """Read a run of the audience index in order, as (position, row)."""

    def asked(self, interest: str) -> list[str]:
        """List who waits to be let into a group, the longest first."""

    def history(self, sid: str, most: int) -> list[Sent]:
        """Read the newest rows of what a person was sent, newest first."""

    def alike(self, row: Sent, sids: Sequence[str]) -> list[Sent]:
        """Read what these people were sent by the sending and channel of somebody's row, a hundred a call."""


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
    def names(self) -> dict[str, str]:
        """Answer what every area is called, by its code."""

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


class Officers(Protocol):
    """Officer records: role and unit come from here and never from a token."""

    def load(self, officer: str) -> Officer | None: ...
    def add(self, officer: Officer) -> Write: ...
    def save(self, officer: Officer, was: Officer) -> Write:
        """Write an officer over the one that was loaded; Conflict where anything of it has changed since."""

    def everyone(self) -> list[Officer]: ...


class Audit(Protocol):
    """The audit trail; the answered Write belongs in the same commit as what it speaks of."""

    def entry(self, by: str, action: str, subject: str, note: str = "") -> Write: ...
    def entries(self, day: str) -> list[Entry]: ...


class Nonces(Protocol):
    """What was accepted lately, so that nothing is accepted twice."""

    def seen(self, purpose: str, nonce: str) -> bool: ...
    def remember(self, purpose: str, nonce: str, until: datetime) -> None: ...
