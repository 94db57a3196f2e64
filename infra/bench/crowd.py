"""The crowd that the hand-over is measured with: people, and released sendings to so many of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from chalicelib import wiring
from chalicelib.domain.delivery import PAGE, Page, Recipient
from chalicelib.domain.ids import encode
from chalicelib.domain.sending import Forms, Sending, SendingStatus
from chalicelib.domain.subscriber import Address, AddressState, Channel, Contact
from chalicelib.services.sending.pacing import Pacing
from chalicelib.stores import keys
from chalicelib.stores.items import item_of

WORDS = (
    "Vans were broken into last night in Mill Lane. Did you see it between 7 and 8 pm? Reply to this text."
)
LONG = f"{WORDS}\n\nPlease lock your tools away, and tell us of anything you saw: every small thing helps."
WARD = "X05001001"
PACE = 100.0
"""Parts and emails a second: the time they take is not measured, only what is spent meanwhile."""


class Released(NamedTuple):
    """A sending on its way, and its pages."""

    sending: Sending
    pages: list[str]


class Patient:
    """`ports.Clock` on which time passes only for who sleeps, so that a busy machine changes no count."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC)

    def now(self) -> datetime:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


PATIENT = Patient()
"""One for all: a channel's time is given away until its end, which must not lie in another clock's future."""


def brisk() -> Pacing:
    """Answer a pace at which nobody waits long: limits such as a large force asks its providers for."""
    force = wiring.force()
    texting, emailing = force.texting.but(parts_per_second=PACE), force.emailing.but(per_second=PACE)
    return replace(wiring.pacing(), force=force.but(texting=texting, emailing=emailing))


def settle(people: int) -> None:
    """Write the contacts of people 0 to `people` - 1 as signing up does; numbers are Ofcom's for drama."""
    contacts = (contact(n) for n in range(people))
    wiring.table().put_many(item_of(contact, keys.contact(contact.sid)) for contact in contacts)


def number(n: int) -> str:
    return f"+447700900{n % 1000:03d}"


def contact(n: int) -> Contact:
    """Make one person with a number and a mailbox, as they are stored."""
    verified, now = AddressState.VERIFIED, datetime.now(UTC)
    return Contact(
        sid=encode(n, 10),
        number=n,
        addresses=(
            Address(id="T1T1T1", channel="text", value=number(n), state=verified, verified_at=now),
            Address(id="E1E1E1", channel="email", value=f"p{n}@example.org", state=verified, verified_at=now),
        ),
        consents={wiring.force().id: wiring.force().wording.version},
        version=1,
    )


def release(channel: Channel, people: range) -> Released:
    """Write a released sending to these people, page by page, ready for its workers."""
    now = wiring.clock().now()
    sending = Sending(
        id=wiring.ids().ulid(),
        why="alert",
        lane="routine",
        unit="snt-mill-lane",
        status=SendingStatus.RELEASED,
        created_at=now,
        released_at=now,
        code="ABCDEFGH",
    )
    forms = Forms(
        sending=sending.id, template="alert", subject="Vans broken into", text=WORDS, email=LONG,
        values={"other_ways": "Call 101", "asks_for": "Did you see it?"},
    )  # fmt: skip
    wiring.table().commit(*wiring.sendings().add(sending, forms))
    pages = list(_pages(sending.id, channel, people))
    for page in pages:
        wiring.sendings().add_page(page)
    return Released(sending, [page.id for page in pages])


def _pages(sending: str, channel: Channel, people: range) -> Iterator[Page]:
    for k, first in enumerate(range(people.start, people.stop, PAGE)):
        recipients = tuple(
            Recipient(encode(n, 10), ward=WARD) for n in range(first, min(first + PAGE, people.stop))
        )
        yield Page(
            sending=sending,
            id=f"{channel}#0000#{k:04d}",
            channel=channel,
            recipients=recipients,
            start="" if k == 0 else str(first),
            end=str(first + PAGE),
            stamps="w" * len(recipients),
        )
