"""Looking a postcode up: its areas, its end, what is suggested there, and which force to join instead."""

import json
from collections.abc import Iterator

import pytest
from chalice.test import Client, HTTPResponse

from app import app
from chalicelib import wiring
from chalicelib.domain.errors import Invalid
from chalicelib.domain.place import Area, Outline, Outward
from chalicelib.services.lookup import Lookup
from tests.door import IP, Door, a_paper_form, an_application
from tests.factories import an_officer
from tests.parts import AREAS, FORCE, POSTCODES

HERE = POSTCODES[0]
NAMES = {area.code: area.name for area in AREAS}
FENNSHIRE = "Fennshire Police https://www.fennshire.police.example"
ANYWHERE = "https://www.police.uk/pu/your-area/"


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def ask(door: Door, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(wiring, "lookup", lambda: door.make(Lookup))
    with Client(app) as client:
        yield client


def get(client: Client, postcode: str) -> HTTPResponse:
    body = json.dumps({"postcode": postcode}).encode()
    return client.http.post("/places", headers={"Content-Type": "application/json"}, body=body)


def test_anybody_learns_the_areas_of_a_postcode_however_it_is_typed(ask: Client) -> None:
    for typed in (HERE.postcode, HERE.postcode.lower().replace(" ", ""), f" {HERE.postcode}. "):
        answer = get(ask, typed)
        assert (answer.status_code, answer.json_body) == (
            200,
            {
                "postcode": HERE.postcode,
                "district": NAMES[HERE.district],
                "area": NAMES[HERE.ward],
                "suggested": ["shops"],
                "ended": None,
            },
        )


def test_a_postcode_that_ended_is_taken_and_said_to_have_ended(ask: Client, door: Door) -> None:
    door.places.put_postcodes([HERE.but(ended="2019-05")])
    assert get(ask, HERE.postcode).json_body["ended"] == "May 2019"
    person = door.joined()
    assert person.places[0].postcode == HERE.postcode
    assert door.settings.show(door.session()).places[0].ended == "May 2019"


def test_a_neighbourhood_is_named_in_place_of_the_ward(ask: Client, door: Door) -> None:
    old_town = Area(
        code="N1",
        kind="neighbourhood",
        name="Old Town",
        edition="made-up",
        district=HERE.district,
        cells=(),
        postcodes=1,
    )
    door.places.put_areas([old_town])
    door.places.put_postcodes([HERE.but(neighbourhood="N1")])
    assert get(ask, HERE.postcode).json_body["area"] == "Old Town"


def test_interests_are_suggested_where_they_say_so_unless_one_has_to_be_invited(door: Door) -> None:
    first, second, *others = FORCE.interests
    here, elsewhere = (HERE.ward,), ("X05999999",)
    chosen = (
        first.but(suggested=here),
        second.but(suggested=elsewhere),
        *(each.but(suggested=here, joining="invitation") for each in others),
    )
    lookup = door.make(Lookup, force=FORCE.but(interests=chosen))
    assert lookup.told(HERE.postcode).suggested == (first.id,)


@pytest.mark.parametrize(
    ("forces", "sentence"),
    [
        (
            (FENNSHIRE,),
            "XW1 1AA is in the area of Fennshire Police. "
            "Sign up with them: https://www.fennshire.police.example",
        ),
        (
            (FENNSHIRE, "Moorland Police https://www.moorland.police.example"),
            "We do not know XW1 1AA. It may be in the area of Fennshire Police or Moorland Police. "
            f"Check it, or find its force at {ANYWHERE}",
        ),
        (
            (FENNSHIRE, "Marrowshire Police https://www.marrowshire.police.example"),
            "We do not know XW1 1AA. It may be in the area of Fennshire Police. "
            f"Check it, or find its force at {ANYWHERE}",
        ),
        (
            (),
            "We do not know XW1 1AA: it is not in the area of Marrowshire Police. "
            f"Check it, or find its force at {ANYWHERE}",
        ),
    ],
)
def test_outside_the_force_the_same_sentence_says_everywhere_which_one_to_join(
    forces: tuple[str, ...], sentence: str, ask: Client, door: Door
) -> None:
    if forces:
        door.places.put_outwards([Outward(outward="XW1", forces=forces)])
    answer = get(ask, "xw11aa")
    assert (answer.status_code, answer.json_body) == (404, {"error": sentence})
    with pytest.raises(Invalid) as signing_up:
        door.sign_up.apply(an_application(postcode="XW1 1AA"), IP)
    with pytest.raises(Invalid) as on_paper:
        door.sign_up.paper(a_paper_form(postcode="XW1 1AA"), an_officer())
    assert signing_up.value.fields == on_paper.value.fields == {"postcode": sentence}


def test_what_is_no_postcode_is_not_found_with_a_sentence(ask: Client) -> None:
    answer = get(ask, "nowhere")
    assert (answer.status_code, "not a postcode" in answer.json_body["error"]) == (404, True)


def test_the_answer_depends_on_nobody_and_writes_nothing(ask: Client, door: Door) -> None:
    alone = get(ask, HERE.postcode)
    door.joined()
    before = dict(door.table.items)
    assert get(ask, HERE.postcode).body == alone.body
    assert door.table.items == before


def test_the_ground_round_a_postcode_is_its_own_area_and_nothing_of_people(ask: Client, door: Door) -> None:
    border = '{"type":"Polygon","coordinates":[[[0,53],[0.1,53],[0.1,53.1],[0,53]]]}'
    outlines = [
        Outline(code=code, kind="ward", name=code, district=HERE.district, geometry=border)
        for code in (HERE.ward, "X05001007")
    ]
    door.places.put_outlines(outlines)
    body = json.dumps({"postcode": HERE.postcode}).encode()
    answer = ask.http.post("/places/ground", headers={"Content-Type": "application/json"}, body=body)
    assert answer.json_body == {
        "type": "FeatureCollection",
        "point": [HERE.lon, HERE.lat],
        "features": [outlines[0].feature()],
    }
