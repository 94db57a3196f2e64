"""Groups over HTTP: counts for everybody, names for those who manage them, and a member who is written to."""

from collections.abc import Iterator

import pytest

from chalicelib import wiring
from chalicelib.domain.officer import Officer, Role
from tests.desk import content, to
from tests.door import TEXT, an_application
from tests.house import BY_ROLE, SECOND_SPOC, House, Reply, a_house
from tests.parts import AREAS, FORCE, POSTCODES

AUTHOR, SPOC, LIAISON = (BY_ROLE[role] for role in (Role.AUTHOR, Role.SPOC, Role.LIAISON))
SHOPS = next(each for each in FORCE.interests if each.id == "shops")
WARD = next(area.name for area in AREAS if area.code == POSTCODES[0].ward)


@pytest.fixture
def house() -> Iterator[House]:
    with a_house() as house:
        yield house


def joined(house: House, **changes: object) -> str:
    """Sign up through the routes and prove the number; answer the subscriber."""
    form = an_application(**{"email": None, "interests": ("shops",), **changes}).model_dump(mode="json")
    request = house.ask("POST", "/sign-up", form).json_body["request"]
    house.work()
    code = house.text.sent[-1].text.partition("code is ")[2][:7]
    proof = {"request": request, "channel": "text", "code": code}
    assert house.ask("POST", "/verify", proof).status_code == 200
    house.work()
    found = wiring.requests().load(request)
    assert found
    return str(found.sid)


def group(house: House, id: str = "shops", by: Officer = AUTHOR) -> dict[str, object]:
    wiring.census().build()
    found = house.ask("GET", "/interests", by=by).json_body["interests"]
    return next(each for each in found if each["id"] == id)


def decide(house: House, sid: str, body: object) -> Reply:
    return house.ask("POST", f"/interests/shops/asked/{sid}", body, AUTHOR)


def test_a_volunteer_sees_how_many_and_no_more(house: House) -> None:
    joined(house)
    assert group(house, by=LIAISON) == {
        "id": "shops",
        "name": "Shop watch",
        "description": SHOPS.description,
        "out": "Opening hours and closing time",
        "joining": "approval",
        "members": 0,
        "asked": 1,
        "areas": [],
    }
    assert house.ask("GET", "/interests/shops/asked", by=LIAISON).status_code == 403


def test_who_is_admitted_is_counted_in_their_area(house: House) -> None:
    sid = joined(house)
    (waits,) = house.ask("GET", "/interests/shops/asked", by=AUTHOR).json_body["asked"]
    assert (waits["sid"], waits["name"], waits["ward"]) == (sid, "Ann Marrow", WARD)
    assert "7700" not in str(waits)
    assert decide(house, sid, {"admit": True}).status_code == 204
    house.work()
    assert "in the group Shop watch" in house.text.sent[-1].text
    counted = group(house)
    assert (counted["members"], counted["asked"]) == (1, 0)
    assert counted["areas"] == [{"code": POSTCODES[0].ward, "name": WARD, "members": 1}]
    told = group(house, by=LIAISON)
    assert (told["members"], told["areas"]) == (0, [])
    assert decide(house, sid, {"admit": True}).status_code == 404


@pytest.mark.parametrize(("admit", "reached"), [(True, 1), (False, 0)])
def test_only_a_member_gets_what_the_group_is_sent(house: House, admit: bool, reached: int) -> None:
    assert decide(house, joined(house), {"admit": admit}).status_code == 204
    house.work()
    house.text.sent.clear()
    body = content(audience=to(interests=("shops",)), priority="urgent").model_dump(mode="json")
    drafted = house.ask("POST", "/alerts", body, AUTHOR).json_body
    for step, by in (("submit", AUTHOR), ("approve", SECOND_SPOC)):
        drafted = house.ask(
            "POST", f"/alerts/{drafted['id']}/{step}", {"version": drafted["version"]}, by
        ).json_body
    house.work()
    assert [message.to for message in house.text.sent] == [TEXT] * reached


def test_an_invitation_is_a_link_and_a_picture_that_let_somebody_in(house: House) -> None:
    made = house.ask("POST", "/interests/gamekeepers/invitation", {}, SPOC)
    assert made.status_code == 201
    assert made.json_body["qr"].startswith("data:image/svg+xml")
    assert made.json_body["expires"] == "2026-04-01"
    joined(house, interests=(), invitation=made.json_body["link"])
    assert group(house, "gamekeepers")["members"] == 1
    assert house.ask("POST", "/interests/wildlife/invitation", {}, SPOC).status_code == 409


def test_a_sentence_says_what_is_wrong_with_a_group_or_an_invitation(house: House) -> None:
    for changes, field in (
        ({"interests": ["gamekeepers"]}, "interests"),
        ({"invitation": "x"}, "invitation"),
    ):
        form = an_application(**changes).model_dump(mode="json")
        refused = house.ask("POST", "/sign-up", form)
        assert refused.status_code == 422
        assert list(refused.json_body["fields"]) == [field]


def test_the_force_tells_everybody_how_one_joins_and_when_they_are_out(house: House) -> None:
    interests = house.ask("GET", "/force").json_body["interests"]
    assert {each["joining"] for each in interests} == {"open", "approval", "invitation"}
    assert all(each["out"] for each in interests)
