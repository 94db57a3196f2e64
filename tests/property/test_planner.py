"""The planner under crashes, changes and company: nobody on two pages, nobody who belonged on none."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.alert import Content
from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.maps.geohash import point as middle
from chalicelib.domain.maps.shape import Circle
from chalicelib.domain.sending import Range
from tests.factories import a_content, a_range, a_sending
from tests.fakes import Killed
from tests.moving import GROUPS, INSIDE, SPANS, Change, Town

PEOPLE = 14
KINDS = ("join", "leave", "move", "switch", "group")
Way = tuple[tuple[Range, ...], Content]
"""Ranges of a sending, and what it says to whom."""

MEMBERS = tuple(a_range(n=n, runs=((f"I#{group}#u10h", "u10h", "u10h~"),)) for n, group in enumerate(GROUPS))
HERE = Areas(shapes=(Circle(kind="circle", centre=middle("u10hb2000"), metres=1300),))
"""Holds some of the cells, some with a second place only, and cuts others."""
WAYS: list[Way] = [
    (SPANS, a_content()),
    (SPANS, a_content(audience=Audience(include=HERE))),
    (MEMBERS, a_content(audience=Audience(require=Choice(interests=GROUPS)))),
    (MEMBERS, a_content(audience=Audience(include=HERE, require=Choice(interests=GROUPS)))),
    (MEMBERS, a_content(audience=Audience(require=Choice(interests=GROUPS, wards=(INSIDE,))))),
]
changes = st.tuples(st.sampled_from(KINDS), st.integers(0, PEOPLE - 1), st.integers(0, 7))
homes = st.lists(st.integers(0, 7), min_size=PEOPLE, max_size=PEOPLE)
points = st.integers(1, 90)
ways = st.sampled_from(WAYS)


def _kill() -> None:
    raise Killed


def _all(events: list[Callable[[], None]]) -> Callable[[], None]:
    def happen() -> None:
        for event in events:
            event()

    return happen


@given(homes, ways, st.lists(st.tuples(points, st.lists(changes, max_size=6)), max_size=4))
def test_planners_killed_anywhere_while_people_come_go_and_move_lose_and_double_nobody(
    cells: list[int], way: Way, crashes: list[tuple[int, list[Change]]]
) -> None:
    town = Town(cells, *way)
    at: dict[int, Callable[[], None]] = {}
    for point, happenings in crashes:
        events: list[Callable[[], None]] = [lambda c=c: town.change(c) for c in happenings]  # type: ignore[misc]
        at[point] = _all([*events, _kill])
    town.run(at)
    town.check()


@given(homes, ways, st.dictionaries(points, changes, max_size=8), st.sets(points, max_size=3))
def test_a_person_who_changes_once_in_the_middle_of_a_run_is_neither_lost_nor_doubled(
    cells: list[int], way: Way, middle: dict[int, Change], kills: set[int]
) -> None:
    town = Town(cells, *way)
    changed: set[int] = set()
    at: dict[int, Callable[[], None]] = dict.fromkeys(kills, _kill)
    for point, change in middle.items():
        if change[0] == "join" or change[1] not in changed:
            changed.add(change[1])
            at[point] = lambda c=change: town.change(c)  # type: ignore[misc]
    town.run(at)
    town.check()


@given(homes, ways, st.lists(st.tuples(points, changes), max_size=3), st.sets(points, max_size=2))
def test_two_planners_at_once_end_with_the_same_pages(
    cells: list[int], way: Way, meetings: list[tuple[int, Change]], kills: set[int]
) -> None:
    town = Town(cells, *way)
    changed: set[int] = set()
    at: dict[int, Callable[[], None]] = dict.fromkeys(kills, _kill)

    def another(change: Change | None) -> Callable[[], None]:
        def meet() -> None:
            if change:
                town.change(change)
            for span in way[0]:
                town.engine.planning.plan(a_sending().id, span.n)
            town.engine.gate.release(a_sending().id)

        return meet

    for point, change in meetings:
        once = change if change[1] not in changed else None
        changed.add(change[1])
        at[point] = another(once)
    town.run(at)
    town.check()
