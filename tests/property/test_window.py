"""The worker killed, doubled and frozen anywhere: everybody final, nobody sent to twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.delivery import Recipient, total
from chalicelib.domain.errors import Conflict, Failure, PermanentFailure, TemporaryFailure, Uncertain
from chalicelib.domain.sending import WINDOW, SendingStatus
from chalicelib.domain.subscriber import AddressState
from chalicelib.stores import keys
from chalicelib.stores.items import item_of, plain
from tests.engine import Engine
from tests.factories import a_contact, a_page, a_sid
from tests.fakes import FakeChannel, Killed

SIZE = {"text": 3, "email": 4}
FAILURES: dict[str, Callable[[], Failure]] = {
    "busy": lambda: TemporaryFailure("busy"),
    "throttled": lambda: TemporaryFailure("throttled", retry_after=20),
    "invalid": lambda: PermanentFailure("invalid-number"),
    "lost": lambda: Uncertain("read time-out"),
}
EVENTS = ("kill", "freeze", "twice", "throttle", "opt-out", "cancel", "sweep")
COSTLY = {"kill", "freeze", "throttle"}
"""Events after which one window may be uncertain."""

people = st.integers(1, 11)
events = st.dictionaries(st.integers(1, 60), st.sampled_from(EVENTS), max_size=6)
failures = st.dictionaries(st.integers(1, 11), st.lists(st.sampled_from(sorted(FAILURES)), max_size=5))


@pytest.fixture(scope="module", autouse=True)
def _small_windows() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for channel, size in SIZE.items():
            patch.setitem(WINDOW, channel, size)
        yield


class Night:
    """One page of a sending on a night on which much goes wrong."""

    def __init__(self, n: int, channel: str, lane: str, hurry: int) -> None:
        self.engine, self.n, self.channel = Engine(), n, channel
        self.journal: FakeChannel = self.engine.email if channel == "email" else self.engine.text
        self.journal.batch = 2 if channel == "email" else 1
        self.engine.people(a_contact(k) for k in range(1, n + 1))
        page = a_page(id=f"{channel}#0000#0000", channel=channel, stamps="w" * n)
        people = tuple(Recipient(a_sid(k)) for k in range(1, n + 1))
        page = page.but(recipients=people)
        self.sending = self.engine.release(page, lane=lane)
        self.key = keys.state(self.sending.id, page.id)
        self.page, self.seen, self.happened = page.id, page.stamps, Counter[str]()
        ticks = count(1)
        self.engine.remaining = lambda: 10.0 if next(ticks) % hurry == 0 else 60.0

    def fail(self, failing: dict[int, list[str]]) -> None:
        """Let the provider fail for these people, in turn."""
        for k, names in failing.items():
            contact = a_contact(k).verified(self.channel)
            assert contact
            self.journal.fails[contact.value] = [FAILURES[name]() for name in names]

    def run(self, at: dict[int, str]) -> None:
        """Deliver until the sending is closed; before or after the k-th request something happens."""
        self.engine.queue.put(self.sending.lane, [{"sending": self.sending.id, "page": self.page}])
        calls = count(1)

        def hook(name: str) -> None:
            self._watch()
            if event := at.pop(next(calls), None):
                self.happened[event] += 1
                self._happen(event, name)

        self.engine.table.before = self.engine.queue.before = hook
        self.journal.before = self.journal.after = hook
        for _ in range(400):
            if self._status() is SendingStatus.CLOSED:
                at.clear()
                return
            self._turn()
        raise AssertionError("delivery does not come to an end")

    def _status(self) -> SendingStatus:
        key = keys.sending(self.sending.id)
        return SendingStatus(str(self.engine.table.items[key]["status"]))

    def _turn(self) -> None:
        """Do what is queued; what fails comes again, as after the visibility time-out, with the sweep."""
        waiting = [
            (name, body) for name in ("routine", "urgent", "record") for body in self.engine.queue.take(name)
        ]
        for name, body in waiting:
            if not self._survives(self.engine.task(name, body)):
                self.engine.queue.bodies[name].append(body)
        self.engine.clock.pass_by(seconds=61)
        self._survives(self.engine.sweep.run)

    def _survives(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except (Killed, TemporaryFailure, Conflict):
            return False
        return True

    def _happen(self, event: str, name: str) -> None:
        if event == "kill":
            raise Killed
        if event == "throttle" and name in self.engine.table.calls:
            raise TemporaryFailure("table: busy")
        if event == "freeze":
            self.engine.clock.pass_by(seconds=61)
        if event in {"freeze", "twice"}:
            self._survives(lambda: self.engine.delivery.deliver(self.sending.id, self.page))
        if event == "sweep":
            self._survives(self.engine.sweep.run)
        if event == "opt-out":
            self._opt_out(sum(self.happened.values()) % self.n + 1)
        if event == "cancel":
            key = keys.sending(self.sending.id)
            self.engine.table.items[key]["cancelled_at"] = plain(self.engine.clock.now())

    def _opt_out(self, k: int) -> None:
        contact, key = a_contact(k), keys.contact(a_sid(k))
        gone = tuple(address.but(state=AddressState.OPTED_OUT) for address in contact.addresses)
        self.engine.table.items[key] = item_of(contact.but(addresses=gone), key)

    def _watch(self) -> None:
        """Before every request: as many slots as people, and what was final stays as it is."""
        slots = str(self.engine.table.items[self.key]["slots"])
        assert len(slots) == self.n
        assert all(now == was for was, now in zip(self.seen, slots, strict=True) if was.isupper())
        self.seen = slots

    def check(self, lost: int) -> None:
        """Assert what must hold in the morning."""
        state = self.engine.sendings.state(self.sending.id, self.page)
        assert state.final()
        assert state.recorded
        assert sum(total([state]).values()) == self.n
        sent = Counter(message.to for message in self.journal.sent)
        costly = sum(n for event, n in self.happened.items() if event in COSTLY)
        size = self.sending.window(self.channel, self.n)
        again = sum(times - 1 for times in sent.values())
        if self.sending.lane == "urgent":
            assert again <= size * costly
        else:
            assert not again, "somebody was sent the same thing twice"
        assert state.slots.count("U") <= size * costly + lost
        for k, letter in enumerate(state.slots, 1):
            address = a_contact(k).verified(self.channel)
            assert address
            if address.value in sent and self.sending.lane != "urgent":
                assert letter in "SU", f"sent, but shown as {letter}"
            if letter == "S":
                assert address.value in sent, "shown as sent, but was not"
        facts = [fact for fact in self.engine.facts.of("2026-W10") if fact.kind == "deliveries"]
        assert [sum(fact.counts.values()) for fact in facts] == [self.n]


@given(
    people,
    st.sampled_from(sorted(SIZE)),
    st.sampled_from(["routine", "urgent"]),
    events,
    failures,
    st.integers(2, 9),
)
def test_whatever_happens_everybody_is_final_and_nobody_is_sent_to_twice(
    n: int, channel: str, lane: str, at: dict[int, str], failing: dict[int, list[str]], hurry: int
) -> None:
    night = Night(n, channel, lane, hurry)
    night.fail({k: names for k, names in failing.items() if k <= n})
    night.run(dict(at))
    night.check(lost=sum("lost" in names for names in failing.values()))


@given(people, st.sampled_from(sorted(SIZE)), st.integers(1, 60))
def test_a_worker_killed_once_leaves_one_window_uncertain_at_most(n: int, channel: str, point: int) -> None:
    night = Night(n, channel, "routine", hurry=1000)
    night.run({point: "kill"})
    night.check(lost=0)
