"""The pace of real workers on virtual time: the whole of the rate is used, and no second has more than it."""

import pytest

from tests.lanes import lanes, most_in_a_second

SECONDS = 40


@pytest.mark.parametrize("workers", [2, 4])
@pytest.mark.parametrize("rate", [10, 20, 50, 100])
def test_nearly_all_of_the_rate_is_used_and_no_second_has_more(rate: int, workers: int) -> None:
    with lanes(parts_per_second=rate) as at_work:
        at_work.release("SENDING1", 2 * SECONDS * rate)
        at_work.staff(routine=workers)
        at_work.world.run(until=SECONDS)
        sent = at_work.text.sent
    used = len(sent) / (sent[-1].at - sent[0].at) / rate
    print(f"{rate}/s, {workers} workers: {used:.1%} of the cap, {most_in_a_second(sent)} in a second at most")
    assert most_in_a_second(sent) <= rate
    assert used >= 0.97
    assert max(at_work.text.to.values()) == 1


def test_texts_of_several_parts_are_counted_in_parts() -> None:
    with lanes(parts_per_second=20) as at_work:
        at_work.release("THREE001", 400, text="Lock your tools away. " * 18)
        at_work.release("ONE00001", 400)
        at_work.staff(routine=3)
        at_work.world.run(until=SECONDS)
        sent = at_work.text.sent
    assert {each.weight for each in sent} == {1, 3}
    assert most_in_a_second(sent) <= 20


def test_emails_are_counted_by_recipients() -> None:
    with lanes(per_second=14) as at_work:
        at_work.release("SENDING1", 1000, channel="email")
        at_work.staff(routine=2)
        at_work.world.run(until=SECONDS)
        sent = at_work.email.sent
    assert most_in_a_second(sent) <= 14
    # A hundred are seven calls of fourteen, and one of two.
    assert len(sent) / (sent[-1].at - sent[0].at) / 14 >= 0.97 * 100 / 112


def test_five_hundred_urgent_texts_wait_two_seconds_at_most_behind_75_000_routine_ones() -> None:
    """What they wait for each other, at a rate of twenty a second, is not counted."""
    with lanes(parts_per_second=20) as at_work:
        at_work.release("ROUTINE1", 75_000)
        at_work.staff(routine=2, urgent=4, direct=2)
        at_work.world.run(until=20)
        at_work.release("URGENT01", 500, lane="urgent")
        came = at_work.world.time
        at_work.world.run(until=came + 10)
        at_work.release("DIRECT01", 1, lane="direct")
        at_work.world.run(until=came + 60)
        sent = at_work.text.sent
    urgent = [each.at for each in sent if each.sending == "URGENT01"]
    (direct,) = [each.at - came - 10 for each in sent if each.sending == "DIRECT01"]
    waits = sorted(at - came - n * 0.051 for n, at in enumerate(urgent))
    print(f"urgent: p95 {waits[474]:.2f} s, longest {waits[-1]:.2f} s; one to one: {direct:.2f} s")
    assert len(urgent) == 500
    assert waits[474] <= 2
    assert direct <= 3.5
    assert most_in_a_second(sent) <= 20
