"""The simulator's own parts: time, turns, lives."""

import time
from collections.abc import Callable

import pytest

from infra.doctor import ROOT
from tests.fakes import Killed
from tests.simulation import shrinking
from tests.simulation.crew import Crew, WorldClock
from tests.simulation.mutants import MUTANTS, Mutant
from tests.simulation.scenario import Scenario
from tests.simulation.world import START, Life, World


def _said(world: World, said: list[tuple[float, str]], name: str, *pauses: float) -> Callable[[], None]:
    def work() -> None:
        for pause in pauses:
            world.pause(pause)
            said.append((world.time, name))

    return work


def test_tasks_take_turns_in_the_order_of_the_virtual_time() -> None:
    said: list[tuple[float, str]] = []
    with World() as world:
        world.start(_said(world, said, "slow", 2, 2))
        world.start(_said(world, said, "quick", 1, 2, 2))
        world.later(3.5, lambda: said.append((world.time, "called")))
        world.run()
    assert said == [(1, "quick"), (2, "slow"), (3, "quick"), (3.5, "called"), (4, "slow"), (5, "quick")]


def test_an_hour_passes_in_no_time_and_every_clock_of_the_world_shows_it() -> None:
    began = time.perf_counter()
    with World() as world:
        clock, seen = WorldClock(world), list[float]()
        life = Life(skew=300)

        def work() -> None:
            clock.sleep(3600)
            seen.append((clock.now() - START).total_seconds())

        world.start(work, life)
        world.run()
        assert (clock.now() - START).total_seconds() == 3600
    assert seen == [3900]
    assert time.perf_counter() - began < 1


def test_whoever_dies_ends_where_it_pauses_with_all_its_tasks() -> None:
    said: list[tuple[float, str]] = []
    with World() as world:
        life = Life()
        tasks = [world.start(_said(world, said, name, 1, 1, 1), life) for name in "ab"]
        world.start(_said(world, said, "other", 3))
        world.later(1.5, lambda: setattr(life, "dead", True))
        world.run()
    assert said == [(1, "a"), (1, "b"), (3, "other")]
    assert all(task.done for task in tasks)


def test_whoever_is_frozen_goes_on_later_as_if_nothing_had_been() -> None:
    said: list[tuple[float, str]] = []
    with World() as world:
        life = Life()
        world.start(_said(world, said, "frozen", 1, 1), life)
        world.later(1.5, lambda: setattr(life, "frozen_until", 90.0))
        world.run(until=60)
        assert world.time == 60
        world.run()
    assert said == [(1, "frozen"), (90, "frozen")]


def test_a_crew_works_on_as_many_at_once_as_it_has_threads_and_answers_in_order() -> None:
    with World() as world:
        answers = list[int]()

        def twice(n: int) -> int:
            world.pause(0.06 if n else 0.1)
            return 2 * n

        world.start(lambda: answers.extend(Crew(world, 2).map(twice, range(5))))
        world.run()
        assert answers == [0, 2, 4, 6, 8]
        assert world.time == pytest.approx(0.06 * 2 + 0.06)
    assert list(Crew(World(), 3).map(lambda n: n + 1, [1, 2])) == [2, 3]


def test_what_a_task_raises_comes_out_of_run_and_what_is_left_is_killed_at_the_end() -> None:
    ended = list[str]()

    def long() -> None:
        try:
            world.pause(1000)
        except Killed:
            ended.append("killed")
            raise

    def wrong() -> None:
        world.pause(1)
        raise ValueError("wrong")

    with World() as world:
        world.start(long)
        world.start(wrong)
        with pytest.raises(ValueError, match="wrong"):
            world.run()
    assert ended == ["killed"]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.what)
def test_what_a_mutant_spoils_is_still_there_once(mutant: Mutant) -> None:
    source = (ROOT / "chalicelib" / mutant.file).read_text(encoding="utf-8")
    assert source.count(mutant.words) == 1
    compile(source.replace(mutant.words, mutant.instead), mutant.file, "exec")


def test_a_story_that_fails_is_made_short_and_fails_still(monkeypatch: pytest.MonkeyPatch) -> None:
    def needs_two(scenario: Scenario) -> str:
        return "it fails" if scenario.people >= 2 and "F8" in scenario.faults else ""

    monkeypatch.setattr(shrinking, "wrong", needs_two)
    short = shrinking.shrunk(Scenario.of(277))
    assert (short.people, short.faults, short.workers) == (2, ("F8",), 1)
