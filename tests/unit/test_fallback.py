"""Whom a channel will never reach gets the alert by their other one: once, and recorded as such."""

from collections import Counter
from itertools import count

import pytest

from chalicelib.domain.delivery import latest
from chalicelib.domain.errors import Conflict, PermanentFailure, TemporaryFailure
from chalicelib.domain.sending import Job, Sending
from chalicelib.services.alerts import Writing
from chalicelib.services.exports import Exports
from chalicelib.services.ledger import Ledger
from chalicelib.services.progress import Progress
from chalicelib.services.sending.fallback import Fallback
from tests.desk import AUTHOR, SPOC
from tests.factories import a_contact, a_sid, an_address
from tests.sent import Sent, number

NEVER = PermanentFailure("invalid-number")


def mailbox(n: int) -> str:
    return f"person{n}@example.org"


class Falling(Sent):
    """Nobody of the five is reached by text, for good; everybody has a mailbox besides."""

    def __init__(self, most: int = 100) -> None:
        super().__init__(most, sent=False)
        self.people([a_contact(1)])
        self.fallback, self.writing = self.make(Fallback), self.make(Writing)
        self.text.fails = {number(n): [NEVER] * 99 for n in range(1, 6)}

    def until_recording(self) -> None:
        """Work until a page is to be recorded."""
        while not self.queue.bodies["record"]:
            if task := self.take():
                task()

    def one(self) -> None:
        """Do the newest thing that is queued, so that what falls back is quicker than what it came from."""
        for name in ("record", "routine", "plan"):
            if self.queue.bodies[name]:
                return self.task(name, self.queue.bodies[name].pop())()
        self.clock.pass_by(minutes=16)
        self.sweep.run()

    def emails(self) -> Counter[str]:
        return Counter(message.to for message in self.email.sent)

    def fell(self) -> Sending:
        return next(each for each in self.went() if each.why == "fallback")

    def job(self, page: int = 0) -> Job:
        """Answer all about a page of the first round."""
        first = self.went()[0]
        pages = [each for each in self.sendings.pages(first.id) if each.recipients]
        return self.sendings.job(first.id, pages[page].id)

    def bounce(self, *slots: int) -> None:
        """Learn from a receipt that these will never get what was sent."""
        for slot in slots:
            self.fallback.at_receipt(self.job().sending.id, self.job().page.id, slot)


EVERYBODY = Counter(map(mailbox, range(1, 6)))


def test_who_will_never_get_the_text_gets_the_email() -> None:
    engine = Falling(most=2)
    engine.drain()
    first, fell = engine.went()
    assert engine.emails() == EVERYBODY
    assert (fell.why, fell.of, fell.code) == ("fallback", first.id, first.code)
    assert set(engine.slots(first).values()) == {"I"}
    states = engine.again.rounds.states(engine.went())
    assert latest(states) == {**dict.fromkeys(latest(states), 0), "sent": 5}
    assert engine.alert().status == "sent"
    assert [each.status for each in engine.went()] == ["closed", "closed"]


def test_who_could_not_be_reached_in_time_or_has_no_other_channel_does_not_fall_back() -> None:
    engine = Falling()
    engine.text.fails[number(1)] = [TemporaryFailure("busy")] * 999
    engine.people([a_contact(2, addresses=(an_address(value=number(2)),))])
    engine.drain()
    assert engine.emails() == Counter(map(mailbox, (3, 4, 5)))
    assert set(engine.slots(engine.fell())) == {a_sid(n) for n in (3, 4, 5)}


def test_what_failed_on_the_other_channel_as_well_comes_back_to_neither() -> None:
    engine = Falling()
    engine.email.fails = {mailbox(1): [PermanentFailure("invalid-address")] * 99}
    engine.drain()
    assert engine.slots(engine.fell())[a_sid(1)] == "I"
    engine.retry()
    engine.drain()
    assert [each.why for each in engine.went()] == ["alert", "fallback", "retry"]
    assert engine.slots(engine.went()[2]) == {a_sid(1): "I"}
    assert not engine.texts()


def test_a_retry_falls_back_where_the_other_channel_was_not_tried() -> None:
    engine = Falling()
    engine.text.fails = {number(1): [TemporaryFailure("busy")] * 999}
    engine.drain()
    engine.text.fails = {number(1): [NEVER]}
    engine.retry()
    engine.drain()
    assert [each.why for each in engine.went()] == ["alert", "retry", "fallback"]
    assert engine.emails() == Counter([mailbox(1)])


def test_a_receipt_that_says_never_turns_that_person_to_the_other_channel_once() -> None:
    engine = Falling()
    engine.text.fails = {number(1): [NEVER]}
    engine.drain()
    assert engine.emails() == Counter([mailbox(1)])
    engine.bounce(1, 2)
    assert engine.fell().status == "released"
    engine.drain()
    engine.bounce(2, 0, 4, 4)
    engine.drain()
    assert engine.emails() == Counter(map(mailbox, (1, 2, 3, 5)))
    assert max(engine.texts().values()) == 1
    states = engine.again.rounds.states(engine.went())
    assert latest(states) == {**dict.fromkeys(latest(states), 0), "sent": 5}
    assert engine.fell().status == "closed"


def test_whoever_closes_at_that_moment_has_to_look_again() -> None:
    engine = Falling()
    engine.text.fails = {number(1): [NEVER]}
    engine.drain()
    engine.bounce(1)
    fell, seen = engine.fell(), engine.sendings.states(engine.fell().id)
    engine.bounce(2)
    engine.closing.close(fell, [state.but(slots="S", recorded=1) for state in seen])
    assert engine.fell().status == "released"
    engine.drain()
    assert engine.emails() == Counter(map(mailbox, (1, 2, 3)))


def test_it_stays_open_while_more_may_fall_back() -> None:
    engine = Falling(most=2)
    while engine.queue.bodies["record"] or not engine.went()[0].closed_at:
        engine.one()
        first, *fell = engine.went()
        assert first.closed_at or not any(each.closed_at for each in fell)
    engine.drain()
    assert engine.fell().closed_at


def test_too_late_nobody_is_turned() -> None:
    engine = Falling()
    engine.text.fails = {}
    engine.drain()
    head = engine.went()[0]
    engine.table.commit(engine.sendings.save(head.but(expires_at=engine.clock.now()), head))
    engine.bounce(0)
    assert len(engine.went()) == 1


def test_stopping_an_alert_stops_what_falls_back_from_it() -> None:
    engine = Falling(most=1)
    while not engine.sendings.rounds("ALERT1"):
        task = engine.take()
        assert task
        task()
    engine.writing.cancel(SPOC, "ALERT1")
    engine.drain()
    assert not engine.emails()
    assert set(engine.slots(engine.fell()).values()) == {"C"}


@pytest.mark.parametrize("call", range(1, 14))
def test_who_stops_an_alert_at_the_moment_at_which_it_falls_back_stops_both(call: int) -> None:
    engine, requests = Falling(), count(1)
    engine.until_recording()

    def cancel(name: str) -> None:
        if next(requests) == call:
            engine.table.before = lambda name: None
            engine.writing.cancel(SPOC, "ALERT1")

    engine.table.before = cancel
    engine.task("record", engine.queue.bodies["record"].pop(0))()
    engine.drain()
    if engine.alert().status == "cancelled":
        assert all(each.cancelled_at for each in engine.went())
        assert not engine.emails()


@pytest.mark.parametrize("call", range(1, 25))
def test_a_recorder_killed_at_any_request_turns_everybody_once(call: int) -> None:
    engine = Falling(most=3)
    engine.until_recording()
    body = engine.queue.bodies["record"].pop(0)
    if not engine.table.survives(engine.task("record", body), call):
        engine.queue.put("record", [body])
    engine.drain()
    assert engine.emails() == EVERYBODY
    assert engine.alert().status == "sent"


def test_training_falls_back_to_nobody() -> None:
    engine = Falling()
    head = engine.sendings.load(engine.alert().sending or "")
    assert head
    training = head.model_copy(update={"training": True})
    engine.drain()
    job = engine.job()._replace(sending=training)
    assert not engine.fallback.at_recording(job).writes


def test_an_officer_sees_that_it_still_falls_back() -> None:
    engine = Falling()
    engine.drain()
    engine.bounce()
    with pytest.raises(Conflict, match="nobody to retry"):
        engine.again.retry(AUTHOR, "ALERT1", engine.alert().version)


def test_progress_ledger_and_counts_hold_every_round_and_each_person_once() -> None:
    engine = Falling(most=2)
    engine.text.fails[number(2)] = [TemporaryFailure("busy")] * 999
    engine.email.fails = {mailbox(1): [PermanentFailure("invalid-address")] * 9}
    engine.drain()
    progress, ledger, exports = engine.make(Progress), engine.make(Ledger), engine.make(Exports)
    standing = progress.standing(AUTHOR, "ALERT1")
    assert (standing.recipients, standing.retry, standing.going) == (5, 2, False)
    assert standing.counts == {**dict.fromkeys(standing.counts, 0), "sent": 3, "failed": 2}
    assert standing.channels["email"]["sent"] == 3
    assert standing.channels["text"] == {**dict.fromkeys(standing.counts, 0), "failed": 1}
    assert sum(standing.failures.values()) == 2
    engine.text.fails, engine.email.fails = {}, {}
    engine.retry()
    assert progress.standing(AUTHOR, "ALERT1").going
    engine.drain()
    standing = progress.standing(AUTHOR, "ALERT1")
    assert standing.counts == {**dict.fromkeys(standing.counts, 0), "sent": 5}
    assert (standing.failures, standing.retry) == ({}, 0)
    assert [each.why for each in standing.rounds] == ["alert", "fallback", "retry"]
    rows, after = ledger.page(AUTHOR, "ALERT1")
    while after:
        more, after = ledger.page(AUTHOR, "ALERT1", after)
        rows += more
    assert Counter(row.round for row in rows) == {"alert": 5, "fallback": 4, "retry": 2}
    counted = Counter[str]()
    for each in exports.counts(AUTHOR, "ALERT1"):
        counted[each.status] += each.people
    assert counted == {"sent": 5}
