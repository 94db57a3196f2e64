"""By whom a page goes out: the first provider that is well, and only as long as there is money."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain.carriers import Provider
from chalicelib.domain.delivery import State
from chalicelib.domain.errors import TemporaryFailure, Uncertain
from tests.engine import Engine
from tests.factories import a_contact, a_force, a_page, a_sending, some_forms
from tests.fakes import FakeChannel

OUT, PAGE = a_sending().id, a_page().id
SECOND = Provider(name="spare", per_second=20, pence=3)
LONG = "Lock your tools away. " * 10
"""Two parts."""


class TwoProviders(Engine):
    """One released page of texts, and a second provider beside the usual one."""

    def __init__(
        self, people: int = 45, text: str = LONG[:22], limits: dict[str, float] | None = None, **head: object
    ) -> None:
        texting = a_force().texting.but(others=(SECOND,), pence_per_part=2.4, **(limits or {}))
        super().__init__(force=a_force().but(texting=texting))
        self.second = FakeChannel("text")
        self.delivery.channels["text"]["spare"] = self.second  # type: ignore[index]
        self.people(a_contact(n) for n in range(1, people + 1))
        self.table.commit(*self.sendings.add(a_sending(**head), some_forms(text=text)))
        self.sendings.add_page(a_page(people))

    def deliver(self) -> State:
        self.delivery.deliver(OUT, PAGE, self.remaining)
        return self.sendings.state(OUT, PAGE)

    def down(self, *failure: Exception) -> None:
        """Let the usual provider fail, always in this way."""

        def fail(name: str) -> None:
            raise failure[0] if failure else TemporaryFailure("http 503")

        self.text.before = fail

    def chosen(self, provider: str) -> None:
        was = self.traffics.load("text")
        self.table.commit(self.traffics.save(was.but(chosen=provider), was))


def test_while_the_usual_provider_is_down_the_next_one_carries_the_page_and_nobody_gets_it_twice() -> None:
    engine = TwoProviders()
    engine.down()
    assert engine.deliver().slots == "S" * 45
    assert (engine.text.calls, len(engine.text.sent)) == (0, 0)
    assert len({message.to for message in engine.second.sent}) == len(engine.second.sent) == 45


def test_whoever_is_uncertain_with_one_provider_is_not_sent_to_by_the_next() -> None:
    engine = TwoProviders()
    engine.down(Uncertain("read time-out"))
    assert engine.deliver().slots == "U" * 20 + "S" * 25
    assert len(engine.second.sent) == 25


def test_the_usual_provider_is_tried_after_its_rest_and_carries_on_when_it_is_back() -> None:
    engine = TwoProviders(people=60)
    engine.down()
    engine.deliver()
    assert engine.traffics.load("text").line("sns").strikes == 1
    engine.text.before = lambda name: None
    engine.clock.pass_by(seconds=61)
    engine.sendings.add_page(a_page(45, id="text#0000#0001"))
    engine.delivery.deliver(OUT, "text#0000#0001")
    assert len(engine.text.sent) == 45
    assert engine.traffics.load("text").line("sns").strikes == 0


def test_a_provider_that_only_answers_slowly_is_left_for_the_next_one() -> None:
    engine = TwoProviders(people=100)
    engine.text.before = lambda name: engine.clock.sleep(4)
    engine.deliver()
    assert engine.deliver().slots.count("S") > 20
    assert len(engine.text.sent) < 20 < len(engine.second.sent)


def test_an_officers_choice_is_kept_to_whatever_happens() -> None:
    engine = TwoProviders()
    engine.chosen("spare")
    engine.deliver()
    assert (len(engine.text.sent), len(engine.second.sent)) == (0, 45)
    other = TwoProviders(people=3)
    other.chosen("sns")
    other.down()
    assert other.deliver().slots == "www"
    assert not other.second.sent


def test_a_provider_that_says_not_so_fast_is_given_a_pause_by_everybody() -> None:
    engine = TwoProviders(people=3)
    number = a_contact(1).addresses[0].value
    engine.text.fails = {number: [TemporaryFailure("throttled", retry_after=30)]}
    state = engine.deliver()
    assert (state.slots, state.rounds) == ("wSS", 0)
    now = engine.clock.now().timestamp()
    assert engine.traffics.load("text").wait("sns", "routine", now) == pytest.approx(29.7, abs=0.5)


@pytest.mark.parametrize(
    ("limits", "head"), [({"pounds_a_month": 1.0}, {}), ({}, {"most_pence": 100})], ids=["month", "alert"]
)
def test_sending_stops_before_more_is_spent_than_the_force_may(
    limits: dict[str, float], head: dict[str, object]
) -> None:
    engine = TwoProviders(people=45, text=LONG, limits=limits, **head)
    # Two parts at 2.4p: twenty people for 96p, and not one more.
    assert engine.deliver().slots == "S" * 20 + "B" * 25
    assert engine.traffics.load("text").spent == 96_000


def test_a_later_round_of_an_alert_may_spend_only_what_those_before_have_left() -> None:
    engine = TwoProviders(people=30, text=LONG, most_pence=100)
    assert engine.deliver().slots.count("S") == 20
    first = engine.sendings.load(OUT)
    assert first is not None
    retry = first.again("AGAIN", "retry", engine.clock.now()).but(status="released")
    engine.table.commit(*engine.sendings.add(retry, some_forms(sending=retry.id, text=LONG)))
    page = engine.sendings.add_page(a_page(30, id=PAGE).but(sending=retry.id))
    engine.delivery.deliver(retry.id, page.id)
    assert engine.sendings.state(retry.id, page.id).slots == "B" * 30


def test_stop_is_confirmed_whatever_was_spent_and_counts() -> None:
    engine = TwoProviders(people=1, limits={"pounds_a_month": 0.01}, why="opted-out", lane="direct")
    stopped = tuple(address.but(state="opted-out") for address in a_contact(1).addresses)
    engine.people([a_contact(1, addresses=stopped)])
    page = a_page(1, id="text#0000#0001").but(recipients=(a_page(1).recipients[0]._replace(address="t1"),))
    engine.sendings.add_page(page)
    engine.delivery.deliver(OUT, page.id)
    assert len(engine.text.sent) == 1
    assert engine.traffics.load("text").spent == 2_400


def test_what_was_not_sent_was_not_spent() -> None:
    engine = TwoProviders(people=30)
    engine.chosen("sns")
    engine.down()
    assert set(engine.deliver().slots) == {"w"}
    assert engine.traffics.load("text").spent == 0


def test_a_worker_that_lost_its_page_gives_back_what_it_did_not_spend() -> None:
    engine = TwoProviders(people=3)
    engine.table.overtake(lambda: engine.delivery.deliver(OUT, PAGE), ahead_of="each")
    engine.deliver()
    assert len(engine.text.sent) == 3
    assert engine.traffics.load("text").spent == 3 * 2_400


def test_a_worker_that_lost_the_time_takes_other_time_and_sends_once() -> None:
    engine = TwoProviders(people=3)
    engine.sendings.add_page(a_page(3, id="text#0000#0001"))
    engine.table.overtake(lambda: engine.delivery.deliver(OUT, "text#0000#0001"), ahead_of="each")
    assert engine.deliver().slots == "SSS"
    assert engine.sendings.state(OUT, "text#0000#0001").slots == "SSS"
    assert len(engine.text.sent) == 6


def test_a_worker_for_whom_there_is_no_time_gives_the_page_back_untouched() -> None:
    engine = TwoProviders(people=3)
    was = engine.traffics.load("text")
    far = engine.clock.now().timestamp() * 1000 + 9_000
    line = was.line("sns").but(next=far)
    engine.table.commit(engine.traffics.save(was.but(lines={"sns": line}), was))
    state = engine.deliver()
    assert (state.slots, state.fence, state.due) == ("www", 0, 0)
    assert engine.queue.take("routine") == [{"sending": OUT, "page": PAGE}]
    assert not engine.text.sent


def test_a_cancelled_page_does_not_wait_for_its_turn() -> None:
    engine = TwoProviders(people=3, cancelled_at=a_sending().created_at)
    was = engine.traffics.load("text")
    line = was.line("sns").but(next=engine.clock.now().timestamp() * 1000 + 9_000)
    engine.table.commit(engine.traffics.save(was.but(lines={"sns": line}), was))
    assert engine.deliver().slots == "CCC"


def test_while_no_provider_is_well_the_page_waits_for_the_first_and_burns_no_round() -> None:
    engine = TwoProviders(people=20)
    engine.down()
    engine.second.before = engine.text.before
    first = engine.deliver()
    assert (set(first.slots), first.rounds) == ({"w"}, 1)
    assert first.due >= engine.traffics.load("text").back(engine.force.providers("text"))
    was = engine.traffics.load("text")
    away = {name: line.but(away_until=first.due + 90_000) for name, line in was.lines.items()}
    engine.table.commit(engine.traffics.save(was.but(lines=away), was))
    engine.clock.time = datetime.fromtimestamp(first.due / 1000, UTC)
    second = engine.deliver()
    assert (set(second.slots), second.rounds) == ({"w"}, 1)
    assert second.due >= first.due + 90_000
