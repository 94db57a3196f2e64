"""A person's places: several, in their order, with their own words and finer points."""

import pytest

from chalicelib.domain.change import Change
from chalicelib.domain.errors import Invalid, TooMany
from chalicelib.domain.maps.geohash import geohash
from chalicelib.domain.maps.point import Point
from chalicelib.domain.own_places import NewPlace
from chalicelib.domain.packed import unpack
from chalicelib.domain.shown import Shown
from chalicelib.domain.subscriber import Place
from chalicelib.services.budgets import PLACES_A_DAY
from tests.door import IP, Door
from tests.parts import AREAS, POSTCODES

HERE, THERE = POSTCODES[0], next(p for p in POSTCODES if p.district != POSTCODES[0].district)
HOME = NewPlace(label="Home", postcode=HERE.postcode, house="12A")
WORK = NewPlace(label="Work", postcode=THERE.postcode, house="1")
BARN = Point(round(HERE.lat + 0.03, 5), round(HERE.lon - 0.03, 5))
FARM = NewPlace(label="The farm", postcode=HERE.postcode, point=str(BARN))


class Mover:
    """Somebody who joined and changes their places."""

    def __init__(self) -> None:
        self.door = Door()
        self.sid = self.door.joined().contact.sid
        self.token = self.door.session()

    def lists(self, *places: NewPlace) -> Shown:
        return self.door.settings.change(self.token, Change(places=places), IP)

    def places(self) -> tuple[Place, ...]:
        return self.door.person(self.sid).places

    def keys(self, beginning: str) -> list[str]:
        """The index positions or keys that begin so, sorted."""
        items = self.door.table.items.items()
        index = [str(item["g1pk"]) + " " + str(item["g1sk"]) for _, item in items if "g1pk" in item]
        return sorted(
            key for key in [*index, *(f"{key.pk} {key.sk}" for key, _ in items)] if key.startswith(beginning)
        )


@pytest.fixture
def mover() -> Mover:
    return Mover()


def test_places_are_listed_in_order_and_each_stands_in_the_index_with_all(mover: Mover) -> None:
    shown = mover.lists(HOME, WORK, FARM)
    names = {area.code: area.name for area in AREAS}
    assert [(p.n, p.label, p.postcode, p.house, p.point) for p in shown.places] == [
        (0, "Home", HERE.postcode, "12A", None),
        (1, "Work", THERE.postcode, "1", None),
        (2, "The farm", HERE.postcode, None, str(BARN)),
    ]
    assert [(p.area, p.district) for p in shown.places[:2]] == [
        (names[p.ward], names[p.district]) for p in (HERE, THERE)
    ]
    rows = [unpack("x", str(item["b"])) for item in mover.door.indexed() if str(item["g1pk"])[0] == "G"]
    assert [row.n for row in sorted(rows, key=lambda row: row.n)] == [0, 1, 2]
    assert {len(row.spots) for row in rows} == {3}


def test_what_is_shown_can_be_sent_back_and_changes_nothing(mover: Mover) -> None:
    shown = mover.lists(HOME, WORK, FARM)
    before = mover.places()
    again = [NewPlace(label=p.label, postcode=p.postcode, house=p.house, point=p.point) for p in shown.places]
    assert mover.lists(*again) == shown
    assert mover.places() == before


def test_the_first_is_home_and_interests_move_with_it(mover: Mover) -> None:
    mover.lists(HOME, WORK)
    mover.lists(WORK, HOME)
    home, _ = mover.places()
    assert (home.n, home.postcode) == (0, THERE.postcode)
    members = mover.keys("I#")
    assert len(members) == 2
    assert all(f" {home.geohash}#" in key for key in members)
    assert len(mover.keys("HOME#")) == 2


def test_a_place_that_is_taken_away_leaves_nothing_behind(mover: Mover) -> None:
    before = mover.keys("")
    mover.lists(HOME.but(label=""), WORK, FARM)
    mover.lists(HOME.but(label=""))
    trail = ("AUD#", "BUDGET#")
    assert [key for key in mover.keys("") if not key.startswith(trail)] == [
        key for key in before if not key.startswith(trail)
    ]


def test_a_finer_point_has_the_codes_of_its_postcode_and_its_own_place_in_the_index(mover: Mover) -> None:
    mover.lists(HOME, FARM)
    home, farm = mover.places()
    assert (farm.finer, farm.lat, farm.lon, farm.geohash) == (True, *BARN, geohash(*BARN))
    assert (farm.district, farm.ward, farm.homes) == (home.district, home.ward, home.homes)
    assert len(mover.keys(f"G#{geohash(*BARN, 5)} {geohash(*BARN)}#{mover.sid}#1")) == 1


def test_the_areas_of_a_finer_point_reach_it_whoever_else_has_one_there(mover: Mover) -> None:
    stable = NewPlace(postcode=HERE.postcode, point=str(Point(BARN.lat + 0.02, BARN.lon - 0.02)))
    mover.lists(HOME, FARM, stable)
    for code in (HERE.district, HERE.ward):
        area = mover.door.places.area(code)
        assert area
        assert {place.geohash[:6] for place in mover.places()} <= set(area.cells)


def test_nobody_widens_an_area_without_end_by_moving_a_point_about(mover: Mover) -> None:
    def cells() -> int:
        areas = filter(None, map(mover.door.places.area, (HERE.district, HERE.ward)))
        return sum(len(area.cells) for area in areas)

    def there(n: int) -> NewPlace:
        return FARM.but(point=str(Point(BARN.lat, round(BARN.lon - 0.002 * n, 5))))

    before = cells()
    for n in range(PLACES_A_DAY):
        mover.lists(HOME, there(n))
    widest = cells()
    assert before < widest
    with pytest.raises(TooMany):
        mover.lists(HOME, there(PLACES_A_DAY + 9))
    assert cells() == widest
    mover.lists(HOME, there(PLACES_A_DAY - 1))  # Nothing moves, so nothing is counted.


@pytest.mark.parametrize(
    ("places", "field", "sentence"),
    [
        ((), "places", "Keep one place at least, and 6 at most."),
        ((HOME,) * 7, "places", "Keep one place at least, and 6 at most."),
        ((HOME, NewPlace(label="Work")), "places.1.postcode", "Work: Enter a postcode."),
        ((HOME, NewPlace(postcode="x")), "places.1.postcode", "Place 2: That is not a postcode."),
        ((NewPlace(postcode="AB9 9ZZ"),), "places.0.postcode", "Home: We do not know AB9 9ZZ"),
        ((HOME, WORK, HOME), "places.2.postcode", "Home: this place is on your list already."),
        ((HOME, FARM.but(point="the barn")), "places.1.point", "The farm: this is not a point."),
        ((HOME, FARM.but(point="TR 1490 5780")), "places.1.point", f" km from {HERE.postcode}. It must lie"),
        ((HOME, FARM.but(point=f"{BARN.lon}, {BARN.lat}")), "places.1.point", f"Did you mean {BARN}?"),
        ((HOME, FARM.but(point=f"{BARN.lat}, {-BARN.lon}")), "places.1.point", f"Did you mean {BARN}? West"),
    ],
)
def test_a_mistake_gets_a_sentence_that_names_the_place(
    places: tuple[NewPlace, ...], field: str, sentence: str, mover: Mover
) -> None:
    before = mover.keys("")
    with pytest.raises(Invalid) as refusal:
        mover.lists(*places)
    assert list(refusal.value.fields) == [field]
    assert sentence in refusal.value.fields[field]
    assert mover.keys("") == before


def test_every_mistake_is_told_at_once(mover: Mover) -> None:
    with pytest.raises(Invalid) as refusal:
        mover.lists(NewPlace(postcode="x"), NewPlace(), FARM.but(point="1"))
    assert list(refusal.value.fields) == ["places.0.postcode", "places.1.postcode", "places.2.point"]
