"""The table's arithmetic of sizes, and which of DynamoDB's errors is which of ours."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from chalicelib.domain.errors import Conflict, TemporaryFailure
from chalicelib.ports import Key, Write
from chalicelib.stores.codec import decode, encode, item_size, size, write_units
from chalicelib.stores.table import DynamoTable

WRITE = Write(Key("a", "b"), {"pk": "a", "sk": "b"})


class Refusing:
    """A client whose every call fails in one way."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __getattr__(self, name: str) -> Any:
        def call(**request: object) -> None:
            raise self.error

        return call


def a_client_error(code: str, *reasons: str) -> ClientError:
    response: Any = {"Error": {"Code": code}, "CancellationReasons": [{"Code": reason} for reason in reasons]}
    return ClientError(response, "TransactWriteItems")


@pytest.mark.parametrize(
    "error",
    [
        a_client_error("ConditionalCheckFailedException"),
        a_client_error("TransactionConflictException"),
        a_client_error("TransactionCanceledException", "None", "ConditionalCheckFailed"),
        a_client_error("TransactionCanceledException", "TransactionConflict", "None"),
    ],
)
def test_a_lost_race_is_a_conflict(error: ClientError) -> None:
    with pytest.raises(Conflict):
        DynamoTable(Refusing(error), "t").commit(WRITE, WRITE)


@pytest.mark.parametrize(
    "error",
    [
        a_client_error("ProvisionedThroughputExceededException"),
        a_client_error("TransactionCanceledException", "None", "ThrottlingError"),
        a_client_error("TransactionCanceledException", "ProvisionedThroughputExceeded"),
        a_client_error("InternalServerError"),
        ReadTimeoutError(endpoint_url="https://dynamodb.example"),
    ],
)
def test_a_busy_table_is_a_temporary_failure_and_never_a_conflict(error: Exception) -> None:
    with pytest.raises(TemporaryFailure):
        DynamoTable(Refusing(error), "t").commit(WRITE, WRITE)


def test_an_error_of_ours_never_repeats_what_the_providers_error_said() -> None:
    error = ClientError({"Error": {"Code": "ValidationException", "Message": "+447700900001"}}, "PutItem")
    with pytest.raises(TemporaryFailure) as raised:
        DynamoTable(Refusing(error), "t").commit(WRITE)
    assert "+44" not in str(raised.value)
    assert raised.value.__cause__ is None


class Answering:
    """A client that answers statements with these codes, call by call, "" for done; `asked` are its calls."""

    def __init__(self, *codes: list[str]) -> None:
        self.codes, self.asked = list(codes), list[list[Any]]()

    def batch_execute_statement(self, **request: list[Any]) -> Any:
        self.asked.append(request["Statements"])
        return {"Responses": [{"Error": {"Code": code}} if code else {} for code in self.codes.pop(0)]}


def test_a_write_by_itself_that_the_table_is_too_busy_for_is_tried_again_and_no_other() -> None:
    client = Answering(["", "ThrottlingError", "ConditionalCheckFailed"], ["TransactionConflict"], [""])
    writes = [Write(Key("a", str(n)), {"pk": "a", "sk": str(n), "n": n}) for n in range(3)]
    assert DynamoTable(client, "t").each(*writes) == (True, True, False)
    assert [len(call) for call in client.asked] == [3, 1, 1]
    assert client.asked[2][0]["Parameters"] == [{"N": "1"}, {"S": "a"}, {"S": "1"}]


@pytest.mark.parametrize(
    ("value", "bytes_"),
    [("abc", 3), ("ŵ", 2), (True, 1), (7, 2), (1234, 3), (-1234, 4), (1000, 2), (0, 1), (b"1234", 4),
     (["a", "bc"], 3 + 2 + 3), ({"a": "b"}, 3 + 3), ([], 3)],
)  # fmt: skip
def test_a_value_is_as_large_as_the_developer_guide_says(value: object, bytes_: int) -> None:
    assert size(value) == bytes_


def test_an_item_costs_a_write_unit_for_each_kilobyte_begun() -> None:
    assert item_size({"pk": "a", "body": "x" * 100}) == 2 + 1 + 4 + 100
    assert [write_units({"b": "x" * n}) for n in (1, 1023, 1024, 4096)] == [1, 1, 2, 5]


def test_an_item_is_read_as_it_was_written() -> None:
    item = {
        "pk": "a",
        "n": 3,
        "price": 2.4,
        "on": True,
        "raw": b"\0\1",
        "list": ["a", {"b": 1}],
        "map": {"c": [1]},
    }
    assert decode(encode(item)) == item
