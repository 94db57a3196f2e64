"""Made-up subscribers: the same people on the same postcodes every time, at nobody's real address."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from random import Random

from chalicelib.domain.engagement import LONDON, bounds, week_of
from chalicelib.domain.force import Force, Interest
from chalicelib.domain.ids import encode
from chalicelib.domain.maps.point import Point
from chalicelib.domain.new_subscriber import place_at
from chalicelib.domain.place import Postcode
from chalicelib.domain.subscriber import (
    Address,
    AddressState,
    Channel,
    Contact,
    Kind,
    Place,
    Profile,
    Source,
    Subscriber,
)

from .names import FIRST, GROUPS, LAST, TRADES

CAMPAIGNS = (None, None, None, "facebook", "google", "leaflet", "victim-card")

FREE_NUMBERS = 100
"""07700 900000 to 900099 are nobody's here, so that whoever tries the laptop can sign up with one."""
NUMBERS = 1000 - FREE_NUMBERS
"""Ofcom keeps a thousand numbers for drama; further people have a mailbox only."""
HOW_MANY = {"kent": 10_000}
"""People made up for a force unless told otherwise: Kent Community Messaging reached 10,000 a week."""


def how_many(force: str) -> int:
    """Answer how many people a laptop is given where nobody says."""
    return HOW_MANY.get(force, 2000)


def made_people(
    force: Force, postcodes: Sequence[Postcode], count: int, now: datetime
) -> Iterator[Subscriber]:
    """Make so many people; the first n are the same whatever the count, `now` moves only when they joined.

    They joined in the two ISO weeks before this one, so that both close with figures in them. Mailboxes are
    under example.org (RFC 2606), numbers are Ofcom's for drama.
    """
    numbers = iter(range(FREE_NUMBERS, 1000))
    for number in range(1, count + 1):
        # Seeded person by person (and not for security): nobody changes when another is made differently.
        chance = Random(f"{force.id} {number}")  # noqa: S311
        person = _person(force, chance.choice(postcodes), number, numbers, chance, now)
        yield person.but(places=person.places + tuple(_others(force, number, person.contact.sid, postcodes)))


def _person(
    force: Force, home: Postcode, number: int, numbers: Iterator[int], chance: Random, now: datetime
) -> Subscriber:
    sid = encode(chance.getrandbits(50), 10)
    joined = _joined(chance, now)
    kind, name = _name(chance)
    addresses = _addresses(name, number, numbers, chance, joined)
    interests = chance.sample(force.interests, chance.choice((0, 0, 1, 1, 1, 2, 3)))
    asked = _asked(force, number, interests, joined)
    source: Source = "paper" if chance.random() < 0.08 else "web"
    return Subscriber(
        contact=Contact(
            sid=sid,
            number=number,
            addresses=addresses,
            mutes=("news",) if chance.random() < 0.03 else (),
            paused_until=now + timedelta(days=7) if chance.random() < 0.01 else None,
            consents={force.id: force.wording.version},
            version=1,
        ),
        profile=Profile(
            sid=sid,
            name=name,
            kind=kind,
            source=source,
            campaign=chance.choice(CAMPAIGNS) if source == "web" else None,
            joined_at=joined,
            joined_week=week_of(joined),
        ),
        places=(_place(sid, home, chance),),
        interests=tuple(sorted(interest.id for interest in interests if interest.id not in asked)),
        asked=asked,
    )


def _asked(force: Force, number: int, interests: Sequence[Interest], joined: datetime) -> dict[str, datetime]:
    """Let one in twenty still wait where a yes is needed; drawn apart, so that nothing else moves."""
    chance = Random(f"{force.id} {number} asked")  # noqa: S311
    waits = chance.random() < 0.05
    return {each.id: joined for each in interests if waits and each.joining == "approval"}


def _name(chance: Random) -> tuple[Kind, str]:
    first, last, kind = chance.choice(FIRST.split()), chance.choice(LAST.split()), chance.random()
    if kind < 0.85:
        return "resident", f"{first} {last}"
    if kind < 0.95:
        return "business", f"{last}'s {chance.choice(TRADES)}"
    return "community-group", f"{last} {chance.choice(GROUPS)}"


def _addresses(
    name: str, number: int, numbers: Iterator[int], chance: Random, joined: datetime
) -> tuple[Address, ...]:
    wish: tuple[Channel, ...] = chance.choice((("text",), ("text", "email"), ("text", "email"), ("email",)))
    drama = next(numbers, None) if "text" in wish else None
    mailbox = f"{''.join(letter for letter in name.lower() if letter.isalpha())}.{number}@example.org"
    found: list[tuple[Channel, str]] = [] if drama is None else [("text", f"+447700900{drama:03d}")]
    if "email" in wish or drama is None:
        found.append(("email", mailbox))
    return tuple(
        Address(
            id=encode(chance.getrandbits(30), 6),
            channel=channel,
            value=value,
            state=AddressState.VERIFIED,
            verified_at=joined,
        )
        for channel, value in found
    )


def _others(force: Force, number: int, sid: str, postcodes: Sequence[Postcode]) -> Iterator[Place]:
    """Let six in a hundred work somewhere else, and one farm beside some postcode; drawn apart, too."""
    chance = Random(f"{force.id} {number} places")  # noqa: S311
    draw = chance.random()
    if draw < 0.06:
        yield place_at(sid, chance.choice(postcodes), None, 1, "Work")
    elif draw < 0.07:
        found = chance.choice(postcodes)
        north, east = chance.uniform(-0.02, 0.02), chance.uniform(-0.03, 0.03)
        point = Point(round(found.lat + north, 5), round(found.lon + east, 5))
        yield place_at(sid, found, None, 1, "Farm", point)


def _place(sid: str, home: Postcode, chance: Random) -> Place:
    return place_at(sid, home, str(chance.randint(1, 90)) if chance.random() < 0.7 else None)


def _joined(chance: Random, now: datetime) -> datetime:
    """Some waking moment of the two weeks before this one, rather in the second."""
    monday, _ = bounds(week_of(now))
    day = monday - timedelta(days=chance.randint(1, 7) + (7 if chance.random() < 0.45 else 0))
    moment = datetime.combine(day, time(7), LONDON) + timedelta(seconds=chance.randrange(15 * 3600))
    return moment.astimezone(UTC)
