"""Digests under crashes and company: nobody gets an alert twice, and nobody loses one."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.digest import Cadence
from chalicelib.domain.errors import Conflict
from tests.factories import NOW
from tests.fakes import Killed
from tests.post import Post

ROUNDS, EVERY = 54, 4
"""A round every four hours, from a Monday to the Tuesday after: nine daily digests and a weekly one."""
cadences = st.lists(st.sampled_from(["daily", "weekly", None]), min_size=1, max_size=5)
alerts = st.lists(st.integers(0, 36), min_size=1, max_size=4)
points = st.integers(1, 300)


class Weeks:
    """A post office that works for nine days, is killed here and there, and never stops trying."""

    def __init__(self, wishes: list[Cadence | None], at: dict[int, Callable[[], None]]) -> None:
        self.post, self.at, self.calls = Post(*wishes, most=2), at, 0
        self.post.table.before = self.post.queue.before = self._count

    def _count(self, name: str) -> None:
        self.calls += 1
        if event := self.at.pop(self.calls, None):
            event()

    def try_(self, work: Callable[[], object]) -> None:
        """Do some work, and once more where it was killed."""
        try:
            work()
        except (Killed, Conflict):
            return

    def run(self, due: list[int]) -> None:
        """Send each alert in its round; in every round the job runs, and then the sweep."""
        for now in range(ROUNDS):
            for n, when in enumerate(due):
                if when == now:
                    self.alert(n)
            for work in (self.post.digesting.run, self.post.sweep.run):
                self.try_(work)
                self.work()
            self.post.clock.pass_by(hours=EVERY)

    def alert(self, n: int) -> None:
        """Approve it, whatever happens: that is not what is tried here."""
        events, self.at = self.at, {}
        self.post.alert(n)
        self.at = events

    def work(self) -> None:
        """Give out every message as SQS does: again where its worker was killed."""
        queues = self.post.queue.bodies
        while name := next((name for name, bodies in queues.items() if bodies), None):
            body = queues[name].pop(0)
            try:
                self.post.task(name, body)()
            except (Killed, Conflict):
                queues[name].append(body)

    def had(self) -> Counter[tuple[int, str]]:
        """Count who was sent which alert, at once or in a digest: sent, or uncertain after a kill."""
        found = Counter[tuple[int, str]]()
        for sending in self.sendings():
            entries = self.post.sendings.forms(sending).entries
            states = {state.page: state.slots for state in self.post.sendings.states(sending)}
            for page in self.post.sendings.pages(sending):
                for who, letter in zip(page.recipients, states.get(page.id, ""), strict=False):
                    if letter in "SU":
                        theirs = (
                            [entries[int(n)].sending for n in who.form.split(".")] if entries else [sending]
                        )
                        found.update((who.number, each) for each in theirs)
        return found

    def sendings(self) -> list[str]:
        return [key.pk[4:] for key in self.post.table.items if key.pk[:4] == "OUT#" and key.sk == "HEAD"]


def _kill() -> None:
    raise Killed


def check(weeks: Weeks, wishes: list[Cadence | None], due: list[int]) -> None:
    weeks.at = {}
    had = weeks.had()
    assert not [who for who, times in had.items() if times > 1], "somebody had an alert twice"
    meant = {(person, f"SENDING{n}") for person in range(1, len(wishes) + 1) for n in range(len(due))}
    assert set(had) == meant, "somebody has lost an alert"


@given(cadences, alerts, st.sets(points, max_size=12))
def test_whoever_dies_wherever_everybody_has_each_alert_once(
    wishes: list[Cadence | None], due: list[int], kills: set[int]
) -> None:
    weeks = Weeks(wishes, dict.fromkeys(kills, _kill))
    weeks.run(due)
    check(weeks, wishes, due)


@given(cadences, alerts, st.sets(points, min_size=1, max_size=8), st.sets(points, max_size=6))
def test_two_runs_of_the_job_at_once_begin_one_digest(
    wishes: list[Cadence | None], due: list[int], meetings: set[int], kills: set[int]
) -> None:
    weeks = Weeks(wishes, dict.fromkeys(kills, _kill))
    for point in meetings - kills:
        weeks.at[point] = lambda: weeks.try_(weeks.post.digesting.run)
    weeks.run(due)
    check(weeks, wishes, due)


def test_the_points_at_which_is_killed_reach_into_the_second_week() -> None:
    weeks = Weeks(["daily", "weekly"], {})
    weeks.run([1])
    assert weeks.calls > 300
    assert weeks.post.clock.now() - NOW >= timedelta(hours=ROUNDS * EVERY)
