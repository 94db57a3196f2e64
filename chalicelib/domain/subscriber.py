"""A person, business or group that signed up: how to reach them, who they are, where they live."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from .model import Model, Moment

Kind = Literal["resident", "business", "community-group"]
Channel = Literal["text", "email"]
Source = Literal["web", "paper"]
CHANNELS: tuple[Channel, ...] = ("text", "email")


def other(channel: str) -> Channel:
    """Answer the other channel."""
    return "email" if channel == "text" else "text"


class AddressState(StrEnum):
    """Whether an address may be sent to; only `verified` may, but for codes and one last confirmation."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    OPTED_OUT = "opted-out"
    BOUNCED = "bounced"


class Address(Model):
    """A number (E.164) or mailbox; the list of kinds is open, so voice and letters fit later."""

    id: str
    channel: Channel
    value: str
    state: AddressState = AddressState.UNVERIFIED
    verified_at: Moment | None = None
    opted_out_at: Moment | None = None

    def hint(self) -> str:
        """Show enough for its owner to know it: the last three digits, or the first letter and domain."""
        if self.channel == "text":
            return f"number ending {self.value[-3:]}"
        name, _, domain = self.value.partition("@")
        return f"{name[0]}…@{domain}"


class Contact(Model):
    """All that the moment of sending needs to know of one person."""

    sid: str
    number: int = 0
    addresses: tuple[Address, ...] = ()
    order: dict[str, tuple[Channel, ...]] = {}
    """By priority, or by priority and part of the day, "standard/evening", which goes before."""
    mutes: tuple[str, ...] = ()
    paused_from: Moment | None = None
    """When the pause begins; None for one that has begun."""
    paused_until: Moment | None = None
    quiet_hours: tuple[str, str] | None = None
    urgent_wakes: bool = False
    """Whether what is urgent comes in their quiet hours all the same: their own choice."""
    digest: Literal["daily", "weekly"] | None = None
    discreet: bool = False
    language: str = "en"
    formats: tuple[str, ...] = ()
    consents: dict[str, str] = {}
    left_at: Moment | None = None
    version: int = 0

    def address(self, address: str) -> Address | None:
        """Find one address by its id."""
        return next((known for known in self.addresses if known.id == address), None)

    def holding(self, channel: str, value: str) -> Address | None:
        """Find the address with this value, whatever its state; capitals do not matter."""
        same = (a for a in self.addresses if (a.channel, a.value.lower()) == (channel, value.lower()))
        return next(same, None)

    def verified(self, channel: str) -> Address | None:
        """Answer the first address of this channel that may be sent to."""
        usable = (a for a in self.addresses if a.channel == channel and a.state is AddressState.VERIFIED)
        return next(usable, None)

    def channels(self) -> tuple[Channel, ...]:
        """Answer the channels on which this person can be reached now."""
        return tuple(channel for channel in CHANNELS if self.verified(channel))

    def with_address(self, address: Address) -> "Contact":
        """Put this address in the place of the one with the same id, or at the end."""
        kept = [address if known.id == address.id else known for known in self.addresses]
        return self.but(addresses=tuple(kept if address in kept else [*kept, address]))

    def paused(self, now: Moment) -> bool:
        """Tell whether the person asked for nothing now, until later."""
        begun = self.paused_from is None or self.paused_from <= now
        return begun and self.paused_until is not None and now < self.paused_until

    def wish(self, priority: str, part: str) -> Channel | None:
        """Answer the channel they want first for a priority in a part of the day; None for no wish."""
        wished = self.order.get(f"{priority}/{part}") or self.order.get(priority)
        return wished[0] if wished else None


class Profile(Model):
    """Who they are and how they came; never needed to send."""

    sid: str
    name: str
    kind: Kind
    source: Source
    campaign: str | None = None
    joined_at: Moment
    joined_week: str


class Consent(Model):
    """One agreement, kept for good: who, when, how, and the wording's version (UK GDPR article 7(1)).

    `address` is the id of the address that was proved; `by` is the sid, or the officer of a paper form.
    """

    sid: str
    address: str
    at: Moment
    by: str
    how: str
    wording_version: str
    sender: str


class Place(Model):
    """A postcode of a subscriber with its point and codes; `n` counts from 0, the first is home.

    `label` is the person's own word for it. Where `finer`, they gave the point themselves, for a farm far
    from the middle of its postcode. `homes` is the code of the area in which homes are counted, empty for
    the ward.
    """

    sid: str
    n: int
    label: str = ""
    postcode: str
    house: str | None = None
    finer: bool = False
    lat: float
    lon: float
    geohash: str = Field(min_length=9, max_length=9)
    district: str
    ward: str
    neighbourhood: str = ""
    homes: str = ""


class Subscriber(Model):
    """Everything held that decides who gets what.

    `interests` are the groups somebody is a member of, `asked` those that wait for an officer's yes, with the
    moment since when: nothing reaches anybody by these.
    """

    contact: Contact
    profile: Profile
    places: tuple[Place, ...]
    interests: tuple[str, ...] = ()
    asked: dict[str, Moment] = {}

    def dimensions(self) -> dict[str, str]:
        """Answer what their facts are counted by, none of which names them; leaving counts as joining did."""
        proved = [a for a in self.contact.addresses if a.verified_at]
        first = min(proved, key=lambda a: str(a.verified_at), default=None)
        return {
            "channel": first.channel if first else "",
            "source": self.profile.source,
            "campaign": self.profile.campaign or "",
            "district": self.places[0].district,
            "ward": self.places[0].ward,
            "kind": self.profile.kind,
            "joined": self.profile.joined_week,
        }
