"""Made-up subscribers: the same people on the same postcodes every time, at nobody's real address."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from random import Random

from chalicelib.domain.engagement import LONDON, bounds, week_of
from chalicelib.domain.force import Force, Interest
from chalicelib.domain.ids import encode
from chalicelib.domain.joining import place_at
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

FIRST = (
    "Ada Agnes Alun Amir Anjali Arthur Beatrix Bilal Bronwen Callum Carys Cedric Chidi Clara Dafydd Deepa "
    "Dilys Edith Emeka Fatima Felix Fergus Gita Greta Gwen Harriet Hassan Hugo Imogen Iris Ivor Jasper "
    "Joan Kwame Leila Lorna Magnus Mair Maryam Mungo Nadia Nesta Olive Omar Oscar Padma Percy Rhona Rosa "
    "Saira Silas Tamsin Theo Una Vera Walter Yusuf Zadie"
)
LAST = (
    "Abara Allbright Ashdown Bellflower Birdsall Blackthorn Bramble Brindle Chandra Copperfield Crane "
    "Dalgarno Dhillon Elderkin Fairweather Fenwick Foxglove Garside Greaves Hallam Hartwell Hosseini "
    "Inglenook Jessop Kettle Lambkin Larkspur Lovelock Marchbank Mbeki Merriweather Mossop Nightingale "
    "Oakeshott Okafor Parr Pennywell Quill Rahman Ravenscroft Rowntree Sandhu Silverlock Selwood Stanhope "
    "Tolliver Tremlett Underhill Vance Wetherby Whitlock Winterbourne Wrangham Yarrow"
)
TRADES = ("Bakery", "Books", "Cycles", "Farm Shop", "Garage", "Hardware", "Pharmacy", "Stores", "Tea Room")
GROUPS = ("Allotments", "Choir", "Football Club", "Historical Society", "Residents' Association", "Scouts")
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
        yield _person(force, chance.choice(postcodes), number, numbers, chance, now)


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


def _place(sid: str, home: Postcode, chance: Random) -> Place:
    return place_at(sid, home, str(chance.randint(1, 90)) if chance.random() < 0.7 else None)


def _joined(chance: Random, now: datetime) -> datetime:
    """Some waking moment of the two weeks before this one, rather in the second."""
    monday, _ = bounds(week_of(now))
    day = monday - timedelta(days=chance.randint(1, 7) + (7 if chance.random() < 0.45 else 0))
    moment = datetime.combine(day, time(7), LONDON) + timedelta(seconds=chance.randrange(15 * 3600))
    return moment.astimezone(UTC)
