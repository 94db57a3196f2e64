"""Any rule can be said, and everything it names is in the words."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.maps.shape import Circle, Polygon
from chalicelib.domain.said import said, said_in_public
from tests.parts import AREAS, FORCE

NAMES = {area.code: area.name for area in AREAS} | {"A1": "Vans broken into", "A2": "Open day"}
POINTS = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
SHAPES = st.one_of(
    st.builds(Polygon, kind=st.just("polygon"), ring=st.lists(POINTS, max_size=6).map(tuple)),
    st.builds(
        Circle,
        kind=st.just("circle"),
        centre=st.none() | POINTS,
        postcode=st.sampled_from(["", "MW1 1AA"]),
        metres=st.integers(1, 50_000),
        crime=st.booleans(),
    ),
)


def some(*of: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(of), max_size=3, unique=True).map(tuple)


WHERE = {
    "districts": some(*(area.code for area in AREAS if area.kind == "district")),
    "wards": some("unknown", *(area.code for area in AREAS if area.kind == "ward")),
    "sectors": some("MW1 1", "MW1 2"),
    "shapes": st.lists(SHAPES, max_size=2).map(tuple),
}
WHO = {
    "interests": some("chess", *(interest.id for interest in FORCE.interests)),
    "kinds": some("resident", "business", "community-group"),
    "channels": some("text", "email"),
    "languages": some("en", "cy", "fr"),
    "joined_from": st.none() | st.dates(),
    "joined_to": st.none() | st.dates(),
    "received": some("A1", "A2", "A3"),
    "answered": some("A1", "A2", "A3"),
}
RULES = st.builds(
    Audience, include=st.builds(Areas, **WHERE), require=st.builds(Choice, **WHERE, **WHO),
    exclude=st.builds(Choice, **WHERE, **WHO),
)  # fmt: skip


def named(choice: Choice) -> list[str]:
    called = {interest.id: interest.name for interest in FORCE.interests}
    interests = [called.get(id, id) for id in choice.interests]
    alerts = [NAMES.get(id, id) for id in (*choice.received, *choice.answered)]
    return [*interests, *alerts]


@given(RULES)
def test_whatever_a_rule_names_is_in_the_words(audience: Audience) -> None:
    words = said(audience, NAMES, FORCE)
    if audience.empty():
        return
    codes = [code for side in audience.sides() for code in (*side.codes(), *side.sectors)]
    expected = [NAMES.get(code, code) for code in codes] + named(audience.require) + named(audience.exclude)
    assert [name for name in expected if name.casefold() not in words.casefold()] == []


@given(RULES)
def test_the_public_reads_neither_who_nor_a_postcode(audience: Audience) -> None:
    words = " ".join(said_in_public(audience, NAMES, FORCE))
    assert words
    assert "MW1 1AA" not in words
    assert [name for name in named(audience.require) if name in words] == []
