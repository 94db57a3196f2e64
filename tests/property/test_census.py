"""For any people and any audience the census says what reading their rows says, packed or not."""

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.alert import Content
from chalicelib.domain.audience import Areas, Audience
from chalicelib.domain.census.choosing import meant
from chalicelib.domain.census.counted import Counted
from chalicelib.domain.census.form import packed, unpacked
from chalicelib.domain.census.standing import standing
from chalicelib.domain.packed import Packed, Spot
from chalicelib.domain.rule import Rule
from tests.census import AUDIENCES, CODES, NUMBERS, PEOPLE, SECONDS, SPOTS, a_census, a_row
from tests.factories import NOW, a_content
from tests.parts import FORCE

Numbers = dict[str, int]
A_WEEK = NOW + timedelta(days=7)
"""Behind the next digest of every week: it is a Monday, after that morning's."""


def reason(row: Packed, content: Content, capped: int) -> str:
    """Say of one row what the planner would stamp it with."""
    if not row.channels:
        return "no-channel"
    if row.pauses <= SECONDS < row.paused:
        return "paused"
    if content.kind in row.mutes:
        return "muted"
    if row.digest and content.priority == "low" and (row.digest == "d" or content.expires > A_WEEK):
        return "in-digest"
    channel = row.channel(content.priority, "day")
    return "capped" if channel == "text" and capped >> row.number & 1 else channel


def rests(row: Packed, priority: str) -> bool:
    """Say of one row whether nine in the morning is within their quiet hours."""
    hours = {"2207": False, "0812": True, "0909": False, "0910u": True, "1008u": False}
    return hours.get(row.quiet, False) and not (priority == "urgent" and row.quiet.endswith("u"))


def people_in(census: Counted, bits: int) -> set[int]:
    return {number for person, number in enumerate(census.numbers) if bits >> person & 1}


@given(PEOPLE, AUDIENCES, NUMBERS)
def test_the_same_people_are_meant_in_the_same_areas(
    people: list[Packed], audience: Audience, numbers: Numbers
) -> None:
    census, rule = a_census(people), Rule.of(audience, FORCE, numbers)
    found = meant(census, audience, FORCE, numbers)
    spots = {row.number: rule.spot(row) for row in people}
    assert people_in(census, found.people) == {number for number, n in spots.items() if n is not None}
    where = Counter(row.spots[n].local for row in people if (n := spots[row.number]) is not None)
    assert census.by_area(found, found.people) == where


@given(
    PEOPLE,
    st.sampled_from(["alert", "news"]),
    st.sampled_from(["urgent", "standard", "low"]),
    st.sampled_from([4, 8]),
    st.integers(0, 2**40),
)
def test_the_same_people_are_reached_and_the_others_for_the_same_reason(
    people: list[Packed], kind: str, priority: str, days: int, capped: int
) -> None:
    census = a_census(people)
    content = a_content(kind=kind, priority=priority, expires=NOW + timedelta(days=days))
    sets = standing(census, census.everybody, content, NOW, census.of_numbers(capped))
    said = {name: people_in(census, bits) for name, bits in (sets.channels | sets.unreachable).items()}
    resting = {row.number for row in people if rests(row, priority)}
    reached = people_in(census, sets.channels["text"] | sets.channels["email"])
    assert people_in(census, sets.resting) == resting & reached
    plain = {row.number: reason(row, content, capped) for row in people}
    assert said == {name: {n for n, why in plain.items() if why == name} for name in said}


@given(PEOPLE)
def test_members_are_counted_where_they_live_first(people: list[Packed]) -> None:
    census = a_census(people)
    for bit in range(5):
        assert census.members(bit) == Counter(
            row.spots[0].local for row in people if row.interests >> bit & 1
        )


@given(PEOPLE)
def test_a_home_is_counted_once_and_whoever_gave_none_is_one_home(people: list[Packed]) -> None:
    homes, unnumbered = set(), Counter[tuple[str, str]]()
    for row in people:
        spot = row.spots[0]
        if row.channels and row.home:
            homes.add(
                (spot.district, spot.homes or spot.ward, spot.local, spot.ward, spot.postcode, row.home)
            )
        elif row.channels:
            unnumbered[spot.district, spot.homes or spot.ward] += 1
    plain = Counter((district, area) for district, area, *_ in homes) + unnumbered
    counted, without = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for each in a_census(people).homes:
        counted[each.district, each.area] += each.homes
        without[each.district, each.area] += each.unnumbered
    assert (counted, +without) == (plain, unnumbered)


@given(PEOPLE)
def test_what_is_packed_comes_out_again(people: list[Packed]) -> None:
    census = a_census(people)
    again = unpacked(packed(census))
    assert packed(again) == packed(census)
    assert (again.traits, again.days, again.homes, again.spots.groups) == (
        census.traits,
        census.days,
        census.homes,
        census.spots.groups,
    )
    assert again.levels == census.levels


@given(st.lists(SPOTS, min_size=1, max_size=12))
def test_whoever_is_meant_through_a_second_place_counts_there_also_at_the_border_of_a_ward(
    seconds: list[Spot],
) -> None:
    away = Spot("u10hb0000", "ZZ99ZZ", "W9", "D9")
    people = [a_row(n)._replace(spots=(away, spot)) for n, spot in enumerate(seconds, 1)]
    census = a_census(people)
    found = meant(census, Audience(include=Areas(districts=CODES[0])), FORCE, {})
    assert census.by_area(found, found.people) == Counter(spot.local for spot in seconds)
