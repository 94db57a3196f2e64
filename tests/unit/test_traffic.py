"""Which provider carries a channel's messages: the first that is well, and how one is found ill or well."""

from datetime import timedelta

import pytest

from chalicelib.domain.carriers import Provider
from chalicelib.domain.errors import Conflict
from chalicelib.domain.pace import Pace
from chalicelib.domain.traffic import LONGEST_REST, OUTCOMES, REST, Report, Traffic
from chalicelib.stores.traffics import TrafficStore
from tests.factories import NOW
from tests.fakes import MemoryTable

FIRST, SECOND = (Provider(name=name, per_second=20) for name in ("sns", "notify"))
BOTH = (FIRST, SECOND)
AT = int(NOW.timestamp() * 1000)


def told(traffic: Traffic, *marks: float, now: int = AT) -> Traffic:
    return traffic.told(Report("sns", "snd", "", marks), now)


def tried(traffic: Traffic, now: int) -> Traffic:
    return traffic.leased("sns", Pace.of(20, 1), [1], now / 1000)[0]


def ill() -> Traffic:
    return told(Traffic(channel="text"), *[0.0] * OUTCOMES)


def picked(traffic: Traffic, now: int = AT) -> str:
    found = traffic.pick(BOTH, now)
    return found.name if found else ""


def test_the_first_provider_of_the_force_carries_everything_while_it_is_well() -> None:
    assert picked(Traffic(channel="text")) == "sns"
    assert picked(told(Traffic(channel="text"), 1, 0, 1, 1, 0, 1, 1, 1)) == "sns"


@pytest.mark.parametrize(("mark", "outcomes"), [(0.0, 5), (0.3, 8)])
def test_a_provider_that_fails_or_is_slow_is_left_alone_for_a_minute(mark: float, outcomes: int) -> None:
    traffic = told(Traffic(channel="text"), *[mark] * (outcomes - 1))
    assert picked(traffic) == "sns"
    traffic = told(traffic, mark)
    assert picked(traffic) == "notify"
    assert picked(traffic, AT + REST - 1) == "notify"
    assert picked(traffic, AT + REST) == "sns"
    assert traffic.back(BOTH[:1]) == AT + REST


def test_fewer_than_five_outcomes_say_nothing() -> None:
    assert picked(told(Traffic(channel="text"), *[0.0] * (OUTCOMES - 1))) == "sns"


def test_after_its_rest_one_window_tries_it_and_it_is_back_when_that_goes_well() -> None:
    rested = AT + REST
    trying = tried(ill(), rested)
    assert picked(trying, rested) == "notify"
    assert picked(told(trying, 1, 1, 0, now=rested), rested) == "sns"
    failed = told(trying, 0, 0, 1, now=rested)
    assert (picked(failed, rested + 2 * REST - 1), picked(failed, rested + 2 * REST)) == ("notify", "sns")


def test_what_was_under_way_when_it_fell_ill_does_not_bring_it_back() -> None:
    assert picked(told(ill(), 1, 1, 1)) == "notify"


def test_it_is_left_alone_longer_each_time_and_a_quarter_of_an_hour_at_most() -> None:
    traffic, now, rests = ill(), AT + REST, list[int]()
    for _ in range(6):
        traffic = told(tried(traffic, now), 0.0, now=now)
        rests.append(traffic.back([FIRST]) - now)
        now = traffic.back([FIRST])
    assert rests == [2 * REST, 4 * REST, 8 * REST, LONGEST_REST, LONGEST_REST, LONGEST_REST]


def test_nobody_is_picked_while_none_is_well() -> None:
    both = ill().told(Report("notify", "snd", "", (0.0,) * OUTCOMES), AT + 5)
    assert picked(both) == ""
    assert both.back(BOTH) == AT + REST


def test_an_officers_choice_counts_more_than_health_while_the_force_has_that_provider() -> None:
    assert picked(ill().but(chosen="sns")) == "sns"
    assert picked(Traffic(channel="text", chosen="notify")) == "notify"
    assert picked(Traffic(channel="text", chosen="gone")) == "sns"


def test_traffic_is_made_on_first_use_and_written_over_the_version_that_was_read_only() -> None:
    table = MemoryTable()
    store = TrafficStore(table)
    assert store.load("text") == store.load("text") == Traffic(channel="text")
    was = store.load("text")
    charged = was.charged(NOW, 70, "snd", capped=True)
    assert table.each(store.save(charged, was)) == (True,)
    assert table.each(store.save(charged, was)) == (False,)
    assert store.load("text") == charged.newer()
    with pytest.raises(Conflict):
        table.commit(store.save(was, was))


def test_two_workers_that_use_a_channel_first_make_one_item() -> None:
    table = MemoryTable()
    other = TrafficStore(table)
    table.overtake(lambda: other.load("text"), ahead_of="commit")
    assert TrafficStore(table).load("text") == Traffic(channel="text")


def test_what_a_sending_spent_is_forgotten_when_it_was_not_seen_for_days() -> None:
    traffic = Traffic(channel="text").charged(NOW, 70, "old", capped=True)
    later = traffic.charged(NOW + timedelta(days=2), 5, "new", capped=True)
    assert set(later.alerts) == {"old", "new"}
    assert set(later.charged(NOW + timedelta(days=4), 5, "new", capped=True).alerts) == {"new"}
