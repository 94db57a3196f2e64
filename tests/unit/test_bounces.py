"""Bounces and complaints: the mailbox gets nothing more, and its owner is asked for another once."""

from datetime import timedelta
from functools import partial

import pytest

from chalicelib.domain.change import Change, NewAddress
from chalicelib.domain.delivery import Page, Recipient
from chalicelib.domain.packed import unpack
from chalicelib.domain.receipt import Batch, Receipt
from chalicelib.domain.sending import Message
from chalicelib.domain.subscriber import AddressState
from chalicelib.services.sending.receiving import Receiving
from tests.door import EMAIL, TEXT, Door
from tests.factories import NOW, a_sending, some_forms

PAGE = "email#0000#0000"


class Mailed(Door):
    """Somebody who joined and was sent an email; `says` lets the provider say something of it."""

    def __init__(self, *channels: str) -> None:
        super().__init__()
        self.receiving = self.make(Receiving)
        self.who = self.joined(*channels).contact.sid
        page = Page(
            sending=a_sending().id, id=PAGE, channel="email", recipients=(Recipient(self.who),), stamps="w"
        )
        self.table.commit(*self.sendings.add_one(a_sending(), some_forms(), page))
        self.reference = page.reference(0)

    def says(self, outcome: str, to: str = EMAIL, **changes: object) -> list[Message]:
        """Answer the messages that come of it."""
        receipt = Receipt(
            provider="ses",
            outcome="delivered",
            at=NOW + timedelta(minutes=1),
            reference=self.reference,
            address=self.subscribers.address_hash("email", to),
        )
        assert not self.receiving.judge({"m": Batch(receipts=(receipt.but(outcome=outcome, **changes),))})
        return self.work()

    def states(self) -> dict[str, AddressState]:
        return {a.channel: a.state for a in self.contact(self.who).addresses}


@pytest.mark.parametrize("outcome", ["temporary", "delivered", "unknown"])
def test_nothing_but_a_permanent_bounce_or_a_complaint_stops_an_address(outcome: str) -> None:
    """Soft bounces never block by themselves."""
    mailed = Mailed()
    for _ in range(20):
        assert not mailed.says(outcome)
    assert mailed.states() == {"text": AddressState.VERIFIED, "email": AddressState.VERIFIED}


def test_after_a_bounce_the_mailbox_gets_nothing_and_a_text_asks_for_another() -> None:
    mailed = Mailed()
    (asked,) = mailed.says("permanent")
    assert mailed.states() == {"text": AddressState.VERIFIED, "email": AddressState.BOUNCED}
    assert (asked.channel, asked.to) == ("text", TEXT)
    assert "come back" in asked.text
    assert EMAIL not in asked.text
    assert mailed.subscribers.owner("email", EMAIL) is None
    assert {unpack("", str(item["b"])).channels for item in mailed.indexed()} == {"t"}


def test_a_repeated_bounce_asks_once() -> None:
    mailed = Mailed()
    assert [len(mailed.says("permanent")) for _ in range(3)] == [1, 0, 0]


def proved_again(mailed: Mailed) -> None:
    """The person puts the same mailbox right and adds it once more."""
    mailed.clock.pass_by(hours=1)
    request = mailed.settings.change(
        mailed.session(), Change(add=NewAddress(email=EMAIL)), "192.0.2.1"
    ).request
    mailed.work()
    mailed.verification.by_code(str(request), "email", mailed.code(str(request), "email"))
    mailed.work()
    assert mailed.states()["email"] is AddressState.VERIFIED


def test_a_mailbox_proved_again_is_not_stopped_by_the_old_bounce_that_comes_again() -> None:
    mailed = Mailed()
    mailed.says("permanent")
    proved_again(mailed)
    assert not mailed.says("permanent")
    assert mailed.states()["email"] is AddressState.VERIFIED


def test_a_second_bounce_of_the_same_mailbox_stops_it_and_asks_no_more() -> None:
    mailed = Mailed()
    mailed.says("permanent")
    proved_again(mailed)
    assert not mailed.says("permanent", at=NOW + timedelta(hours=2))
    assert mailed.states()["email"] is AddressState.BOUNCED


def test_a_bounce_of_an_address_given_up_since_stops_nothing() -> None:
    mailed = Mailed()
    assert not mailed.says("permanent", to="old@example.org")
    assert mailed.states()["email"] is AddressState.VERIFIED


def test_who_has_a_mailbox_only_stays_and_can_be_asked_by_nothing() -> None:
    mailed = Mailed("email")
    assert not mailed.says("permanent")
    assert mailed.contact(mailed.who).left_at is None
    assert {unpack("", str(item["b"])).channels for item in mailed.indexed()} == {""}


def test_a_complaint_stops_the_mailbox_and_asks_nothing() -> None:
    mailed = Mailed()
    assert not mailed.says("complaint")
    assert mailed.states() == {"text": AddressState.VERIFIED, "email": AddressState.OPTED_OUT}


def test_who_complains_of_their_only_address_has_left() -> None:
    mailed = Mailed("email")
    mailed.says("complaint")
    assert mailed.contact(mailed.who).left_at == NOW


def test_a_text_that_a_network_calls_undeliverable_stops_no_number() -> None:
    mailed = Mailed()
    page = Page(
        sending=a_sending().id,
        id="text#0000#0000",
        channel="text",
        recipients=(Recipient(mailed.who),),
        stamps="w",
    )
    mailed.sendings.add_page(page)
    mailed.says(
        "permanent", reference=page.reference(0), address=mailed.subscribers.address_hash("text", TEXT)
    )
    assert mailed.states()["text"] is AddressState.VERIFIED


def test_who_has_left_or_was_erased_is_asked_nothing() -> None:
    mailed = Mailed()
    mailed.leaving.leave_as(mailed.who)
    assert not mailed.says("permanent")
    mailed.table.commit(*mailed.subscribers.erase(mailed.who))
    assert not mailed.says("permanent")


def test_a_worker_killed_at_any_call_stops_and_asks_exactly_once() -> None:
    for point in range(1, 20):
        mailed = Mailed()
        done = mailed.table.survives(partial(mailed.says, "permanent"), point)
        mailed.says("permanent")
        asked = [item for item in mailed.table.items.values() if item.get("why") == "bounced"]
        assert len(asked) == 1
        assert mailed.states()["email"] is AddressState.BOUNCED
        if done:
            return
    pytest.fail("a bounce took more than twenty calls")


def test_somebody_else_who_changes_the_person_at_the_same_moment_is_not_overwritten() -> None:
    mailed = Mailed()

    def pause() -> None:
        mailed.leaving.pause(mailed.leave_token(mailed.who), 7)

    mailed.table.overtake(pause)
    mailed.says("permanent")
    assert mailed.contact(mailed.who).paused_until
    assert mailed.states()["email"] is AddressState.BOUNCED
