"""Who is meant: areas joined by or, interests joined by or, both together by and, and what is left out."""

import pytest

from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.packed import Packed, Spot, pack, unpack
from chalicelib.domain.rule import Rule
from tests.factories import a_place, a_subscriber
from tests.parts import FORCE

HOME, WORK, AWAY = (
    Spot("gcrtv1000", "MW11AA", "W1", "D1"),
    Spot("gcrtv2000", "MW11AB", "W2", "D1"),
    Spot("gcrtv3000", "MW11AC", "W3", "D2"),
)
NOBODY = Choice()


def a_row(*spots: Spot, n: int = 0, interests: tuple[str, ...] = ()) -> Packed:
    """Make the index item of the n-th of somebody's places."""
    place = a_place(1).but(n=n)
    packed = unpack(place.sid, pack(a_subscriber(1, interests=interests), place, FORCE, ""))
    return packed._replace(spots=spots or (HOME,))


def meant(row: Packed, chosen: Choice, exclude: Choice = NOBODY) -> bool:
    include = Areas(districts=chosen.districts, wards=chosen.wards)
    require = Choice(interests=chosen.interests)
    return Rule.of(Audience(include=include, require=require, exclude=exclude), FORCE, {}).spot(row) == row.n


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        (Choice(wards=("W1",)), True),
        (Choice(wards=("W2", "W1")), True),
        (Choice(wards=("W2",)), False),
        (Choice(districts=("D1",)), True),
        (Choice(districts=("D2",), wards=("W1",)), True),
        (Choice(interests=("farm",)), True),
        (Choice(interests=("farm", "cctv")), True),
        (Choice(interests=("cctv",)), False),
        (Choice(wards=("W1",), interests=("farm",)), True),
        (Choice(wards=("W1",), interests=("cctv",)), False),
        (Choice(wards=("W2",), interests=("farm",)), False),
    ],
)
def test_a_farmer_in_ward_one_is_meant_by(include: Choice, expected: bool) -> None:
    assert meant(a_row(interests=("farm",)), include) is expected


@pytest.mark.parametrize(
    ("exclude", "expected"),
    [
        (Choice(wards=("W1",)), False),
        (Choice(districts=("D1",)), False),
        (Choice(wards=("W2",)), True),
        (Choice(interests=("farm",)), False),
        (Choice(interests=("cctv",)), True),
    ],
)
def test_a_farmer_in_ward_one_is_left_out_by(exclude: Choice, expected: bool) -> None:
    assert meant(a_row(interests=("farm",)), Choice(districts=("D1",)), exclude) is expected


def test_somebody_with_three_places_is_found_through_the_first_that_is_meant() -> None:
    for include, found in (
        (Choice(districts=("D1",)), 0),
        (Choice(wards=("W2", "W3")), 1),
        (Choice(districts=("D2",)), 2),
    ):
        rows = [a_row(HOME, WORK, AWAY, n=n) for n in range(3)]
        assert [n for n, row in enumerate(rows) if meant(row, include)] == [found]


def test_a_place_that_is_left_out_does_not_leave_out_the_person() -> None:
    rows = [a_row(HOME, WORK, n=n) for n in range(2)]
    left_out = Choice(wards=("W1",))
    assert [meant(row, Choice(districts=("D1",)), left_out) for row in rows] == [False, True]


def test_nothing_included_is_empty_and_an_interest_alone_is_not() -> None:
    assert Audience().empty()
    assert Audience(exclude=Choice(wards=("W1",))).empty()
    assert not Audience(require=Choice(interests=("farm",))).empty()


def test_a_member_of_several_required_interests_is_found_in_the_run_of_the_first_they_hold() -> None:
    chosen = ("horses", "cctv", "farm")
    rule = Rule.of(Audience(require=Choice(interests=chosen)), FORCE, {})
    for held, first in ((("farm", "cctv"), "farm"), (("horses", "cctv"), "cctv"), (("horses",), "horses")):
        row = a_row(HOME, WORK, interests=held)
        found = {interest: rule.found(f"I#{interest}#gcrt", row) for interest in chosen}
        assert found == {interest: 0 if interest == first else None for interest in chosen}


def test_a_members_row_is_found_at_whichever_place_is_meant_and_a_places_row_at_its_own_alone() -> None:
    audience = Audience(include=Areas(wards=("W2",)), require=Choice(interests=("farm",)))
    rule, row = Rule.of(audience, FORCE, {}), a_row(HOME, WORK, interests=("farm",))
    assert rule.found("I#farm#gcrt", row) == 1
    assert [rule.found("G#gcrtv", row._replace(n=n)) for n in range(2)] == [None, 1]
