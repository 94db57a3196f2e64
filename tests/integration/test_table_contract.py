"""One contract for the table, kept by the fake that unit tests use and by DynamoDB (its emulator)."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.errors import Conflict, TooMany
from chalicelib.ports import ABSENT, Item, Key, Table, Write
from infra.local.cloud import Cloud
from tests.fakes import MemoryTable
from tests.integration.tables import a_table


@pytest.fixture(params=["memory", "dynamo"])
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    if request.param == "memory":
        yield MemoryTable()
        return
    cloud: Cloud = request.getfixturevalue("cloud")
    name = "".join(letter for letter in request.node.name if letter.isalnum())
    yield a_table(cloud, name[:200])


def an_item(sk: str = "s", **beside: object) -> Item:
    return {"pk": "p", "sk": sk, **beside}


def put(table: Table, *items: Item) -> None:
    for item in items:
        table.commit(Write(Key(str(item["pk"]), str(item["sk"])), item))


def test_an_item_comes_back_as_it_was_written(table: Table) -> None:
    item = an_item(n=3, price=2.4, yes=True, raw=b"\0\xff", words=["a", {"b": [1]}], map={"c": "ŵ"}, empty="")
    put(table, item)
    assert table.get(Key("p", "s")) == item
    assert table.get(Key("p", "other")) is None


def test_many_items_are_read_in_one_call_and_the_missing_left_out(table: Table) -> None:
    put(table, an_item("a"), an_item("b"))
    wanted = [Key("p", "a"), Key("p", "b"), Key("p", "c")]
    assert table.get_many(wanted) == {Key("p", "a"): an_item("a"), Key("p", "b"): an_item("b")}


def test_a_query_is_sorted_bounded_on_both_ends_and_can_run_backwards(table: Table) -> None:
    put(table, *(an_item(sk) for sk in ("a", "b#2", "b#1", "b~", "c")))

    def found(*args: str, **how: Any) -> list[object]:
        return [item["sk"] for item in table.query("p", *args, **how)]

    assert found() == ["a", "b#1", "b#2", "b~", "c"]
    assert found("b#1", "b~") == ["b#1", "b#2", "b~"]
    assert found("b#", "b#\U0010ffff") == ["b#1", "b#2"]
    assert found(newest=True, limit=2) == ["c", "b~"]


def test_a_query_goes_on_past_the_megabyte_at_which_dynamodb_stops(table: Table) -> None:
    table.put_many(an_item(f"{n:03d}", body="x" * 40_000) for n in range(60))
    assert [item["sk"] for item in table.query("p")] == [f"{n:03d}" for n in range(60)]


def test_an_index_shows_what_it_projects_and_only_items_that_have_its_keys(table: Table) -> None:
    put(
        table,
        an_item("a", g1pk="x", g1sk="2", b="packed", more=1),
        an_item("b", g1pk="x", g1sk="1", b="q"),
        an_item("c"),
    )
    assert list(table.query("x", index="G1")) == [
        {"pk": "p", "sk": "b", "g1pk": "x", "g1sk": "1", "b": "q"},
        {"pk": "p", "sk": "a", "g1pk": "x", "g1sk": "2", "b": "packed"},
    ]
    put(table, an_item("d", g2pk="y", g2sk="1", b="unseen"))
    assert list(table.query("y", index="G2")) == [{"pk": "p", "sk": "d", "g2pk": "y", "g2sk": "1"}]


@pytest.mark.parametrize(
    ("there", "expected", "holds"),
    [
        (False, {"pk": ABSENT}, True),
        (True, {"pk": ABSENT}, False),
        (True, {"version": 1}, True),
        (True, {"version": 2}, False),
        (False, {"version": 1}, False),
        (True, {"pk": "p", "fence": ABSENT}, True),
        (True, {"pk": "p", "version": ABSENT}, False),
        (True, {"version": 1, "mark": b"\1"}, True),
    ],
)
def test_a_write_is_made_where_its_expectations_hold(
    table: Table, there: bool, expected: dict[str, object], holds: bool
) -> None:
    old, new = an_item(version=1, mark=b"\1"), an_item(version=2)
    if there:
        put(table, old)
    write = Write(Key("p", "s"), new, expected)
    if holds:
        table.commit(write)
    else:
        with pytest.raises(Conflict):
            table.commit(write)
    assert table.get(Key("p", "s")) == (new if holds else old if there else None)


def test_a_transaction_is_all_or_nothing(table: Table) -> None:
    put(table, an_item("a", version=1))
    new = Write(Key("p", "b"), an_item("b"), {"pk": ABSENT})
    with pytest.raises(Conflict):
        table.commit(new, Write(Key("p", "a"), None, {"version": 7}))
    assert table.get(Key("p", "b")) is None
    table.commit(new, Write(Key("p", "a"), None, {"version": 1}))
    assert [item["sk"] for item in table.query("p")] == ["b"]


def test_deleting_what_is_not_there_is_no_error(table: Table) -> None:
    table.commit(Write(Key("p", "nothing"), None))


def test_more_than_a_batch_is_written_whole(table: Table) -> None:
    table.put_many(an_item(f"{n:03d}") for n in range(60))
    assert len(list(table.query("p"))) == 60


def test_a_counter_stops_at_its_most(table: Table) -> None:
    key = Key("BUDGET#a", "hour")
    assert [table.increment(key, most=2, expires=99) for _ in range(2)] == [1, 2]
    with pytest.raises(TooMany):
        table.increment(key, most=2)
    assert table.get(key) == {"pk": "BUDGET#a", "sk": "hour", "n": 2, "ttl": 99}


def test_a_counter_without_a_limit_goes_on(table: Table) -> None:
    key = Key("CFG#number", "NUMBER")
    assert [table.increment(key) for _ in range(3)] == [1, 2, 3]


def test_each_write_is_made_by_itself_and_says_whether(table: Table) -> None:
    put(table, an_item("a", n=1, old="x", mark=b"\1"), an_item("b", n=1))
    done = table.each(
        Write(Key("p", "a"), an_item("a", n=2, map={"c": [1]}), {"pk": "p", "n": 1, "due": ABSENT}, ("old",)),
        Write(Key("p", "b"), an_item("b", n=9), {"n": 7}),
        Write(Key("p", "missing"), an_item("missing", n=1), {"pk": "p", "due": ABSENT}),
    )
    assert done == (True, False, False)
    # What it was not told is gone stays.
    assert table.get(Key("p", "a")) == an_item("a", n=2, map={"c": [1]}, mark=b"\1")
    assert table.get(Key("p", "b")) == an_item("b", n=1)
    assert table.get(Key("p", "missing")) is None


def test_a_write_by_itself_is_refused_where_an_attribute_is_there_that_must_not_be(table: Table) -> None:
    put(table, an_item(due=3))
    assert table.each(Write(Key("p", "s"), an_item(due=4), {"pk": "p", "due": ABSENT})) == (False,)
    assert table.each(Write(Key("p", "s"), an_item(), None, ("due", "never"))) == (True,)
    assert table.get(Key("p", "s")) == an_item()
