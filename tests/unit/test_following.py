"""What follows an alert goes to exactly those who received it, each on the channel on which they did."""

from dataclasses import replace
from typing import Literal

import pytest

from chalicelib.domain.alert import Alert, Follow
from chalicelib.domain.audience import Areas, Audience
from chalicelib.domain.delivery import total
from chalicelib.domain.errors import Conflict, Invalid, PermanentFailure, Uncertain
from chalicelib.services.again import Again
from tests.desk import AUTHOR, LIAISON, OTHER_DISTRICT, SPOC, WARD, Desk, content
from tests.engine import Engine
from tests.factories import NOW, a_contact, a_sid


class Round(Engine, Desk):
    """A desk with an engine behind it: of five people in one ward, the first never gets the alert."""

    def __init__(self, *, training: bool = False) -> None:
        super().__init__()
        self.again = self.make(Again)
        for n in range(1, 5):
            self.joined(n, contact=a_contact(n, addresses=a_contact(n).addresses[:1]))
        self.joined(5, contact=a_contact(5, order={"urgent": ("email",)}))
        self.text.fails = {number(1): [PermanentFailure("invalid-number")], number(2): [Uncertain("lost")]}
        self.first = self.approved(content(priority="urgent"), training)

    def drain(self) -> None:
        for _ in range(10):
            self.work()
            self.clock.pass_by(minutes=5)
            self.sweep.run()

    def follow(self, how: Literal["update", "all-clear"] = "all-clear", **changes: object) -> Alert:
        words = content(follows=Follow(alert=self.first.id, how=how), **changes)
        return self.approved(words, self.first.training)

    def told(self, alert: Alert) -> dict[str, str]:
        """Answer the channel and letter of each person in the first round of an alert."""
        sending = alert.sending or ""
        return {
            recipient.sid: page.channel + letter
            for page in self.sendings.pages(sending)
            if page.recipients
            for recipient, letter in zip(
                page.recipients, self.sendings.state(sending, page.id).slots, strict=True
            )
        }


def number(n: int) -> str:
    return f"+4470000{n:05d}"


RECEIVED = {a_sid(2): "textS", a_sid(3): "textS", a_sid(4): "textS", a_sid(5): "emailS"}


def test_the_all_clear_goes_to_exactly_those_who_received_the_first_on_their_channel() -> None:
    desk = Round()
    desk.drain()
    desk.joined(6)
    after = desk.follow(priority="standard")
    desk.drain()
    assert desk.told(after) == RECEIVED
    assert len(desk.text.sent) == 2 + 3


def test_it_goes_where_the_first_went_whatever_audience_is_sent_along() -> None:
    desk = Round()
    desk.drain()
    elsewhere = Audience(include=Areas(districts=(OTHER_DISTRICT,)))
    after = desk.follow("update", audience=elsewhere)
    desk.drain()
    assert after.content.audience == desk.first.content.audience
    assert desk.told(after) == RECEIVED


def test_who_got_it_by_a_retry_or_joined_since_and_got_it_is_told_as_well() -> None:
    desk = Round()
    desk.drain()
    desk.text.fails = {}
    desk.joined(6)
    desk.again.retry(AUTHOR, desk.first.id, desk.writing.load(desk.first.id).version)
    desk.drain()
    desk.again.joiners(AUTHOR, desk.first.id, desk.writing.load(desk.first.id).version)
    desk.drain()
    after = desk.follow()
    desk.drain()
    assert desk.told(after) == {**RECEIVED, a_sid(1): "textS", a_sid(6): "textS"}


def test_neither_the_weekly_limit_nor_a_muted_kind_keeps_the_end_of_an_alarm_from_anybody() -> None:
    desk = Round()
    desk.drain()
    for n in (2, 3):
        contact = desk.subscribers.contact(a_sid(n))
        assert contact
        desk.people([contact.but(mutes=("alert",))])
    after = desk.follow(priority="low")
    desk.drain()
    assert desk.told(after) == RECEIVED


def test_nobody_gets_the_end_of_an_alarm_after_having_opted_out() -> None:
    desk = Round()
    desk.drain()
    contact = desk.subscribers.contact(a_sid(3))
    assert contact
    desk.people([contact.but(left_at=NOW)])
    after = desk.follow()
    desk.drain()
    assert desk.told(after)[a_sid(3)] == "textO"


def test_an_alert_that_still_goes_out_is_stopped_or_waited_for_first() -> None:
    desk = Round()
    with pytest.raises(Invalid) as refused:
        desk.follow()
    assert "follows" in refused.value.fields
    desk.writing.cancel(SPOC, desk.first.id)
    with pytest.raises(Conflict, match="still on its way"):
        desk.follow()


def test_of_an_alert_that_was_stopped_only_those_who_had_it_are_told() -> None:
    desk = Round()
    desk.drain()
    other = desk.approved(content(priority="urgent"))
    desk.writing.cancel(SPOC, other.id)
    desk.drain()
    desk.first = other
    with pytest.raises(Conflict, match="Nobody received"):
        desk.follow()


def test_training_follows_training_and_reaches_nobody() -> None:
    desk = Round(training=True)
    desk.drain()
    after = desk.follow()
    desk.drain()
    assert total(desk.sendings.states(after.sending or ""))["skipped"] == 5
    assert not desk.text.sent
    with pytest.raises(Invalid, match="problem"):
        desk.approved(content(follows=Follow(alert=desk.first.id, how="update")))


def test_what_follows_cannot_be_put_off_and_has_no_joiners() -> None:
    desk = Round()
    desk.drain()
    with pytest.raises(Invalid) as refused:
        desk.follow(send_at=NOW.replace(day=3))
    assert list(refused.value.fields) == ["send_at"]
    after = desk.follow()
    desk.drain()
    with pytest.raises(Conflict, match="nobody joins them"):
        desk.again.joiners(SPOC, after.id, desk.writing.load(after.id).version)


def test_what_follows_can_itself_be_retried() -> None:
    desk = Round()
    desk.drain()
    desk.text.fails = {number(3): [PermanentFailure("invalid-number")]}
    after = desk.follow()
    desk.drain()
    assert desk.told(after)[a_sid(3)] == "textI"
    desk.text.fails = {}
    desk.again.retry(AUTHOR, after.id, desk.writing.load(after.id).version)
    desk.drain()
    assert [message.to for message in desk.text.sent].count(number(3)) == 2


def test_an_alert_that_does_not_exist_cannot_be_followed() -> None:
    desk = Round()
    with pytest.raises(Invalid):
        desk.approved(content(follows=Follow(alert="NO", how="update")))


def test_the_preview_of_what_follows_counts_exactly_those_who_received_the_first() -> None:
    desk = Round()
    desk.drain()
    desk.joined(6)
    words = content(priority="urgent", follows=Follow(alert=desk.first.id, how="update"))
    found = desk.estimate(words)
    assert (found.people, found.channels) == (4, {"text": 3, "email": 1})
    assert set(found.unreachable.values()) == {0}
    assert [(each.code, each.people, each.text, each.email) for each in found.areas] == [(WARD, 4, 3, 1)]
    assert found.pounds == round(3 * found.parts * desk.force.texting.pence_per_part / 100, 2)
    assert found.minutes == 1
    told = desk.estimate(words, LIAISON)
    assert (told.exact, told.people, told.channels, told.areas) == (False, 0, {"text": 0, "email": 0}, ())


def test_the_preview_follows_nothing_that_has_not_gone_out() -> None:
    desk = Round()
    with pytest.raises(Invalid) as refused:
        desk.estimate(content(follows=Follow(alert=desk.first.id, how="update")))
    assert list(refused.value.fields) == ["follows"]


def test_what_follows_and_would_cost_too_much_is_not_approved_to_stop_in_the_middle() -> None:
    desk = Round()
    desk.drain()
    desk.census.build()
    desk.approval = replace(
        desk.approval, force=desk.force.but(texting=desk.force.texting.but(pounds_an_alert=0.05))
    )
    with pytest.raises(Invalid) as refused:
        desk.follow()
    assert "a shorter text" in refused.value.fields["text"]
