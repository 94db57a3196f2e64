"""The worker of a page: what it decides, what it tries again, and what it costs."""

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count

import pytest

from chalicelib.domain.delivery import Recipient, State
from chalicelib.domain.errors import Failure, PermanentFailure, TemporaryFailure, Uncertain
from chalicelib.domain.sending import ALLOWED, Message, SendingStatus
from chalicelib.domain.subscriber import AddressState
from chalicelib.services.sending.delivery import RESENDS
from chalicelib.services.sending.stint import ROUNDS
from chalicelib.stores import keys
from tests.engine import Engine
from tests.factories import NOW, a_contact, a_force, a_page, a_sending, a_sid
from tests.fakes import Killed

OUT, PAGE = a_sending().id, a_page().id
FAST = a_force().but(emailing=a_force().emailing.but(per_second=50))
"""A force whose emails go out in windows as large as a call takes."""
STOPPED = {"state": AddressState.OPTED_OUT}


def number(n: int) -> str:
    address = a_contact(n).verified("text")
    assert address
    return address.value


def ready(people: int = 3, **changes: object) -> Engine:
    """An engine with one released page of texts to people 1 to `people`."""
    engine = Engine()
    engine.people(a_contact(n) for n in range(1, people + 1))
    engine.release(a_page(people), **changes)
    return engine


def deliver(engine: Engine) -> State:
    engine.delivery.deliver(OUT, PAGE, engine.remaining)
    return engine.sendings.state(OUT, PAGE)


def test_everybody_on_a_page_is_sent_to_once_and_the_page_goes_on_to_be_recorded() -> None:
    engine = ready(45)
    state = deliver(engine)
    assert state.slots == "S" * 45
    assert state.lease_until == 0
    assert [message.to for message in engine.text.sent] == [number(n) for n in range(1, 46)]
    assert engine.queue.take("record") == [{"sending": OUT, "page": PAGE}]


def test_a_page_given_twice_is_sent_once() -> None:
    engine = ready()
    deliver(engine)
    deliver(engine)
    assert len(engine.text.sent) == 3


def test_a_page_that_another_worker_holds_is_left_alone() -> None:
    engine = ready()
    was = engine.sendings.state(OUT, PAGE)
    until = int((NOW + timedelta(seconds=30)).timestamp() * 1000)
    engine.table.commit(engine.sendings.save_state(was.leased(resend=False).but(lease_until=until), was))
    assert deliver(engine).slots == "www"
    assert not engine.text.sent


def test_nothing_leaves_before_the_release() -> None:
    engine = ready(status=SendingStatus.PLANNING)
    assert deliver(engine).slots == "www"


def test_who_opted_out_left_or_was_erased_gets_nothing() -> None:
    engine = ready(4)
    stopped = tuple(address.but(**STOPPED) for address in a_contact(1).addresses)
    engine.people([a_contact(1, addresses=stopped), a_contact(2, left_at=NOW)])
    del engine.table.items[keys.contact(a_sid(3))]
    assert deliver(engine).slots == "OOOS"


def test_a_cancelled_or_expired_sending_ends_for_all_who_wait() -> None:
    assert deliver(ready(cancelled_at=NOW)).slots == "CCC"
    assert deliver(ready(expires_at=NOW)).slots == "XXX"


def test_an_alert_cancelled_between_two_windows_stops_there() -> None:
    engine = ready(25)
    head = engine.sendings.load(OUT)
    assert head

    def cancel(name: str) -> None:
        if len(engine.text.sent) == 20 and name == "get_many":
            engine.table.before = lambda name: None
            engine.table.commit(engine.sendings.save(head.but(cancelled_at=NOW), head))

    engine.table.before = cancel
    assert deliver(engine).slots == "S" * 20 + "C" * 5


def test_a_person_whose_message_or_contact_is_damaged_does_not_hold_up_the_others() -> None:
    engine = ready()
    engine.table.items[keys.contact(a_sid(1))]["addresses"] = "nonsense"
    engine.table.items[keys.contact(a_sid(2))]["unheard-of"] = 1
    assert deliver(engine).slots == "PPS"


def test_each_failure_gets_the_letter_it_deserves() -> None:
    engine = ready(4)
    engine.text.fails = {
        number(1): [PermanentFailure("invalid-number")],
        number(2): [PermanentFailure("opted-out")],
        number(3): [Uncertain("read time-out")],
    }
    assert deliver(engine).slots == "IOUS"


def test_a_short_outage_is_waited_out_in_place() -> None:
    engine = ready()
    engine.text.fails = {number(1): [TemporaryFailure("busy")] * 3}
    assert deliver(engine).slots == "SSS"


def test_a_longer_outage_lets_the_page_wait_for_the_sweep() -> None:
    engine = ready()
    engine.text.fails = {number(2): [TemporaryFailure("busy", retry_after=90)]}
    state = deliver(engine)
    assert (state.slots, state.rounds) == ("SwS", 1)
    assert state.due == int((engine.clock.now() + timedelta(seconds=90)).timestamp() * 1000)
    assert not engine.queue.bodies["routine"]
    engine.clock.pass_by(seconds=89)
    assert deliver(engine).slots == "SwS"
    engine.clock.pass_by(seconds=1)
    assert deliver(engine).slots == "SSS"


def test_waiting_for_rate_burns_no_round_and_an_outage_ends_after_eight() -> None:
    for reason, end in (("throttled", "www"), ("busy", "TTT")):
        engine = ready()
        engine.text.fails = {number(n): [TemporaryFailure(reason)] * 99 for n in (1, 2, 3)}
        for _ in range(ROUNDS):
            deliver(engine)
            engine.clock.pass_by(hours=1)
        assert engine.sendings.state(OUT, PAGE).slots == end


def test_a_provider_that_is_away_is_not_asked_for_every_window() -> None:
    engine = ready(60)
    engine.text.fails = {number(n): [TemporaryFailure("busy")] * 99 for n in range(1, 61)}
    deliver(engine)
    assert engine.text.calls == 20


def test_one_person_who_cannot_be_reached_does_not_hold_up_an_urgent_few() -> None:
    engine = ready(6, lane="urgent")
    engine.text.fails = {number(2): [TemporaryFailure("busy")] * 99}
    assert deliver(engine).slots == "SwSSSS"


def test_a_table_too_busy_to_be_read_lets_the_page_wait_and_burns_no_round() -> None:
    engine = ready()

    def busy(name: str) -> None:
        if engine.table.calls["get_many"] == 2:
            engine.table.before = lambda name: None
            raise TemporaryFailure("table: busy")

    engine.table.before = busy
    state = deliver(engine)
    assert (state.slots, state.rounds, state.lease_until) == ("www", 0, 0)
    engine.clock.pass_by(minutes=1)
    assert deliver(engine).slots == "SSS"


def test_a_worker_killed_after_sending_leaves_one_window_uncertain() -> None:
    engine = ready(60)
    sent = count(1)

    def kill(name: str) -> None:
        if next(sent) == 30:
            raise Killed

    engine.text.after = kill
    with pytest.raises(Killed):
        deliver(engine)
    engine.text.after = lambda name: None
    engine.clock.pass_by(seconds=61)
    assert deliver(engine).slots == "S" * 20 + "U" * 20 + "S" * 20
    assert len({message.to for message in engine.text.sent}) == len(engine.text.sent)


def test_an_urgent_window_that_died_is_sent_again() -> None:
    engine = ready(12, lane="urgent")
    engine.text.before = _raise_killed
    with pytest.raises(Killed):
        deliver(engine)
    engine.text.before = lambda name: None
    engine.clock.pass_by(seconds=61)
    assert deliver(engine).slots == "S" * 12


def test_an_urgent_page_that_kills_every_worker_is_not_sent_again_for_ever() -> None:
    engine = ready(12, lane="urgent")
    engine.text.after = _raise_killed
    for _ in range(RESENDS + 3):
        with contextlib.suppress(Killed):
            deliver(engine)
        engine.clock.pass_by(seconds=61)
    assert deliver(engine).final()
    assert max(Counter(message.to for message in engine.text.sent).values()) == RESENDS


def _raise_killed(name: str) -> None:
    raise Killed


def test_a_zombie_writes_nothing_once_its_lease_is_lost() -> None:
    engine = ready(25)

    def freeze(name: str) -> None:
        engine.text.before = lambda name: None
        engine.clock.pass_by(seconds=61)
        deliver(engine)

    engine.text.before = freeze
    assert deliver(engine).slots == "U" * 20 + "S" * 5
    # The time it had taken was over when it woke up, but for the one call that was under way.
    assert len({message.to for message in engine.text.sent}) == len(engine.text.sent) == 6


def test_a_worker_short_of_time_settles_gives_the_page_back_and_stops() -> None:
    engine = ready(50)
    times: Iterator[float] = iter([60.0, 14.0])
    engine.remaining = lambda: next(times)
    state = deliver(engine)
    assert state.slots == "S" * 20 + "w" * 30
    assert (state.lease_until, state.due) == (0, 0)
    assert engine.queue.take("routine") == [{"sending": OUT, "page": PAGE}]


def test_a_channel_that_breaks_its_promise_leaves_its_messages_uncertain() -> None:
    engine = ready()

    def burst(messages: Sequence[Message]) -> list[str | Failure]:
        raise ValueError("unexpected answer")

    engine.text.send = burst  # type: ignore[method-assign]
    assert deliver(engine).slots == "UUU"


def test_email_is_sent_in_bulk_and_only_its_failed_entries_again() -> None:
    engine = Engine(force=FAST)
    engine.people(a_contact(n) for n in range(1, 61))
    engine.release(a_page(60, id="email#0000#0000", channel="email"))
    engine.email.fails = {"person7@example.org": [TemporaryFailure("busy")]}
    engine.delivery.deliver(OUT, "email#0000#0000")
    assert engine.email.calls == 3
    assert len(engine.email.sent) == 60


@pytest.mark.parametrize(
    "why", ["alert", "code", "known", "welcome", "opted-out", "help", "answer", "new-address", "admitted"]
)
@pytest.mark.parametrize("state", list(AddressState))
def test_a_named_address_is_used_only_in_the_state_that_the_reason_allows(
    why: str, state: AddressState
) -> None:
    engine = Engine()
    addresses = tuple(address.but(state=state) for address in a_contact().addresses)
    engine.people([a_contact(1, addresses=addresses)])
    page = a_page(1, recipients=(Recipient(a_sid(1), "t1"),))
    engine.release(page, why=why, lane="direct")
    allowed = ALLOWED.get(a_sending(why=why).why, {AddressState.VERIFIED})
    assert deliver(engine).slots == ("S" if state in allowed else "O")


def test_a_window_is_sent_in_threads() -> None:
    engine = Engine(threads=8)
    engine.people(a_contact(n) for n in range(1, 101))
    engine.release(a_page(100))
    assert deliver(engine).slots == "S" * 100
    assert sorted(message.to for message in engine.text.sent) == [number(n) for n in range(1, 101)]


@pytest.mark.parametrize(("channel", "most_calls"), [("text", 1.15), ("email", 0.10)])
def test_ten_thousand_cost_no_more_calls_and_write_units_than_promised(
    channel: str, most_calls: float
) -> None:
    """Counted as delivery.md does: provider, table and queue, receive and delete in tens; history apart."""
    people, engine = 10_000, Engine(force=FAST)
    engine.people(a_contact(n) for n in range(people))
    pages = [
        a_page(100, id=f"{channel}#0000#{k:04d}", channel=channel).but(
            recipients=tuple(Recipient(a_sid(n)) for n in range(100 * k, 100 * k + 100))
        )
        for k in range(people // 100)
    ]
    engine.release(*pages)
    engine.table.calls.clear()
    engine.table.units = 0
    for page in pages:
        engine.delivery.deliver(OUT, page.id)
    received = deleted = len(pages) / 10
    provider = engine.text.calls + engine.email.calls
    calls = (
        sum(engine.table.calls.values()) + provider + len(engine.queue.take("record")) + received + deleted
    )
    print(f"{channel}: {calls / people:.3f} calls, {engine.table.units / people:.3f} write units a person")
    assert len(engine.text.sent) + len(engine.email.sent) == people
    assert calls / people <= most_calls
    assert engine.table.units / people <= 0.15
