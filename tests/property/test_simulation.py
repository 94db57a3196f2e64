"""The whole engine through a few hundred stories, each with faults of its own."""

import pytest

from tests.simulation.night import Night
from tests.simulation.reports import Report, missing, stories, table
from tests.simulation.scenario import Scenario
from tests.simulation.shrinking import wrong

SEEDS, AT_ONCE = 300, 30


@pytest.fixture(scope="module")
def whole() -> Report:
    return sum((stories(first, AT_ONCE) for first in range(0, SEEDS, AT_ONCE)), Report())


def test_every_invariant_holds_in_every_story(whole: Report) -> None:
    assert whole.failed is None, wrong(Scenario.of(whole.failed))
    assert whole.taken > SEEDS


def test_every_fault_really_struck(whole: Report) -> None:
    assert not missing(whole.counts), table(whole.counts)


def test_a_seed_tells_the_same_story_twice() -> None:
    def told(seed: int) -> list[tuple[float, str]]:
        night = Night(Scenario.of(seed))
        night.run()
        return [(taken.at, taken.to) for taken in night.judge.journal]

    assert [told(seed) for seed in range(10)] == [told(seed) for seed in range(10)]
