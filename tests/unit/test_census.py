"""Everybody is counted when it is due, once however often they are met, and the count can be trusted."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.audience import Audience, Choice
from chalicelib.domain.bitmap import members
from chalicelib.domain.census.choosing import meant
from chalicelib.domain.census.form import Foreign, packed, unpacked
from chalicelib.domain.census.tally import Tally
from chalicelib.domain.errors import TemporaryFailure
from chalicelib.services.census import Census
from chalicelib.stores.census import NAME, CensusStore
from tests.census import a_census, a_row
from tests.desk import AUTHOR, WARD, Desk, content, in_ward
from tests.factories import NOW
from tests.parts import FORCE


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_before_anybody_is_counted_the_answer_is_a_sentence(desk: Desk) -> None:
    with pytest.raises(TemporaryFailure, match=r"Nobody has been counted yet. Try again in a minute."):
        desk.preview.estimate(AUTHOR, content())


def test_a_force_without_people_is_counted_all_the_same(desk: Desk) -> None:
    assert desk.census.build().people == 0
    assert desk.preview.estimate(AUTHOR, content()).people == 0


def test_a_preview_reads_no_item_of_a_person(desk: Desk) -> None:
    for n in range(1, 30):
        desk.joined(n)
    desk.census.build()
    read: list[str] = []
    asked = desk.table.query

    def query(pk: str, *args: object, **how: object) -> object:
        read.append(pk)
        return asked(pk, *args, **how)

    desk.table.query = query
    desk.table.calls.clear()
    assert desk.preview.estimate(AUTHOR, content()).people == 29
    assert {pk.partition("#")[0] for pk in read} == {"AREA", "REACH"}
    assert set(desk.table.calls) == {"query"}


def test_a_warm_preview_fetches_the_census_no_second_time(desk: Desk) -> None:
    desk.joined(1)
    desk.census.build()
    elsewhere = desk.make(Census, censuses=CensusStore(desk.shelf))
    for _ in range(5):
        assert elsewhere.latest().people == 1
    assert desk.shelf.sent == len(desk.shelf.things[NAME].data or b"")
    desk.joined(2)
    desk.census.build()
    assert elsewhere.latest().people == 2


def test_whoever_has_left_is_in_the_next_census_no_more(desk: Desk) -> None:
    sid = desk.joined(1).profile.sid
    desk.joined(2)
    person = desk.subscribers.load(sid)
    assert person
    assert desk.census.build().people == 2
    gone = person.but(contact=person.contact.but(left_at=NOW))
    desk.table.commit(*desk.subscribers.save(gone, person))
    assert desk.census.build().people == 1


@pytest.mark.parametrize(
    ("seconds", "rest"), [(0.1, timedelta(seconds=3)), (4, timedelta(minutes=2)), (50, timedelta(minutes=5))]
)
def test_a_thirtieth_of_the_time_is_spent_counting_but_no_census_gets_older_than_five_minutes(
    desk: Desk, seconds: float, rest: timedelta
) -> None:
    desk.censuses.keep(Tally().counted(NOW, seconds))
    desk.clock.time = NOW + rest - timedelta(seconds=1)
    assert desk.census.build_if_due() is None
    desk.clock.time = NOW + rest
    assert desk.census.build_if_due() is not None


def test_the_first_census_is_due_at_once_and_so_is_one_after_another_release(desk: Desk) -> None:
    assert desk.census.build_if_due() is not None
    line, _, body = (desk.shelf.things[NAME].data or b"").partition(b"\n")
    desk.shelf.put(NAME, line.replace(b'"version":2', b'"version":3') + b"\n" + body)
    with pytest.raises(TemporaryFailure):
        desk.census.latest()
    assert desk.census.build_if_due() is not None
    assert desk.census.latest().people == 0


def test_a_census_of_a_clock_that_went_wrong_is_not_waited_for(desk: Desk) -> None:
    desk.censuses.keep(Tally().counted(NOW + timedelta(days=1), 50))
    desk.joined(1)
    assert desk.census.build_if_due() is not None
    assert desk.census.latest().people == 1


def test_of_two_at_once_the_one_that_began_later_stays(desk: Desk) -> None:
    desk.joined(1)

    def other() -> None:
        desk.joined(2)
        desk.clock.pass_by(seconds=60)
        assert desk.make(Census, censuses=CensusStore(desk.shelf)).build().people == 2

    desk.table.overtake(other, ahead_of="query")
    desk.census.build()
    assert desk.census.latest().as_of == NOW + timedelta(seconds=60)
    assert desk.census.latest().people == 2


def test_a_build_that_dies_anywhere_leaves_the_last_census_and_the_next_round_counts(desk: Desk) -> None:
    desk.joined(1)
    desk.census.build()
    desk.joined(2)
    desk.clock.pass_by(minutes=6)
    deaths = 0
    while not desk.table.survives(desk.census.build_if_due, deaths + 1):
        deaths += 1
        assert desk.census.latest().people == 1
    assert deaths > 2
    assert desk.census.latest().people == 2


@pytest.mark.parametrize("data", [b"", b"\n", b"{}\n", b"not ours at all", b"\x89PNG\r\n\x1a\n", b"[1]\nx"])
def test_whatever_else_lies_in_the_bucket_is_no_census_and_is_counted_over(desk: Desk, data: bytes) -> None:
    desk.joined(1)
    desk.shelf.put(NAME, data)
    with pytest.raises(TemporaryFailure):
        desk.census.latest()
    assert desk.census.build_if_due() is not None
    assert desk.census.latest().people == 1


def test_how_long_it_took_is_kept_with_it(desk: Desk) -> None:
    desk.joined(1)
    desk.table.before = lambda name: desk.clock.pass_by(seconds=2)
    built = desk.census.build()
    assert built.as_of == NOW
    assert built.seconds == (desk.clock.now() - NOW).total_seconds() > 0
    assert desk.census.age(built) == int(built.seconds // 60)


def test_who_moves_while_everybody_is_read_is_counted_once(desk: Desk) -> None:
    tally = Tally()
    for row in (a_row(7), a_row(8), a_row(7)._replace(home="0a1b2")):
        tally.add(row)
    assert tally.counted(NOW, 0).people == 2


@pytest.mark.parametrize("spoilt", [b"", b"{}\n", b"[]\n", b'{"version":2}\nx', b"\x80\x04."])
def test_what_is_no_census_of_ours_is_refused(spoilt: bytes) -> None:
    with pytest.raises(Foreign):
        unpacked(spoilt)


def test_a_census_that_was_cut_off_is_refused() -> None:
    whole = packed(a_census([a_row(n) for n in range(1, 50)]))
    for end in range(0, len(whole), 37):
        with pytest.raises(Foreign):
            unpacked(whole[:end])


def test_the_census_holds_no_name_address_or_house(desk: Desk) -> None:
    person = desk.joined(1, in_ward(WARD), interests=("farm",))
    desk.census.build()
    data = packed(desk.census.latest()) + packed(unpacked(desk.shelf.things[NAME].data or b""))
    for word in (person.profile.name, person.contact.sid, *(a.value for a in person.contact.addresses)):
        assert word.encode() not in data


def test_a_page_of_people_takes_about_sixteen_bytes_each() -> None:
    people = [a_row(n * 7919 % 10_007) for n in range(1, 10_000)]
    assert len(packed(a_census(people))) < 16 * len(people)


def test_newer_numbers_than_the_census_knows_are_nobody() -> None:
    census = a_census([a_row(1), a_row(3)])
    assert census.of_numbers(0b1010 | 1 << 900) == census.everybody
    assert census.of_numbers(1 << 900) == 0


def test_an_earlier_alert_that_was_not_looked_up_is_a_fault_and_not_nobody() -> None:
    with pytest.raises(KeyError):
        meant(a_census([a_row(1)]), Audience(require=Choice(received=("A1",))), FORCE, {})


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (None, date(2026, 2, 28), {1, 2}),
        (date(2026, 2, 28), None, {2, 3}),
        (date(2026, 2, 28), date(2026, 2, 28), {2}),
        (date(2026, 3, 1), date(2026, 3, 1), set()),
        (date(2026, 12, 31), None, set()),
        (None, date(2025, 1, 1), set()),
    ],
)
def test_both_days_of_joining_count(first: date | None, last: date | None, found: set[int]) -> None:
    days = {1: 20251231, 2: 20260228, 3: 20261102}
    census = a_census([a_row(number)._replace(joined=joined) for number, joined in days.items()])
    choice = Choice(joined_from=first, joined_to=last)
    numbers = dict(enumerate(census.numbers))
    for require, exclude, right in ((choice, Choice(), found), (Choice(), choice, days.keys() - found)):
        people = meant(census, Audience(require=require, exclude=exclude), FORCE, {}).people
        assert {numbers[person] for person in members(people)} == right
