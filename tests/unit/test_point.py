"""A finer point in every way people give one, and a sentence for what is none."""

import re

import pytest

from chalicelib.domain.maps.point import Point, a_point


@pytest.mark.parametrize(
    "typed",
    [
        "51.2787, 1.0789",
        "51.27870,1.07890",
        "51.2787 1.0789",
        " 51.2787°,  1.0789° ",
        "51.2787N 1.0789E",
        "51.2787° N, 1.0789° E",
        "N51.2787 E1.0789",
        "1.0789E 51.2787N",
        "Lat: 51.2787 Long: 1.0789",
        "51 16 43.32 N 1 4 44.04 E",
        "51°16'43.3\"N 1°04'44.0\"E",
        "51° 16\N{PRIME} 43.3\N{DOUBLE PRIME} N, 1° 4\N{PRIME} 44\N{DOUBLE PRIME} E",
        "51 16.722 N, 1 4.734 E",
        "TR 1482 5778",
        "tr 14820 57786",
        "TR1482057786",
        "TR 14 820 57 786",
    ],
)
def test_the_same_point_in_every_spelling(typed: str) -> None:
    assert a_point(typed).metres_to(51.2787, 1.0789) < 12


def test_west_is_a_minus_or_a_letter() -> None:
    for typed in ("50.7184, -3.5339", "50.7184N 3.5339W", "50.7184, \N{MINUS SIGN}3.5339"):
        assert a_point(typed) == Point(50.7184, -3.5339)


def test_what_is_shown_can_be_typed_again() -> None:
    point = a_point("TR 1482 5778")
    assert a_point(str(point)) == point


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1.0789, 51.2787", "the wrong way round. Did you mean 51.27870, 1.07890?"),
        ("-3.5339, 50.7184", "the wrong way round. Did you mean 50.71840, -3.53390?"),
        ("40.7128, -74.0060", "not in the United Kingdom"),
        ("51.2787S 1.0789E", "not in the United Kingdom"),
        ("TR 149 578", "a square of 100 m. Give eight figures or more"),
        ("TR", "a square of 100,000 m"),
        ("TR 14900 578", "this is not a point. Enter a grid reference like TR 1490 5780"),
        ("51.27, 1.07", "too coarse. Give four decimals"),
        ("51 16.7 N, 1 4.7 E", "too coarse"),
        ("51 61 0 N 1 1 1 E", "whole numbers below 60"),
        ("51.5 16 43 N 1 1 1 E", "whole numbers below 60"),
        ("51.2787N 1.0789N", "one of the two must be north or south"),
        ("-51.2787N 1.0789E", "not a point"),
        ("51.2787", "not a point"),
        ("51.2787, 1.0789, 20", "not a point"),
        ("IO 1490 5780", "not a point"),
        ("J 123 456", "not a point"),
        ("the barn behind the church", "not a point"),
        ("///filled.count.soap", "not a point"),
        ("", "not a point"),
    ],
)
def test_what_is_no_point_of_ours_gets_a_sentence(typed: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        a_point(typed)


def test_distances_are_those_of_the_map() -> None:
    assert round(Point(51.2787, 1.0789).metres_to(51.2787, 0.9789)) == pytest.approx(6957, abs=30)
    assert Point(51.0, 0.0).metres_to(51.0, 0.0) == 0
