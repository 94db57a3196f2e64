"""People as rows of the audience index, for tests of the census: any people, and a census of them."""

from collections.abc import Iterable
from datetime import date

from hypothesis import strategies as st

from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.census.counted import Counted
from chalicelib.domain.census.tally import Tally
from chalicelib.domain.maps.geohash import geohash
from chalicelib.domain.maps.shape import Circle, Polygon
from chalicelib.domain.packed import Packed, Spot

from .factories import NOW, a_sid
from .parts import FORCE

CODES = ("D1", "D2"), ("W1", "W2", "W3"), ("", "", "N1", "N2")
SECTORS = ("ME14 1", "ME14 2", "N1 9")
INTERESTS = [interest.id for interest in FORCE.interests[:4]]
KINDS, LANGUAGES = ("resident", "business", "community-group"), ("en", "cy")
CHANNELS = ("text", "email")
ALERTS = ("A1", "A2")
DAYS = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 11, 2)]
POINTS = [(51.27 + 0.004 * x, 0.52 + 0.004 * y) for x in range(4) for y in range(4)]


def some(*things: object) -> st.SearchStrategy[tuple[object, ...]]:
    """Choose a few, mostly none."""
    return st.lists(st.sampled_from(things), max_size=2, unique=True).map(tuple) | st.just(())


SPOTS = st.builds(
    lambda point, sector, district, ward, neighbourhood, homes: Spot(
        geohash(*point), f"{sector.replace(' ', '')}AA", ward, district, neighbourhood, homes
    ),
    st.sampled_from(POINTS),
    st.sampled_from(SECTORS),
    *(st.sampled_from(codes) for codes in CODES),
    st.sampled_from(("", "H1")),
)
CIRCLES = st.builds(
    lambda point, metres: Circle(kind="circle", centre=(point[1], point[0]), metres=metres),
    st.sampled_from(POINTS),
    st.integers(50, 2000),
)
BOXES = st.builds(
    lambda a, b: Polygon(
        kind="polygon",
        ring=(
            (a[1], a[0]),
            (b[1] + 0.003, a[0]),
            (b[1] + 0.003, b[0] + 0.003),
            (a[1], b[0] + 0.003),
            (a[1], a[0]),
        ),
    ),
    st.sampled_from(POINTS),
    st.sampled_from(POINTS),
)
SHAPES = st.lists(CIRCLES | BOXES, max_size=1).map(tuple) | st.just(())
_PLACES = {
    "districts": some(*CODES[0]),
    "wards": some(*CODES[1]),
    "neighbourhoods": some("N1", "N2"),
    "sectors": some(*SECTORS),
    "shapes": SHAPES,
}
AREAS = st.just(Areas()) | st.builds(Areas, **_PLACES)
CHOICES = st.just(Choice()) | st.builds(
    Choice,
    **_PLACES,
    interests=some(*INTERESTS),
    kinds=some(*KINDS),
    channels=some(*CHANNELS),
    languages=some(*LANGUAGES),
    joined_from=st.none() | st.sampled_from(DAYS),
    joined_to=st.none() | st.sampled_from(DAYS),
    received=some(*ALERTS),
    answered=some(*ALERTS),
)
AUDIENCES = st.builds(Audience, include=AREAS, require=CHOICES, exclude=CHOICES)
SECONDS = int(NOW.timestamp())
PERSON = st.builds(
    Packed,
    sid=st.just(""),
    n=st.just(0),
    number=st.just(0),
    spots=st.lists(SPOTS, min_size=1, max_size=3).map(tuple),
    kind=st.sampled_from(KINDS),
    language=st.sampled_from(LANGUAGES),
    channels=st.sampled_from(((), ("t",), ("e",), ("t", "e"))).map("".join),
    order=st.text(("t", "e", "-"), min_size=9, max_size=9),
    interests=st.integers(0, 15),
    mutes=some("alert", "news"),
    discreet=st.booleans(),
    digest=st.sampled_from(("", "", "d", "w")),
    paused=st.sampled_from((0, 0, SECONDS - 1, SECONDS, SECONDS + 1)),
    pauses=st.sampled_from((0, 0, SECONDS - 1, SECONDS, SECONDS + 1)),
    joined=st.sampled_from([day.year * 10_000 + day.month * 100 + day.day for day in DAYS]),
    home=st.sampled_from(("", "0a1b2", "00000", "fffff")),
    quiet=st.sampled_from(("", "", "2207", "0812", "0909", "0910u", "1008u")),
)
PEOPLE = st.lists(PERSON, max_size=12).map(
    lambda people: [row._replace(sid=a_sid(3 * n + 1), number=3 * n + 1) for n, row in enumerate(people)]
)
NUMBERS = st.fixed_dictionaries(
    {f"{what}:{alert}": st.integers(0, 2**40) for what in ("received", "answered") for alert in ALERTS}
)


def a_row(number: int) -> Packed:
    """Make a person of the first point who takes text and email."""
    return Packed(
        sid=a_sid(number),
        n=0,
        number=number,
        spots=(Spot(geohash(*POINTS[number % len(POINTS)]), "ME141AA", "W1", "D1"),),
        kind="resident",
        language="en",
        channels="".join(channel[0] for channel in CHANNELS),
        order="-" * 9,
        interests=number % 16,
        mutes=(),
        discreet=False,
        digest="",
        paused=0,
        pauses=0,
        joined=20260301,
        home="",
    )


def rows(people: Iterable[Packed]) -> list[Packed]:
    """Answer the rows of these people as the index holds them: one a place, by where it is."""
    found = [row._replace(n=n) for row in people for n in range(len(row.spots))]
    return sorted(found, key=lambda row: (row.spots[row.n].geohash, row.sid, row.n))


def a_census(people: Iterable[Packed]) -> Counted:
    tally = Tally()
    for row in rows(people):
        tally.add(row)
    return tally.counted(NOW, 1.5)
