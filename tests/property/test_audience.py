"""For any audience and any people: each is found once if meant by the plain rule, and never otherwise."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.cover import route
from chalicelib.domain.maps.geohash import geohash
from chalicelib.domain.packed import Packed, Spot, pack, unpack
from chalicelib.domain.rule import Rule
from tests.factories import a_place, a_subscriber
from tests.parts import AREAS, FORCE, POSTCODES

WARDS = [area.code for area in AREAS if area.kind == "ward"]
DISTRICTS = [area.code for area in AREAS if area.kind == "district"]
INTERESTS = [interest.id for interest in FORCE.interests]


def some(codes: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(codes), max_size=3, unique=True).map(tuple)


AREAS_CHOSEN = st.builds(Areas, districts=some(DISTRICTS), wards=some(WARDS))
INTERESTED = st.builds(Choice, interests=some(INTERESTS))
CHOICES = st.builds(Choice, districts=some(DISTRICTS), wards=some(WARDS), interests=some(INTERESTS))
SPOTS = st.sampled_from(POSTCODES).map(
    lambda p: Spot(geohash(p.lat, p.lon), p.postcode.replace(" ", ""), p.ward, p.district)
)
PEOPLE = st.tuples(st.lists(SPOTS, min_size=1, max_size=4), some(INTERESTS))


def rows_of(spots: list[Spot], interests: tuple[str, ...]) -> list[Packed]:
    """Make one row per place, as the index holds them."""
    person = a_subscriber(1, interests=interests)
    packed = [unpack("S", pack(person, a_place(1).but(n=n), FORCE, "")) for n in range(len(spots))]
    return [row._replace(spots=tuple(spots)) for row in packed]


def plainly_meant(spots: list[Spot], interests: tuple[str, ...], audience: Audience) -> bool:
    """Say it as one would to a colleague."""
    inside, outside = set(audience.include.codes()), set(audience.exclude.codes())
    wanted, unwanted = set(audience.require.interests), set(audience.exclude.interests)
    lives = any(
        (not inside or {spot.ward, spot.district} & inside) and not {spot.ward, spot.district} & outside
        for spot in spots
    )
    return lives and (not wanted or bool(wanted & set(interests))) and not unwanted & set(interests)


@given(PEOPLE, AREAS_CHOSEN, INTERESTED, CHOICES)
def test_each_person_is_found_once_when_meant_and_never_otherwise(
    person: tuple[list[Spot], tuple[str, ...]], include: Areas, require: Choice, exclude: Choice
) -> None:
    audience = Audience(include=include, require=require, exclude=exclude)
    rule = Rule.of(audience, FORCE, {})
    found = [row for row in rows_of(*person) if rule.spot(row) == row.n]
    assert len(found) == plainly_meant(*person, audience)


@given(PEOPLE, AREAS_CHOSEN)
def test_whoever_is_found_stands_in_exactly_one_run_of_the_cover(
    person: tuple[list[Spot], tuple[str, ...]], include: Areas
) -> None:
    runs, rule = route(Audience(include=include), AREAS), Rule.of(Audience(include=include), FORCE, {})
    for row in rows_of(*person):
        if rule.spot(row) == row.n:
            cell = row.spots[row.n].geohash
            key = f"{cell}#{row.sid}#{row.n}"
            assert sum(pk == f"G#{cell[:5]}" and first <= key <= last for pk, first, last in runs) == 1
