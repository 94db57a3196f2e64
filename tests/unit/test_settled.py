"""An audience is settled before it is stored: everything in it is known, and every circle has its centre."""

import math
from datetime import date

import pytest

from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.errors import Invalid
from chalicelib.domain.maps.geometry import area
from chalicelib.domain.maps.shape import Circle, Polygon
from chalicelib.domain.officer import Officer, Role
from chalicelib.services.audiences import Audiences
from tests.desk import AUTHOR, CONTROL, DISTRICT, LIAISON, SPOC, WARD, Desk, content, in_ward
from tests.factories import an_officer
from tests.parts import POSTCODES

HERE = in_ward(WARD)
SECTOR = HERE.postcode[:-2]
WEST, SOUTH = -0.44, 53.06


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.places.put_postcodes(POSTCODES[:3])
    return desk


def square(degrees: float) -> Polygon:
    corners = ((0, 0), (degrees, 0), (degrees, degrees), (0, degrees), (0, 0))
    return Polygon(kind="polygon", ring=tuple((WEST + x, SOUTH + y) for x, y in corners))


def refused(desk: Desk, audience: Audience, officer: Officer | None = None) -> str:
    with pytest.raises(Invalid) as refusal:
        desk.make(Audiences).settled(audience, officer)
    assert list(refusal.value.fields) == ["audience"]
    return refusal.value.fields["audience"]


def test_a_circle_round_a_postcode_gets_its_very_point_as_centre(desk: Desk) -> None:
    typed = POSTCODES[0].postcode.lower().replace(" ", "")
    circle = Circle(kind="circle", postcode=typed, metres=500, centre=(0.0, 0.0))
    audience = Audience(include=Areas(shapes=(circle,)))
    settled = desk.make(Audiences).settled(audience)
    there = (POSTCODES[0].lon, POSTCODES[0].lat)
    assert settled.include.shapes == (circle.but(postcode=POSTCODES[0].postcode, centre=there),)
    assert desk.make(Audiences).settled(settled) == settled


def test_what_is_stored_and_approved_holds_the_centre_even_where_the_postcode_moves(desk: Desk) -> None:
    circle = Circle(kind="circle", postcode=POSTCODES[0].postcode, metres=500)
    submitted = desk.submitted(content(audience=Audience(include=Areas(shapes=(circle,)))))
    desk.places.put_postcodes([POSTCODES[0].but(lat=53.1, lon=-0.3)])
    approved = desk.approval.approve(SPOC, submitted.id, submitted.version)
    (kept,) = approved.content.audience.include.shapes
    assert isinstance(kept, Circle)
    assert kept.centre == (POSTCODES[0].lon, POSTCODES[0].lat)


@pytest.mark.parametrize(
    ("audience", "sentence"),
    [
        (Audience(include=Areas(districts=("X",))), "There is no district X. Choose from the list."),
        (Audience(include=Areas(wards=(DISTRICT,))), f"There is no ward {DISTRICT}. Choose from the list."),
        (
            Audience(require=Choice(neighbourhoods=("N",))),
            "There is no neighbourhood N. Choose from the list.",
        ),
        (
            Audience(exclude=Choice(sectors=("ME14 1",))),
            "There is no postcode sector ME14 1 here. Write it as in XV1 1.",
        ),
        (
            Audience(require=Choice(interests=("astronomy",))),
            "There is no interest astronomy. Choose from the list.",
        ),
        (
            Audience(require=Choice(languages=("English",))),
            "'English' is not a language. Write its two letters, as in en or cy.",
        ),
        (
            Audience(exclude=Choice(answered=("A9",))),
            "There is no alert A9. Choose one from the list.",
        ),
        (
            Audience(require=Choice(joined_from=date(2026, 2, 2), joined_to=date(2026, 2, 1))),
            "Nobody joined from 2026-02-02 to 2026-02-01: the first day is after the last.",
        ),
        (
            Audience(include=Areas(shapes=(square(0.01), Circle(kind="circle", metres=500)))),
            "Area 2 included: It has no centre. Click on the map or type a postcode.",
        ),
        (
            Audience(include=Areas(shapes=(Circle(kind="circle", metres=500, postcode="here"),))),
            "Area 1 included: 'here' is not a postcode. Write it as in XV1 1AB.",
        ),
        (
            Audience(exclude=Choice(shapes=(Circle(kind="circle", metres=500, postcode="ME14 1XX"),))),
            "Area 1 left out: ME14 1XX is not a postcode of this force's area. Check it.",
        ),
    ],
)
def test_what_is_not_known_is_refused_with_a_sentence(desk: Desk, audience: Audience, sentence: str) -> None:
    assert refused(desk, audience) == sentence


def test_no_more_earlier_alerts_are_named_than_are_looked_up(desk: Desk) -> None:
    alert = desk.writing.draft(AUTHOR, content()).id
    many = Audience(exclude=Choice(received=(alert,) * 11, answered=(alert,) * 10))
    assert refused(desk, many) == "21 earlier alerts are named; 20 is the most. Name fewer."
    long = Audience(require=Choice(received=("A" * 3000,)))
    assert refused(desk, long) == f"There is no alert {'A' * 40}. Choose one from the list."


def test_corners_are_counted_over_all_shapes_of_all_sides(desk: Desk) -> None:
    """Eleven areas of 499 corners fit into one body, and would be measured longer than a route may take."""
    turns = [2 * math.pi * n / 450 for n in range(450)]
    ring = [(WEST + 0.01 * math.cos(turn), SOUTH + 0.01 * math.sin(turn)) for turn in turns]
    round = Polygon(kind="polygon", ring=(*ring, ring[0]))
    some = Areas(shapes=(round, round))
    fine = Audience(include=some, exclude=Choice(shapes=(round, round)))
    assert desk.make(Audiences).settled(fine).include.shapes == (round,)
    assert refused(desk, fine.but(require=Choice(shapes=(round,)))) == (
        "The drawn areas have 2,250 corners together; 2,000 is the most. "
        "Draw them more simply, or choose wards instead."
    )


def test_what_is_said_twice_is_kept_once(desk: Desk) -> None:
    """A thousand times the same ward would be a picture of many megabytes."""
    shape = square(0.01)
    many = Audience(
        include=Areas(wards=(WARD,) * 1000, shapes=(shape, shape)),
        require=Choice(interests=("farm", "farm"), languages=("cy", "cy")),
    )
    assert desk.make(Audiences).settled(many) == Audience(
        include=Areas(wards=(WARD,), shapes=(shape,)),
        require=Choice(interests=("farm",), languages=("cy",)),
    )


def test_what_is_known_is_taken_as_it_is(desk: Desk) -> None:
    alert = desk.writing.draft(AUTHOR, content())
    audience = Audience(
        include=Areas(districts=(DISTRICT,), wards=(WARD,), sectors=(SECTOR,), shapes=(square(0.01),)),
        require=Choice(interests=("farm",), languages=("cy", "pl"), received=(alert.id,)),
        exclude=Choice(kinds=("business",), answered=(alert.id,), joined_from=date(2026, 1, 1)),
    )
    assert desk.make(Audiences).settled(audience) == audience


@pytest.mark.parametrize(("officer", "most"), [(LIAISON, 25), (AUTHOR, 500), (SPOC, None), (CONTROL, None)])
def test_how_much_may_be_drawn_depends_on_the_role(desk: Desk, officer: Officer, most: int | None) -> None:
    for shape, km2 in ((square(0.04), 12), (square(0.13), 125), (square(0.16), 190)):
        assert round(area(shape)) == km2
        audience = Audience(include=Areas(shapes=(shape,)))
        if most is None or km2 <= most:
            assert desk.make(Audiences).settled(audience, officer) == audience
        else:
            assert refused(desk, audience, officer) == (
                f"{km2} km² are drawn; {most} km² is the most that your role may draw. "
                "Draw less, choose districts or wards instead, or ask a SPOC or the control room."
            )


def test_areas_add_up_and_what_is_left_out_does_not_count(desk: Desk) -> None:
    three = (square(0.04), square(0.039), square(0.038))
    audiences = desk.make(Audiences)
    left_out = Audience(exclude=Choice(shapes=three))
    assert audiences.settled(left_out, LIAISON) == left_out
    assert refused(desk, Audience(include=Areas(shapes=three)), LIAISON).startswith("34 km²")
    assert refused(desk, Audience(require=Choice(shapes=three)), LIAISON).startswith("34 km²")


def test_the_widest_of_several_roles_counts() -> None:
    both = an_officer("o1", Role.LIAISON, Role.AUTHOR)
    assert both.most_drawn() == 500
    assert an_officer("o2", Role.AUTHOR, Role.SPOC).most_drawn() is None
    assert an_officer("o3", Role.ANALYST).most_drawn() == 0


def test_areas_that_have_nothing_in_common_are_nobody(desk: Desk) -> None:
    wards = [area.code for area in desk.places.areas() if area.kind == "ward"]
    audience = Audience(include=Areas(wards=(wards[0],)), require=Choice(wards=(wards[-1],)))
    with pytest.raises(Invalid):
        desk.make(Audiences).runs(audience)
