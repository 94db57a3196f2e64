"""The planner under crashes, changes and company: nobody on two pages, nobody who belonged on none."""

from collections import Counter
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.delivery import END, total
from chalicelib.domain.errors import Conflict
from chalicelib.domain.sending import SendingStatus
from chalicelib.domain.subscriber import Subscriber
from chalicelib.ports import Write
from tests.engine import Engine
from tests.factories import a_contact, a_place, a_range, a_sending, a_sid, a_subscriber
from tests.fakes import Killed

CELLS = "01234567"
SPANS = (
    a_range(n=0, runs=(("G#u10hb", "u10hb0", "u10hb1~"), ("G#u10hb", "u10hb2", "u10hb2~"))),
    a_range(n=1, runs=(("G#u10hb", "u10hb3", "u10hb4~"),)),
    a_range(n=2, runs=(("G#u10hb", "u10hb5", "u10hb7~"),)),
)
PEOPLE = 14
KINDS = ("join", "leave", "move", "switch")
Change = tuple[str, int, int]
"""What happens, to which person, and a number that says where to or how."""

changes = st.tuples(st.sampled_from(KINDS), st.integers(0, PEOPLE - 1), st.integers(0, 7))
homes = st.lists(st.integers(0, 7), min_size=PEOPLE, max_size=PEOPLE)
points = st.integers(1, 90)


class Town:
    """People who move about while they are being planned."""

    def __init__(self, cells: list[int]) -> None:
        self.engine = Engine(most=3)
        self.living: dict[int, Subscriber] = {}
        self.always: set[str] = set()
        self.next = PEOPLE
        for n, cell in enumerate(cells):
            self._settle(n, cell)
        self.always = {a_sid(n) for n in self.living}
        self.engine.approve(*SPANS)

    def _put(self, writes: list[Write]) -> None:
        for write in writes:
            if write.item is None:
                self.engine.table.items.pop(write.key, None)
            else:
                self.engine.table.items[write.key] = write.item

    def _settle(self, n: int, cell: int) -> None:
        person = a_subscriber(n, places=(a_place(n, geohash=f"u10hb{CELLS[cell]}{n:03d}"),))
        self._put(self.engine.subscribers.add(person, person.contact))
        self.living[n] = person

    def change(self, change: Change) -> None:
        """Let somebody join, leave, move to another cell, or prefer another channel."""
        kind, n, where = change
        if kind == "join":
            self._settle(self.next, where)
            self.next += 1
        elif n in self.living:
            was = self.living.pop(n)
            if kind == "leave":
                now = was.but(contact=was.contact.but(left_at=self.engine.clock.now()))
                self.always.discard(a_sid(n))
            else:
                now = self._moved(was, n, where) if kind == "move" else self._switched(was, n, where)
                self.living[n] = now
            self._put(self.engine.subscribers.save(now, was))

    def _moved(self, was: Subscriber, n: int, cell: int) -> Subscriber:
        return was.but(places=(a_place(n, geohash=f"u10hb{CELLS[cell]}{n:03d}"),))

    def _switched(self, was: Subscriber, n: int, how: int) -> Subscriber:
        both = a_contact(n).addresses
        kept = both[:1] if how % 2 else both[1:]
        return was.but(contact=was.contact.but(addresses=kept))

    def run(self, at: dict[int, Callable[[], None]]) -> None:
        """Plan to the end; before the k-th request to table or queue, `at[k]` happens."""
        calls = 0

        def count(name: str) -> None:
            nonlocal calls
            calls += 1
            if event := at.pop(calls, None):
                event()

        self.engine.table.before = self.engine.queue.before = count
        for _ in range(300):
            if not self._step():
                return
        raise AssertionError("planning does not come to an end")

    def _step(self) -> bool:
        """Do one task, as SQS gives it: again where it was killed; the sweep where none is left."""
        queue = self.engine.queue.bodies["plan"]
        if not queue:
            return self._swept()
        body = queue.pop(0)
        try:
            self.engine.task("plan", body)()
        except (Killed, Conflict):
            queue.append(body)
        return True

    def _swept(self) -> bool:
        try:
            head = self.engine.sendings.load(a_sending().id)
            assert head
            if head.status is SendingStatus.PLANNING:
                self.engine.clock.pass_by(minutes=15)
                self.engine.sweep.run()
        except Killed:
            return True
        return head.status is SendingStatus.PLANNING

    def check(self) -> None:
        """Assert what must hold once the sending is released."""
        self.engine.table.before = self.engine.queue.before = lambda name: None
        sendings, sending = self.engine.sendings, a_sending().id
        stands, slots = Counter[str](), 0
        for page in sendings.pages(sending):
            assert len(page.recipients) == len(page.stamps) <= 3
            if page.recipients:
                state = sendings.state(sending, page.id)
                assert len(state.slots) == len(page.recipients)
                slots += len(state.slots)
                people = zip(page.recipients, state.slots, strict=True)
                stands.update(recipient.sid for recipient, letter in people if letter != "D")
        assert not [sid for sid, times in stands.items() if times > 1], "somebody stands on two pages"
        assert not self.always - set(stands), "somebody who belonged all the time stands on none"
        assert sum(total(sendings.states(sending)).values()) == slots
        ends = Counter(page.id.rsplit("#", 1)[0] for page in sendings.pages(sending) if page.end == END)
        assert set(ends.values()) == {1}, "a chain has one end"


def _kill() -> None:
    raise Killed


def _all(events: list[Callable[[], None]]) -> Callable[[], None]:
    def happen() -> None:
        for event in events:
            event()

    return happen


@given(homes, st.lists(st.tuples(points, st.lists(changes, max_size=6)), max_size=4))
def test_planners_killed_anywhere_while_people_come_go_and_move_lose_and_double_nobody(
    cells: list[int], crashes: list[tuple[int, list[Change]]]
) -> None:
    town = Town(cells)
    at: dict[int, Callable[[], None]] = {}
    for point, happenings in crashes:
        events: list[Callable[[], None]] = [lambda c=c: town.change(c) for c in happenings]  # type: ignore[misc]
        at[point] = _all([*events, _kill])
    town.run(at)
    town.check()


@given(homes, st.dictionaries(points, changes, max_size=8), st.sets(points, max_size=3))
def test_a_person_who_changes_once_in_the_middle_of_a_run_is_neither_lost_nor_doubled(
    cells: list[int], middle: dict[int, Change], kills: set[int]
) -> None:
    town = Town(cells)
    changed: set[int] = set()
    at: dict[int, Callable[[], None]] = dict.fromkeys(kills, _kill)
    for point, change in middle.items():
        if change[0] == "join" or change[1] not in changed:
            changed.add(change[1])
            at[point] = lambda c=change: town.change(c)  # type: ignore[misc]
    town.run(at)
    town.check()


@given(homes, st.lists(st.tuples(points, changes), max_size=3), st.sets(points, max_size=2))
def test_two_planners_at_once_end_with_the_same_pages(
    cells: list[int], meetings: list[tuple[int, Change]], kills: set[int]
) -> None:
    town = Town(cells)
    changed: set[int] = set()
    at: dict[int, Callable[[], None]] = dict.fromkeys(kills, _kill)

    def another(change: Change | None) -> Callable[[], None]:
        def meet() -> None:
            if change:
                town.change(change)
            for span in SPANS:
                town.engine.planning.plan(a_sending().id, span.n)
            town.engine.gate.release(a_sending().id)

        return meet

    for point, change in meetings:
        once = change if change[1] not in changed else None
        changed.add(change[1])
        at[point] = another(once)
    town.run(at)
    town.check()
