"""Retries, fall-backs, rounds for joiners and receipts in any order, with crashes anywhere: nobody gets the
same alert twice on one channel, nobody who got it is sent it again, and each person counts once.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.delivery import NEVER, RECEIVED, latest
from chalicelib.domain.errors import Conflict, Failure, PermanentFailure, TemporaryFailure, Uncertain
from chalicelib.domain.sending import Sending
from chalicelib.services.sending.fallback import Fallback
from tests.desk import AUTHOR, SPOC
from tests.sent import Sent, number

PEOPLE = range(1, 7)
FAILURES: tuple[tuple[Failure, ...], ...] = (
    (),
    (PermanentFailure("invalid-number"),),
    (PermanentFailure("refused"),) * 9,
    (TemporaryFailure("busy"),) * 40,
    (Uncertain("lost"),),
)
ACTS = ("retry", "joiners", "stop", "join", "receipt", "sweep")
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 40)), max_size=10)
fates = st.lists(st.sampled_from(FAILURES), min_size=12, max_size=12)
kills = st.lists(st.integers(1, 120), max_size=6)


class Story(Sent):
    """Six people with both channels, whose deliveries fail as told, and workers that die as told."""

    def __init__(self, fates: list[tuple[Failure, ...]], kills: list[int]) -> None:
        super().__init__(2, sent=False)
        self.fallback, self.kills, self.next = self.make(Fallback), kills, 7
        self.settle(*PEOPLE)
        self.text.fails = {number(n): list(fate) for n, fate in zip(PEOPLE, fates, strict=False)}
        self.email.fails = {
            f"person{n}@example.org": list(fate) for n, fate in zip(PEOPLE, fates[6:], strict=True)
        }

    def dying(self, work: Callable[[], object]) -> bool:
        """Do something, which may die and may be refused; answer whether it ended."""
        if not self.kills:
            with suppress(Conflict):
                work()
            return True
        try:
            return bool(self.table.survives(work, self.kills.pop(0)))
        except Conflict:
            return True

    def drain(self) -> None:
        for _ in range(80):
            while self._took():
                pass
            if not self.sendings.open(self.clock.now()):
                return
            self.clock.pass_by(minutes=16)
            self.dying(self.sweep.run)
        raise AssertionError("something stays open")

    def _took(self) -> bool:
        """Do one message's work; it comes again where its worker died or was overtaken."""
        for name in ("plan", "urgent", "routine", "record"):
            if self.queue.bodies[name]:
                body = self.queue.bodies[name].pop(0)
                if not self.dying(self.task(name, body)):
                    self.queue.put(name, [body])
                return True
        return False

    def act(self, what: str, which: int) -> None:
        if what == "join":
            self.settle(self.next)
            self.next += 1
        elif what == "receipt":
            self.dying(lambda: self._learn(which))
        elif what == "sweep":
            self.dying(self.sweep.run)
        elif what == "stop":
            self.dying(lambda: self.again.stop(SPOC, "ALERT1"))
        else:
            if which % 2:
                self.drain()
            verb = self.again.retry if what == "retry" else self.again.joiners
            self.dying(lambda: verb(AUTHOR, "ALERT1", self.alert().version))

    def _learn(self, which: int) -> None:
        """Learn by a receipt that one of those that were sent will never arrive."""
        found = [
            (each, page.id, n)
            for each in self.went()
            for page in self.sendings.pages(each.id)
            for n in range(len(page.recipients))
        ]
        if found:
            each, page_id, n = found[which % len(found)]
            self.fallback.at_receipt(each.id, page_id, n)


def check(story: Story) -> None:
    sent = Counter(message.to for message in [*story.text.sent, *story.email.sent])
    assert max(sent.values(), default=0) <= 1, "somebody got the same alert twice on one channel"
    stands = Counter[tuple[str, str]]()
    for each in story.went():
        for page in story.sendings.pages(each.id):
            if page.recipients:
                _judge(story, each, page.id, stands)
    assert max(stands.values(), default=0) <= 1, "somebody may have got it twice on one channel"
    people = {sid for each in story.went() for sid in story.slots(each)}
    counts = latest(story.again.rounds.states(story.went()))
    assert sum(counts.values()) == len(people), "somebody counts twice, or not at all"
    assert min(counts.values()) >= 0


def _judge(story: Story, each: Sending, page_id: str, stands: Counter[tuple[str, str]]) -> None:
    page, state = story.sendings.page(each.id, page_id), story.sendings.state(each.id, page_id)
    for n, (recipient, letter) in enumerate(zip(page.recipients, state.slots, strict=True)):
        if letter in RECEIVED:
            stands[recipient.sid, page.channel] += 1
        if each.why == "retry":
            assert page.before[n] not in RECEIVED, "a retry touched who got it, or may have"
        if each.why == "fallback":
            assert page.before[n] in NEVER + RECEIVED


@given(fates, acts, kills)
def test_in_any_order_and_with_crashes_nobody_gets_the_same_alert_twice_on_one_channel(
    fates: list[tuple[Failure, ...]], acts: list[tuple[str, int]], kills: list[int]
) -> None:
    story = Story(fates, kills)
    story.drain()
    for what, which in acts:
        story.act(what, which)
    story.drain()
    check(story)
