"""What a person may change about themselves, and the rules for it."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .application import Interests, a_name, some_groups
from .errors import Invalid
from .force import Force
from .groups import Admits
from .hours import PARTS
from .mailbox import mailbox
from .model import Model, Moment
from .own_places import Find, NewPlace, places_of
from .packed import PRIORITIES
from .phone import mobile
from .subscriber import Address, AddressState, Channel, Contact, Subscriber

LONGEST_PAUSE = timedelta(days=366)
LONGEST_REST = 18
"""Hours of a day in which somebody gets nothing, at most: what is deferred must have its time."""
TIMES = {*PRIORITIES, *(f"{priority}/{part}" for priority in PRIORITIES for part in PARTS)}
_WHEN = ("order", "quiet_hours", "urgent_wakes", "digest", "discreet")
WholeHour = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):00$")]
Wish = Annotated[tuple[Channel, ...], Field(min_length=1, max_length=2)]
MOST_ADDRESSES = 6
"""Enough for two phones and two mailboxes with one of each to replace."""


class NewAddress(Model):
    """An address to add: a number or a mailbox."""

    text: str | None = Field(default=None, max_length=60)
    email: str | None = Field(default=None, max_length=320)

    def normal(self, force: Force) -> tuple[Channel, str]:
        """Answer channel and value in normal form; raises Invalid."""
        if self.text and self.email:
            raise Invalid({"add": "Add one address at a time."})
        return an_address(self.text or self.email or "", force, "add")


class Change(Model):
    """Only the fields that were sent change; `places` and `order` are whole, and no pause, quiet hours or
    digest takes the old one away. A pause without a beginning begins now.
    """

    name: str | None = Field(default=None, max_length=100)
    interests: Interests | None = None
    invitation: str | None = Field(default=None, max_length=300)
    places: tuple[NewPlace, ...] | None = None
    paused_from: Moment | None = None
    paused_until: Moment | None = None
    order: dict[str, Wish] | None = None
    quiet_hours: tuple[WholeHour, WholeHour] | None = None
    urgent_wakes: bool | None = None
    digest: Literal["daily", "weekly"] | None = None
    discreet: bool | None = None
    add: NewAddress | None = None
    remove: tuple[str, ...] = Field(default=(), max_length=MOST_ADDRESSES)

    def made(self, was: Subscriber, force: Force, find: Find, admits: Admits, now: datetime) -> Subscriber:
        """Answer the person with everything changed but `add`; raises Invalid with a sentence a field."""
        problems: dict[str, str] = {}
        name = was.profile.name if self.name is None else a_name(self.name)
        problems |= {} if name else {"name": "Enter your name."}
        grouped = self._grouped(was, force, admits, now, problems)
        sid, wished = was.contact.sid, self.places
        places = was.places if wished is None else places_of(wished, sid, find, problems)
        contact = self._contact(was.contact, now, problems)
        if problems:
            raise Invalid(problems)
        return grouped.but(contact=contact, profile=was.profile.but(name=name), places=places)

    def _grouped(
        self, was: Subscriber, force: Force, admits: Admits, now: datetime, problems: dict[str, str]
    ) -> Subscriber:
        """Join and leave groups; whoever asked before goes on waiting since then."""
        if self.interests is None and self.invitation is None:
            return was
        # A group that the force has given up is nobody's mistake.
        held = tuple(each for each in (*was.interests, *was.asked) if force.interest(each))
        wanted = held if self.interests is None else self.interests
        groups = some_groups(wanted, self.invitation, force, admits, was.interests, problems)
        return was.but(
            interests=groups.members, asked={each: was.asked.get(each, now) for each in groups.asked}
        )

    def _contact(self, was: Contact, now: datetime, problems: dict[str, str]) -> Contact:
        contact = self._when(was, problems)
        if "paused_until" in self.model_fields_set:
            contact = contact.but(**self._pause(now, problems))
        kept = tuple(a for a in contact.addresses if a.id not in self.remove)
        if len(kept) < len(contact.addresses) and not contact.but(addresses=kept).channels():
            problems["remove"] = "This is the only address we can reach you at. Add another first, or leave."
        return contact.but(addresses=kept)

    def _pause(self, now: datetime, problems: dict[str, str]) -> dict[str, datetime | None]:
        since, until = self.paused_from, self.paused_until
        if until and not now < until <= now + LONGEST_PAUSE:
            problems["paused_until"] = "Choose a day within the next year."
        elif until and since and until <= since:
            problems["paused_until"] = "Choose a day after the first one."
        begun = until is None or since is None or since <= now
        return {"paused_until": until, "paused_from": None if begun else since}

    def _when(self, was: Contact, problems: dict[str, str]) -> Contact:
        """Change when and how messages come: whatever of it was sent."""
        if self.order is not None and (unknown := sorted(set(self.order) - TIMES)):
            problems["order"] = f"There is no such time to choose a channel for: {unknown[0]}."
        if self.quiet_hours and not 0 < _length(*self.quiet_hours) <= LONGEST_REST:
            problems["quiet_hours"] = "Choose between 1 and 18 hours. To get nothing at all, pause."
        none_too = {"quiet_hours", "digest"} & self.model_fields_set
        sent = {name: getattr(self, name) for name in _WHEN}
        changed = {name: value for name, value in sent.items() if value is not None or name in none_too}
        return was if problems else was.but(**changed)


def _length(start: str, end: str) -> int:
    return (int(end[:2]) - int(start[:2])) % 24


def an_address(typed: str, force: Force, field: str) -> tuple[Channel, str]:
    """Read what somebody typed as a number or a mailbox; raises Invalid for this field."""
    try:
        return ("email", mailbox(typed)) if "@" in typed else ("text", mobile(typed, force.texting.islands))
    except ValueError as refusal:
        raise Invalid({field: str(refusal)}) from None


def with_waiting(contact: Contact, channel: Channel, value: str, new_id: str) -> Contact:
    """Add an address that waits for its code; raises Invalid where it is there already, or one too many."""
    held = contact.holding(channel, value)
    if held and held.state is AddressState.VERIFIED:
        raise Invalid({"add": "You get messages there already."})
    if not held and len(contact.addresses) >= MOST_ADDRESSES:
        raise Invalid({"add": "Remove an address before you add another."})
    address = held or Address(id=new_id, channel=channel, value=value)
    return contact.with_address(address.but(state=AddressState.UNVERIFIED))
