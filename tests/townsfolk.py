"""People and rules of any kind in the made-up force's country, for tests of who is meant."""

import math
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.maps.geohash import geohash
from chalicelib.domain.maps.shape import Circle, Polygon
from chalicelib.domain.place import Area
from chalicelib.domain.subscriber import Place, Subscriber

from .factories import NOW, a_contact, a_place, a_subscriber
from .parts import AREAS, FORCE, POSTCODES

Corner = tuple[float, float]
Criteria = dict[str, st.SearchStrategy[Any]]
INTERESTS = [interest.id for interest in FORCE.interests][:4]
WEST, SOUTH, EAST, NORTH = -0.46, 53.04, -0.15, 53.20
KINDS, LANGUAGES = ["resident", "business", "community-group"], ["en", "cy", "pl"]
PRIORITIES = ("urgent", "standard", "low")
PAUSED = (None, None, None, NOW - timedelta(seconds=1), NOW, NOW + timedelta(seconds=1))
# Any point of the country; most are of cells where no postcode lies, and some of the sea round it.
POINTS = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 20))


def some(things: list[str], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(things), max_size=most, unique=True).map(tuple)


def codes(kind: str) -> list[str]:
    return [area.code for area in AREAS if area.kind == kind]


def ring(corners: list[Corner]) -> Polygon:
    return Polygon(kind="polygon", ring=(*corners, corners[0]))


def starry(middle: Corner, spokes: list[float]) -> Polygon:
    """Draw corners round a middle, each so far from it: mostly with bays, and never across itself."""
    turn = 2 * math.pi / len(spokes)
    corners = [
        (middle[0] + far * math.cos(n * turn), middle[1] + far * math.sin(n * turn))
        for n, far in enumerate(spokes)
    ]
    return ring(corners)


def boxed(one: Corner, other: Corner) -> Polygon:
    (west, east), (south, north) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return ring([(west, south), (east + 0.001, south), (east + 0.001, north + 0.001), (west, north + 0.001)])


SHAPES = (
    st.builds(starry, POINTS, st.lists(st.floats(0.002, 0.12), min_size=3, max_size=12))
    | st.builds(boxed, POINTS, POINTS)
    | st.builds(Circle, kind=st.just("circle"), centre=POINTS, metres=st.integers(50, 9_000))
)
WHERE: Criteria = {
    "districts": some(codes("district")),
    "wards": some(codes("ward"), 4),
    "neighbourhoods": some(["N1", "N2"], 1),
    "sectors": some(sorted({postcode.postcode[:-2] for postcode in POSTCODES})),
    # The whole country is no larger than ten kilometres, so that several often overlap.
    "shapes": st.lists(SHAPES, max_size=3).map(tuple),
}
WHO: Criteria = {
    "interests": some(INTERESTS),
    "kinds": some(KINDS),
    "channels": some(["text", "email"]),
    "languages": some(LANGUAGES),
    "joined_from": DAYS,
    "joined_to": DAYS,
    "received": some(["EARLIER", "OTHER"]),
    "answered": some(["EARLIER"], 1),
}


def choices(most: int, every: Criteria) -> st.SearchStrategy[Choice]:
    """Choose a few criteria: whoever asks for everything at once means nobody."""
    chosen = st.lists(st.sampled_from(sorted(every)), max_size=most, unique=True)
    return chosen.flatmap(lambda names: st.builds(Choice, **{name: every[name] for name in names}))


ANY = {**WHERE, **WHO}
EVERYBODY = Audience(include=Areas(districts=tuple(codes("district"))))
MEMBERS = st.builds(
    Audience,
    require=st.builds(Choice, interests=st.lists(st.sampled_from(INTERESTS), min_size=1).map(tuple)),
    exclude=choices(1, ANY),
)
# Areas on every side, of which a person is asked at one place at a time.
PLACED = st.builds(
    Audience,
    include=st.builds(Areas, **WHERE) | st.just(EVERYBODY.include),
    require=choices(2, WHERE),
    exclude=choices(2, WHERE),
).map(lambda audience: EVERYBODY if audience.empty() else audience)
AUDIENCES = (
    st.builds(
        Audience,
        include=st.builds(Areas, **WHERE) | st.just(Areas()),
        require=choices(3, ANY),
        exclude=choices(2, ANY),
    ).map(lambda audience: EVERYBODY if audience.empty() else audience)
    | MEMBERS
    | PLACED
    | st.builds(Audience, include=st.just(EVERYBODY.include), exclude=choices(1, ANY))
)
PLACES = st.tuples(
    st.sampled_from(POSTCODES), st.none() | POINTS, st.sampled_from(["", "N1", "N2"]), st.booleans()
)
PEOPLE = st.fixed_dictionaries(
    {
        "places": st.lists(PLACES, min_size=1, max_size=4),
        "interests": some(INTERESTS, 3),
        "kind": st.sampled_from(KINDS),
        "language": st.sampled_from(LANGUAGES),
        "held": st.integers(0, 3),
        "wishes": st.dictionaries(st.sampled_from(PRIORITIES), st.sampled_from(["text", "email"])),
        "joined": DAYS,
        "paused": st.sampled_from(PAUSED),
        "mutes": st.sampled_from([(), (), ("alert",), ("appeal",)]),
    }
)


def a_person(n: int, drawn: dict) -> Subscriber:  # type: ignore[type-arg]
    addresses = tuple(a for i, a in enumerate(a_contact(n).addresses) if drawn["held"] >> i & 1)
    at = datetime.combine(drawn["joined"], NOW.time(), NOW.tzinfo)
    person = a_subscriber(n, interests=drawn["interests"])
    return person.but(
        contact=person.contact.but(
            addresses=addresses,
            language=drawn["language"],
            order={priority: (channel,) for priority, channel in drawn["wishes"].items()},
            paused_until=drawn["paused"],
            mutes=drawn["mutes"],
        ),
        profile=person.profile.but(kind=drawn["kind"], joined_at=at),
        places=tuple(_place(n, i, *place) for i, place in enumerate(drawn["places"])),
    )


def _place(n: int, i: int, postcode, finer, hood: str, warded: bool) -> Place:  # type: ignore[no-untyped-def]
    lon, lat = finer or (postcode.lon, postcode.lat)
    where = {"lat": lat, "lon": lon, "geohash": geohash(lat, lon), "finer": finer is not None}
    ward = postcode.ward if warded else ""
    names = {"postcode": postcode.postcode, "district": postcode.district, "ward": ward}
    return a_place(n).but(n=i, neighbourhood=hood, **where, **names)


def widened(people: list[Subscriber]) -> list[Area]:
    """Answer the areas with the cells of all points that people gave, as giving one leaves them."""
    cells: dict[str, set[str]] = {}
    for person in people:
        for place in person.places:
            for code in (place.district, place.ward, place.neighbourhood):
                cells.setdefault(code, set()).add(place.geohash[:6])
    hoods = [AREAS[0].but(code=code, kind="neighbourhood", cells=(), sectors=()) for code in ("N1", "N2")]
    # A place without a ward is its district's alone, and so is its postcode's sector.
    loose = {p.postcode[:-2] for person in people for p in person.places if not p.ward}
    return [
        area.but(
            cells=tuple(sorted({*area.cells, *cells.get(area.code, ())})),
            sectors=tuple(sorted({*area.sectors, *(loose if area.kind == "district" else ())})),
        )
        for area in (*AREAS, *hoods)
    ]
