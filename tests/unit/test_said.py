"""The rule of an audience in words, a line for each thing that one may ask for."""

from datetime import date

import pytest

from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.maps.shape import Circle, Polygon
from chalicelib.domain.said import said, said_in_public
from tests.factories import a_force

FORCE = a_force()
NAMES = {"D1": "Thistleford", "W1": "Mill Lane", "N1": "Old Town", "A1": "Vans broken into", "A2": "Open day"}
TOWN = Areas(districts=("D1",))
SQUARE = Polygon(kind="polygon", ring=((0.5, 51.0), (0.52, 51.0), (0.52, 51.01), (0.5, 51.01), (0.5, 51.0)))
ROUND = Circle(kind="circle", centre=(0.5, 51.0), postcode="MW1 1AA", metres=1000)
POINT = Circle(kind="circle", centre=(0.5, 51.0), metres=2500)
CRIME = Circle(kind="circle", centre=(0.5, 51.0), metres=500, crime=True)
BOTH = {"joined_from": date(2026, 3, 1), "joined_to": date(2026, 4, 5)}


NOBODY = Choice()


def to(include: Areas = TOWN, require: Choice = NOBODY, exclude: Choice = NOBODY) -> Audience:
    return Audience(include=include, require=require, exclude=exclude)


def who(**choice: object) -> Audience:
    return to(require=Choice.model_validate(choice))


def without(**choice: object) -> Audience:
    return to(exclude=Choice.model_validate(choice))


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        (Audience(), "Nobody yet"),
        (to(), "Thistleford"),
        (
            to(Areas(districts=("D1",), wards=("W1",), neighbourhoods=("N1",))),
            "Thistleford, Mill Lane or Old Town",
        ),
        (to(Areas(wards=("W9",))), "W9"),
        (to(Areas(sectors=("MW1 1",))), "Postcodes MW1 1"),
        (to(Areas(shapes=(SQUARE,))), "A drawn area of 1.6 km²"),
        (to(Areas(districts=("D1",), shapes=(ROUND,))), "Thistleford or within 1 km of MW1 1AA"),
        (to(Areas(shapes=(POINT,))), "Within 2.5 km of a point on the map"),
        (to(Areas(shapes=(CRIME,))), "Within 500 m of the place of the crime"),
        (
            to(Areas(shapes=(CRIME.but(postcode="MW1 1AA"),))),
            "Within 500 m of the place of the crime (MW1 1AA)",
        ),
        (who(interests=("dog-walkers",)), "Thistleford, who belong to Dog walkers"),
        (who(interests=("dog-walkers", "chess")), "Thistleford, who belong to Dog walkers or chess"),
        (who(kinds=("business", "community-group")), "Thistleford, who are businesses or community groups"),
        (who(channels=("text", "email")), "Thistleford, who get text or email"),
        (who(languages=("cy", "fr")), "Thistleford, who read Welsh or fr"),
        (who(joined_from=date(2026, 3, 1)), "Thistleford, who joined on or after 1 March 2026"),
        (who(joined_to=date(2026, 3, 1)), "Thistleford, who joined on or before 1 March 2026"),
        (who(**BOTH), "Thistleford, who joined between 1 March 2026 and 5 April 2026"),
        (who(received=("A1", "A2")), "Thistleford, who received “Vans broken into” or “Open day”"),
        (who(answered=("A9",)), "Thistleford, who answered “A9”"),
        (
            who(kinds=("resident",), channels=("text",), wards=("W1",)),
            "Thistleford, and there in Mill Lane, who are residents and get text",
        ),
        (
            to(Areas(), Choice(interests=("dog-walkers",))),
            "Anywhere in Marrowshire Police's area, who belong to Dog walkers",
        ),
        (
            without(wards=("W1",), interests=("dog-walkers",), kinds=("business",)),
            "Thistleford, not Mill Lane, Dog walkers or businesses",
        ),
        (
            without(channels=("email",), languages=("cy",), answered=("A1",)),
            "Thistleford, not whoever gets email, whoever reads Welsh or whoever answered “Vans broken into”",
        ),
    ],
)
def test_a_rule_is_said_as_people_say_it(audience: Audience, words: str) -> None:
    assert said(audience, NAMES, FORCE) == words


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        (to(), ["Thistleford"]),
        (to(Areas(wards=("W1",), shapes=(SQUARE, SQUARE))), ["Mill Lane", "a drawn area"]),
        (to(Areas(shapes=(ROUND,))), ["an area of about 2 km across"]),
        (to(Areas(shapes=(CRIME,))), ["an area of about 1 km across"]),
        (to(Areas(), Choice(interests=("dog-walkers",))), ["all of Marrowshire Police's area"]),
        (to(Areas(), Choice(wards=("W1",))), ["Mill Lane"]),
        (without(wards=("W1",), received=("A1",)), ["Thistleford"]),
    ],
)
def test_the_public_is_told_the_areas_and_nothing_of_people(audience: Audience, words: list[str]) -> None:
    assert said_in_public(audience, NAMES, FORCE) == words
