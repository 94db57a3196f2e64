"""Who gets which picture: everybody a vague one of what went out, officers an exact one of anything."""

import json

import pytest

from chalicelib.domain.alert import Alert, Content
from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.errors import NotFound
from chalicelib.domain.maps.shape import Circle
from chalicelib.domain.officer import Role
from chalicelib.domain.place import Outline
from chalicelib.domain.sending import SendingStatus
from chalicelib.services.picturing import Picturing
from tests.desk import ANALYST, AUTHOR, DISTRICT, WARD, Desk, content, in_ward, to
from tests.house import BY_ROLE, a_house

HOME = in_ward(WARD)
SOUTH, WEST = HOME.lat - 0.1, HOME.lon - 0.1
RING = [(WEST + 0.2 * x, SOUTH + 0.2 * y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
GEOMETRY = json.dumps({"type": "Polygon", "coordinates": [RING]})
TOWN = Outline(code=DISTRICT, kind="district", name="Thistleford", district="", geometry=GEOMETRY)
LANE = Outline(code=WARD, kind="ward", name="Mill Lane", district=DISTRICT, geometry=GEOMETRY)
CRIME = Circle(kind="circle", centre=(HOME.lon, HOME.lat), metres=300, crime=True)
SECRET = Audience(include=Areas(wards=(WARD,), shapes=(CRIME,)), require=Choice(interests=("farm",)))


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.places.put_outlines([TOWN, LANE])
    return desk


@pytest.fixture
def picturing(desk: Desk) -> Picturing:
    return desk.make(Picturing)


def around(circle: Circle) -> Audience:
    return Audience(include=Areas(shapes=(circle,)))


def released(desk: Desk, words: Content, training: bool = False) -> Alert:
    alert = desk.approved(words, training=training)
    sending = desk.sendings.load(alert.sending or "")
    assert sending
    moved = sending.but(status=SendingStatus.RELEASED, released_at=desk.clock.now())
    desk.table.commit(desk.sendings.save(moved, sending))
    return alert


def test_everybody_sees_where_a_real_alert_is_about_and_not_who(desk: Desk, picturing: Picturing) -> None:
    drawn = picturing.public(released(desk, content(audience=SECRET)).code)
    assert "Mill Lane" in drawn
    assert "Vans broken into" in drawn
    assert "Farm" not in drawn


def test_the_place_of_a_crime_is_exact_for_officers_alone(desk: Desk, picturing: Picturing) -> None:
    alert = released(desk, content(audience=around(CRIME)))
    public, exact = picturing.public(alert.code), picturing.exact(AUTHOR, alert.id)
    next_door = CRIME.but(centre=(HOME.lon + 0.0002, HOME.lat))
    neighbour = released(desk, content(audience=around(next_door)))
    assert public == picturing.public(neighbour.code)
    assert exact != public
    assert "place of the crime" not in public


def test_any_circle_of_an_alert_about_a_crime_may_be_round_its_place(
    desk: Desk, picturing: Picturing
) -> None:
    """Whoever draws a plain circle round a burgled house shows the public no house."""
    forgotten = content(audience=around(CRIME.but(crime=False)), crime_recorded_at=desk.clock.now())
    alert, marked = released(desk, forgotten), released(desk, content(audience=around(CRIME)))
    assert picturing.public(alert.code) == picturing.public(marked.code)
    news = released(desk, content(audience=around(CRIME.but(crime=False)), crime_recorded_at=None))
    assert picturing.public(news.code) != picturing.public(marked.code)


def test_before_it_leaves_and_in_training_there_is_no_public_picture(
    desk: Desk, picturing: Picturing
) -> None:
    waiting, training = desk.approved(), released(desk, content(), training=True)
    for code in (waiting.code, training.code, "ABCD-EFGH", "", "🔥"):
        with pytest.raises(NotFound):
            picturing.public(code)
    assert picturing.exact(ANALYST, waiting.id)
    assert picturing.exact(ANALYST, training.id)


def test_what_is_not_drawn_and_what_is_hatched_is_said(desk: Desk, picturing: Picturing) -> None:
    rule = to(districts=(DISTRICT,), sectors=(HOME.postcode[:-2],)).but(exclude=Choice(wards=(WARD,)))
    drawn = picturing.exact(AUTHOR, desk.writing.draft(AUTHOR, content(audience=rule)).id) or ""
    assert "Postcode sectors have no border" in drawn
    assert "Hatched areas are left out" in drawn


def test_a_draft_for_nobody_yet_and_an_area_without_borders_have_no_picture() -> None:
    bare = Desk()
    for rule in (Audience(), to(wards=(WARD,))):
        drafted = bare.writing.draft(AUTHOR, content(audience=rule))
        assert bare.make(Picturing).exact(AUTHOR, drafted.id) is None
    with pytest.raises(NotFound):
        bare.make(Picturing).public(released(bare, content()).code)


def test_the_public_route_answers_a_picture_that_loads_and_runs_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Picturing, "public", lambda self, code: f"<svg>{code}</svg>")
    with a_house() as house:
        reply = house.ask("GET", "/picture/ABCD-EFGH")
    assert (reply.status_code, reply.body) == (200, "<svg>ABCD-EFGH</svg>")
    assert reply.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert reply.headers["Cache-Control"] == "public, max-age=3600"
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]


def test_the_officers_route_answers_the_exact_one_and_an_unknown_code_nothing() -> None:
    with a_house() as house:
        assert house.ask("GET", "/picture/ABCD-EFGH").status_code == 404
        reply = house.ask("GET", "/alerts/none/picture", by=BY_ROLE[Role.ANALYST])
        assert reply.json_body["error"] == "There is no such alert."
