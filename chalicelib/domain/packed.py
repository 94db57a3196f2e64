"""The one packed attribute of the audience index: all that decides who is reached, in about 120 bytes."""

from typing import NamedTuple

from .engagement import LONDON
from .force import Force
from .hours import PARTS
from .subscriber import Channel, Contact, Place, Subscriber

FORMAT = "3"
"""What the attribute begins with; one of another format is refused, but for the one before.

A 2 has no digest, no quiet hours, a pause only that has begun, and an order that is the same all day.
"""
_READ = {"2", FORMAT}
_KINDS = {"resident": "r", "business": "b", "community-group": "g"}
_KIND_NAMES = {letter: kind for kind, letter in _KINDS.items()}
PRIORITIES = ("urgent", "standard", "low")


class Spot(NamedTuple):
    """A place as the index knows it: geohash-9, postcode without its space, and codes.

    `neighbourhood` is empty where the force has none there, `homes` where homes are counted by ward.
    """

    geohash: str
    postcode: str
    ward: str
    district: str
    neighbourhood: str = ""
    homes: str = ""

    @property
    def sector(self) -> str:
        """Answer the postcode sector, as in `ME14 1`."""
        return f"{self.postcode[:-3]} {self.postcode[-3:-2]}"

    @property
    def local(self) -> str:
        """Answer the smallest area that officers see: a neighbourhood where there is one, else the ward."""
        return self.neighbourhood or self.ward


class Packed(NamedTuple):
    """One place of one person in the audience index.

    `channels` and `order` use the first letters of the channels; `order` has one letter per priority
    (urgent, standard, low) and part of the day (day, evening, night), or `-` for the default. `digest` is d
    (daily), w (weekly) or empty. Nothing goes out from the UTC second `pauses` to the second `paused`.
    `joined` is the London day of joining as a number (20261102), `home` a few letters that tell the homes of
    one postcode apart, empty where no house was given. `quiet` are the hours of their own rest, "2207", with
    a u behind where what is urgent wakes them.
    """

    sid: str
    n: int
    number: int
    spots: tuple[Spot, ...]
    kind: str
    language: str
    channels: str
    order: str
    interests: int
    mutes: tuple[str, ...]
    discreet: bool
    digest: str
    paused: int
    pauses: int
    joined: int
    home: str
    quiet: str = ""

    def channel(self, priority: str, part: str) -> Channel:
        """Choose the channel: the person's own order for that time, else text if urgent and email if not."""
        wished = self.order[PRIORITIES.index(priority) * len(PARTS) + PARTS.index(part)]
        default = "t" if priority == "urgent" else "e"
        letter = next((c for c in (wished, default, *self.channels) if c in self.channels), default)
        return "text" if letter == "t" else "email"

    def quiet_hours(self) -> list[int]:
        """List the hours of the day in which they rest, by London's clocks."""
        if not self.quiet:
            return []
        start, end = int(self.quiet[:2]), int(self.quiet[2:4])
        return [(start + n) % 24 for n in range((end - start) % 24)]

    def rests(self, now: float) -> bool:
        """Tell whether the person has a pause at this UTC second."""
        return self.pauses <= now < self.paused


def spot_of(place: Place) -> Spot:
    """Answer what the index keeps of a place."""
    postcode = place.postcode.replace(" ", "")
    return Spot(place.geohash, postcode, place.ward, place.district, place.neighbourhood, place.homes)


def pack(subscriber: Subscriber, place: Place, force: Force, home: str) -> str:
    """Write the packed attribute for one place (or for a membership, with the person's first place)."""
    contact, profile = subscriber.contact, subscriber.profile
    wishes = [contact.wish(priority, part) for priority in PRIORITIES for part in PARTS]
    pause = [contact.paused_until, contact.paused_from] if contact.paused_until else []
    return "|".join(
        (
            FORMAT,
            str(contact.number),
            ";".join(",".join(spot_of(each)).rstrip(",") for each in subscriber.places),
            _KINDS[profile.kind] + ("d" if contact.discreet else "-") + (contact.digest or "")[:1],
            contact.language,
            "".join(channel[0] for channel in contact.channels()),
            "".join(wish[0] if wish else "-" for wish in wishes),
            f"{force.interest_bits(subscriber.interests):x}",
            ",".join(contact.mutes),
            ",".join(str(int(moment.timestamp())) for moment in pause if moment) or "0",
            profile.joined_at.astimezone(LONDON).strftime("%Y%m%d"),
            str(place.n),
            home,
            _quiet(contact),
        )
    )


def unpack(sid: str, packed: str) -> Packed:
    """Read the packed attribute again; raises ValueError where the format is not ours."""
    form, _, rest = packed.partition("|")
    if form not in _READ:
        raise ValueError(f"packed attribute of unknown format {form}")
    number, spots, flags, language, channels, order, bits, mutes, paused, joined, n, home, *later = (
        rest.split("|")
    )
    until, _, since = paused.partition(",")
    return Packed(
        sid=sid,
        n=int(n),
        number=int(number),
        spots=tuple(Spot(*spot.split(",")) for spot in spots.split(";")),
        kind=_KIND_NAMES[flags[0]],
        language=language,
        channels=channels,
        order=order if form == FORMAT else "".join(letter * len(PARTS) for letter in order),
        interests=int(bits, 16),
        mutes=tuple(mutes.split(",")) if mutes else (),
        discreet=flags[1] == "d",
        digest=flags[2:],
        paused=int(until),
        pauses=int(since or 0),
        joined=int(joined),
        home=home,
        quiet="".join(later),
    )


def _quiet(contact: Contact) -> str:
    hours = "".join(hour[:2] for hour in contact.quiet_hours or ())
    return hours + "u" if hours and contact.urgent_wakes else hours
