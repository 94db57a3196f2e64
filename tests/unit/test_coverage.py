"""Coverage: homes in which somebody is reached, beside the households that there are."""

import pytest

from chalicelib.domain.place import Area
from chalicelib.domain.subscriber import AddressState
from chalicelib.services.coverage import Coverage, Shown
from tests.desk import DISTRICT, OTHER_DISTRICT, WARD, Desk, in_ward, place_at
from tests.factories import a_contact, an_address
from tests.parts import AREAS, FORCE


@pytest.fixture
def desk() -> Desk:
    """Make a desk whose areas' households nobody has counted."""
    desk = Desk()
    desk.places.put_areas(area.but(households=None) for area in AREAS)
    return desk


def shown(desk: Desk, **force: object) -> Shown:
    desk.census.build()
    return desk.make(Coverage, force=FORCE.but(**force), census=desk.census).show()


def living(desk: Desk, person: int, house: str | None, ward: str = WARD, **changes: object) -> None:
    place = place_at(in_ward(ward), person).but(house=house)
    desk.joined(person, places=(place,), **changes)


def test_two_people_of_one_house_are_one_home_and_each_without_a_house_is_another(desk: Desk) -> None:
    for person, house in enumerate(("12 Mill Lane", "12 mill lane", "14 Mill Lane", None, None), 1):
        living(desk, person, house)
    answer = shown(desk, households=40)
    assert (answer.homes, answer.unnumbered, answer.percent) == (4, 2, 10.0)


def test_the_same_number_at_another_postcode_is_another_home(desk: Desk) -> None:
    living(desk, 1, "12")
    desk.joined(2, places=(place_at(in_ward(WARD, 1), 2).but(house="12"),))
    assert shown(desk).homes == 2


def test_a_home_that_nobody_can_be_reached_in_does_not_count(desk: Desk) -> None:
    stopped = an_address(state=AddressState.OPTED_OUT)
    living(desk, 1, "12", contact=a_contact(1, addresses=(stopped,)))
    assert shown(desk).homes == 0


def test_only_the_first_place_is_a_home(desk: Desk) -> None:
    home, work = (place_at(in_ward(ward), 1, n) for n, ward in enumerate((WARD, "X05001002")))
    desk.joined(1, places=(home.but(house="12"), work.but(house="Unit 3")))
    answer = shown(desk)
    assert answer.homes == 1
    assert {area.code: area.homes for area in answer.areas if area.homes} == {WARD: 1}


def test_the_target_is_a_share_of_the_households(desk: Desk) -> None:
    """The source's own figures: a tenth of Kent's 759,862 households is 75,986."""
    answer = shown(desk, households=759_862)
    assert (answer.target_percent, answer.target, answer.households) == (10, 75_986, 759_862)
    assert shown(desk, households=759_862, target_percent=12.5).target == 94_983


def test_an_area_whose_households_nobody_counted_has_no_share(desk: Desk) -> None:
    living(desk, 1, "12")
    district = next(area for area in AREAS if area.code == DISTRICT)
    desk.places.put_areas([district.but(households=200)])
    areas = {area.code: area for area in (*shown(desk).districts, *shown(desk).areas)}
    assert (areas[DISTRICT].homes, areas[DISTRICT].households, areas[DISTRICT].percent) == (1, 200, 0.5)
    assert (areas[WARD].homes, areas[WARD].households, areas[WARD].percent) == (1, None, None)
    assert areas[OTHER_DISTRICT].homes == 0


def test_homes_are_counted_by_the_wards_that_households_are_known_for(desk: Desk) -> None:
    newer = Area(
        code="X05009001",
        kind="ward",
        name="New Mill",
        edition="ward24",
        district=DISTRICT,
        cells=(),
        postcodes=0,
        households=50,
    )
    nobody = newer.but(code="X05009002", name="Empty", households=80)
    desk.places.put_areas([newer, nobody])
    desk.joined(1, places=(place_at(in_ward(WARD), 1).but(house="12", homes=newer.code),))
    areas = {area.code: area for area in shown(desk).areas}
    assert WARD not in areas
    assert (areas[newer.code].name, areas[newer.code].homes, areas[newer.code].percent) == (
        "New Mill",
        1,
        2.0,
    )
    assert (areas[nobody.code].homes, areas[nobody.code].district) == (0, DISTRICT)
