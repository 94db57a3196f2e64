"""The benchmarks count as the table charges, and judge a figure by its bound."""

from chalicelib.domain.sending import Message
from chalicelib.ports import Key, Write
from infra.bench.counted_ports import CountedChannel, CountedQueue, CountedTable, Tally
from infra.bench.filed import FiledTable
from infra.bench.meter import Row, medians
from tests.engine import Engine
from tests.factories import a_contact, a_message, a_page
from tests.fakes import FakeChannel, FakeQueue, MemoryTable


def test_the_counted_table_counts_what_the_table_in_memory_was_asked_and_charged() -> None:
    memory = MemoryTable()
    counted = CountedTable(memory)
    engine = Engine(on=counted)
    engine.people(a_contact(n) for n in range(1, 46))
    sending = engine.release(a_page(45))
    engine.delivery.deliver(sending.id, a_page().id)
    engine.recording.record(sending.id, a_page().id)
    assert counted.tally.calls == sum(memory.calls.values())
    assert counted.tally.units == memory.units


def test_a_call_of_a_queue_is_ten_messages_and_one_of_a_channel_a_batch() -> None:
    tally, fake = Tally(), FakeChannel("email", batch=50)
    CountedQueue(FakeQueue(), tally).put("routine", [{"page": str(n)} for n in range(21)])
    assert tally.calls == 3
    channel, messages = CountedChannel(fake, tally), list[Message]([a_message()] * 50)
    assert (channel.name, channel.batch) == ("email", 50)
    assert channel.send(messages) == [f"email-{n:08d}" for n in range(1, 51)]
    assert tally.calls == 4


def test_contenders_take_turns_and_the_middle_one_of_their_figures_counts() -> None:
    turns: list[str] = []

    def measured(name: str, values: list[float]) -> float:
        turns.append(name)
        return values[turns.count(name) - 1]

    found = medians(
        {"a": lambda _: measured("a", [9, 1, 5]), "b": lambda _: measured("b", [2, 2, 8])}, rounds=3
    )
    assert (found, turns) == ({"a": 5, "b": 2}, ["a", "b"] * 3)


def test_a_figure_is_judged_by_its_bound() -> None:
    assert Row("g", "n", 1.15, "calls", "<= 1.15").kept()
    assert Row("g", "n", 0.69, "times", ">= 0.7").kept() is False
    assert Row("g", "n", 1.0, "times").kept() is None


def test_the_table_in_a_file_ends_as_the_table_in_memory_does() -> None:
    filed, memory = FiledTable(), MemoryTable()
    for table in (filed, memory):
        engine = Engine(on=table)
        engine.people(a_contact(n) for n in range(1, 46))
        sending = engine.release(a_page(45))
        engine.delivery.deliver(sending.id, a_page().id)
        engine.recording.record(sending.id, a_page().id)
        engine.closing.close(sending, engine.sendings.states(sending.id))
    assert {key: filed.get(key) for key in memory.items} == memory.items
    one, gone = next(iter(memory.items)), Key("no", "such")
    done = filed.each(Write(one, filed.get(one)), Write(gone, {**gone._asdict()}))
    filed.close()
    assert done == (True, False)
