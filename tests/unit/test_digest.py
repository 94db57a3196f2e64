"""Digests: who waits for one, when it comes, what stands in it, and that it comes once."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.alert import AlertStatus
from chalicelib.domain.digest import Cadence, last_day, next_after
from chalicelib.domain.sending import Sending, SendingStatus
from chalicelib.stores import keys
from chalicelib.stores.items import item_of
from tests.factories import NOW, a_contact
from tests.post import Post

TUESDAY = datetime(2026, 3, 3, 8, 5, tzinfo=UTC)
"""NOW is a Monday, nine in the morning: the next daily digest is this one, the next weekly on 9 March."""
MONDAY = datetime(2026, 3, 9, 8, 5, tzinfo=UTC)


def digest(post: Post, begun: list[str]) -> Sending:
    (sending,) = begun
    found = post.sendings.load(sending)
    assert found
    return found


def entries(post: Post, sending: str) -> list[str]:
    return [entry.headline for entry in post.sendings.forms(sending).entries]


def forms(post: Post, sending: str) -> dict[int, str]:
    """What stands in whose digest, by person, as places of entries."""
    return {who.number: who.form for page in post.sendings.pages(sending) for who in page.recipients}


def test_whoever_wants_a_digest_gets_what_is_not_urgent_in_it_and_the_others_at_once() -> None:
    post = Post("daily", None, "weekly")
    assert sorted(post.sent()) == ["G", "G", "S"]
    begun = post.morning(TUESDAY)
    assert post.slots(begun[0]) == "S"
    assert forms(post, begun[0]) == {1: "0"}
    begun = post.morning(MONDAY)
    assert forms(post, begun[0]) == {3: "0"}


@pytest.mark.parametrize("priority", ["urgent", "standard"])
def test_everything_else_comes_at_once_to_everybody(priority: str) -> None:
    assert Post("daily", "weekly").sent(priority=priority) == "SS"


def test_what_would_be_over_before_the_digest_comes_at_once() -> None:
    post = Post("daily", "weekly")
    assert sorted(post.sent(expires=NOW + timedelta(days=3))) == ["G", "S"]


def test_a_digest_holds_each_persons_own_alerts() -> None:
    post = Post("daily", "daily")
    post.sent(1)
    post.settle(3, a_contact(3, digest="daily"))
    post.sent(2)
    (sending,) = post.morning(TUESDAY)
    assert entries(post, sending) == ["Alert 1", "Alert 2"]
    assert forms(post, sending) == {1: "0.1", 2: "0.1", 3: "1"}


def test_nobody_gets_an_alert_in_two_digests_and_none_without_alerts() -> None:
    post = Post("daily")
    post.sent()
    assert len(post.morning(TUESDAY)) == 1
    for hours in (1, 2, 24, 25, 48):
        assert post.morning(TUESDAY + timedelta(hours=hours)) == []
    assert len(post.email.sent) == 1


def test_what_is_released_after_the_digest_began_comes_with_the_next() -> None:
    post = Post("daily")
    post.sent(1)
    post.morning(TUESDAY)
    post.sent(2)
    (sending,) = post.morning(TUESDAY + timedelta(days=1))
    assert entries(post, sending) == ["Alert 2"]


def test_a_digest_of_a_morning_that_was_missed_comes_as_soon_as_the_job_runs() -> None:
    post = Post("daily")
    post.sent()
    assert len(post.morning(TUESDAY + timedelta(hours=30))) == 1


def test_whoever_changes_their_mind_gets_what_was_gathered_when_it_was_due() -> None:
    post = Post("weekly", "daily")
    post.sent()
    post.settle(1, a_contact(1, digest=None))
    post.settle(2, a_contact(2, digest="weekly"))
    (daily,) = post.morning(TUESDAY)
    assert forms(post, daily) == {2: "0"}
    (weekly,) = post.morning(MONDAY)
    assert forms(post, weekly) == {1: "0"}


def test_an_alert_that_was_cancelled_is_in_no_digest() -> None:
    post = Post("daily")
    alert = post.alert()
    post.work()
    key = keys.alert(alert.id)
    post.table.items[key] = item_of(alert.but(status=AlertStatus.CANCELLED), key)
    assert post.morning(TUESDAY) == []


def test_an_alert_that_is_over_when_the_digest_leaves_is_left_out_of_it() -> None:
    post = Post("daily")
    post.sent(1, expires=NOW + timedelta(days=2, hours=1))
    post.sent(2)
    post.until(TUESDAY)
    (sending,) = post.digesting.run()
    post.clock.pass_by(days=2)
    post.work()
    assert post.slots(sending) == "S"
    assert len(entries(post, sending)) == 2


def test_who_has_nothing_left_in_a_digest_is_skipped_as_expired() -> None:
    post = Post("daily", "daily")
    post.sent(1, expires=NOW + timedelta(days=2, hours=1))
    post.settle(2, a_contact(2, digest=None))
    post.settle(3, a_contact(3, digest="daily"))
    post.sent(2)
    post.until(TUESDAY)
    (sending,) = post.digesting.run()
    post.clock.pass_by(days=2)
    post.work()
    assert sorted(post.slots(sending)) == ["S", "S", "X"]


def test_a_person_with_a_pause_gets_no_digest_and_who_has_left_stands_in_none() -> None:
    post = Post("daily", "daily")
    post.sent()
    post.settle(1, a_contact(1, digest="daily", paused_until=NOW + timedelta(days=9)))
    (sending,) = post.morning(TUESDAY)
    assert sorted(post.slots(sending)) == ["H", "S"]


def test_a_digest_goes_by_the_channel_that_a_person_wants_for_what_is_not_urgent() -> None:
    post = Post()
    post.settle(1, a_contact(1, digest="daily", order={"low": ("text",)}))
    post.settle(2, a_contact(2, digest="daily"))
    post.sent()
    post.morning(TUESDAY)
    assert (len(post.text.sent), len(post.email.sent)) == (1, 1)


def test_training_is_gathered_for_nobody() -> None:
    post = Post("daily")
    alert = post.alert()
    for key in (keys.sending("SENDING1"), keys.alert(alert.id)):
        post.table.items[key] = {**post.table.items[key], "training": True}
    post.work()
    assert post.slots("SENDING1") == "G"
    assert post.morning(TUESDAY) == []


def test_the_next_digest_does_not_begin_before_the_last_one_is_planned() -> None:
    post = Post("daily")
    post.sent(1)
    post.until(TUESDAY)
    post.digesting.run()
    post.queue.take("plan")
    post.until(TUESDAY + timedelta(days=1))
    assert post.digesting.run() == []
    post.sweep.run()
    post.work()
    assert len(post.email.sent) == 1


def test_a_digest_is_closed_and_leaves_no_reach_behind() -> None:
    post = Post("daily")
    post.sent()
    begun = post.morning(TUESDAY)
    post.sweep.run()
    assert digest(post, begun).status is SendingStatus.CLOSED


@pytest.mark.parametrize(
    ("cadence", "now", "last", "coming"),
    [
        ("daily", datetime(2026, 3, 3, 7, 59, tzinfo=UTC), "2026-03-02", "2026-03-03T08:00"),
        ("daily", datetime(2026, 3, 3, 8, 0, tzinfo=UTC), "2026-03-03", "2026-03-04T08:00"),
        ("weekly", datetime(2026, 3, 9, 7, 59, tzinfo=UTC), "2026-03-02", "2026-03-09T08:00"),
        ("weekly", datetime(2026, 3, 9, 8, 0, tzinfo=UTC), "2026-03-09", "2026-03-16T08:00"),
        ("daily", datetime(2026, 6, 3, 7, 0, tzinfo=UTC), "2026-06-03", "2026-06-04T07:00"),
        ("daily", datetime(2026, 3, 28, 9, 0, tzinfo=UTC), "2026-03-28", "2026-03-29T07:00"),
        ("daily", datetime(2026, 10, 24, 9, 0, tzinfo=UTC), "2026-10-24", "2026-10-25T08:00"),
    ],
)
def test_digests_go_out_at_eight_in_london_each_day_or_on_mondays(
    cadence: Cadence, now: datetime, last: str, coming: str
) -> None:
    assert last_day(cadence, now).isoformat() == last
    early = next_after(cadence, now - timedelta(hours=1))
    assert f"{early.astimezone(UTC):%Y-%m-%dT%H:%M}" == coming
