"""The single table in DynamoDB: the one place that speaks its wire format."""

import functools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from ..domain.errors import Conflict, TemporaryFailure, TooMany
from ..ports import Item, Key, Write
from . import keys
from .codec import condition, decode, encode, update

T = TypeVar("T")
_CONFLICTS = {
    "ConditionalCheckFailed",
    "ConditionalCheckFailedException",
    "TransactionConflict",
    "TransactionConflictException",
}
_BUSY = {
    "InternalServerError",
    "ProvisionedThroughputExceeded",
    "RequestLimitExceeded",
    "ThrottlingError",
    "TransactionConflict",
}
# As infra/data.yaml names them: DynamoDB asks for three characters at least.
_INDEXES = {
    None: ("", "pk", "sk"),
    "G1": ("G1-audience", "g1pk", "g1sk"),
    "G2": ("G2-work", "g2pk", "g2sk"),
}
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between tries for what DynamoDB left unprocessed in a batch."""


def _translated(call: Callable[..., T]) -> Callable[..., T]:
    """Raise our errors and never botocore's, whose text may hold an item."""

    @functools.wraps(call)
    def wrapped(*args: object, **kwargs: object) -> T:
        try:
            return call(*args, **kwargs)
        except ClientError as error:
            raise _ours(error) from None
        except BotoCoreError as error:
            raise TemporaryFailure(f"table: {type(error).__name__}") from None

    return wrapped


def _ours(error: ClientError) -> Conflict | TemporaryFailure:
    """Tell a lost race from a busy table: a cancelled transaction gives one reason per write."""
    code = str(error.response.get("Error", {}).get("Code", "unknown"))
    reasons = {str(reason.get("Code")) for reason in error.response.get("CancellationReasons", [])} - {"None"}
    if code in _CONFLICTS or reasons & _CONFLICTS:
        return Conflict("It was changed in the meantime. Load it again.")
    return TemporaryFailure(f"table: {' '.join([code, *sorted(reasons)])}")


class DynamoTable:
    """`ports.Table` on DynamoDB; `client` is boto3's low-level client."""

    def __init__(self, client: Any, name: str) -> None:
        self._client, self._name = client, name

    @_translated
    def get(self, key: Key) -> Item | None:
        answer = self._client.get_item(TableName=self._name, Key=encode(key._asdict()), ConsistentRead=True)
        return decode(answer["Item"]) if "Item" in answer else None

    @_translated
    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        found: dict[Key, Item] = {}
        wanted = [encode(key._asdict()) for key in dict.fromkeys(keys)]
        for wait in _WAITS:
            request = {self._name: {"Keys": wanted, "ConsistentRead": True}}
            answer = self._client.batch_get_item(RequestItems=request)
            for raw in answer["Responses"].get(self._name, []):
                item = decode(raw)
                found[Key(str(item["pk"]), str(item["sk"]))] = item
            wanted = answer.get("UnprocessedKeys", {}).get(self._name, {}).get("Keys", [])
            if not wanted:
                return found
            time.sleep(wait)
        raise TemporaryFailure("table: unprocessed keys")

    def query(
        self,
        pk: str,
        first: str = "",
        last: str = keys.LAST,
        *,
        index: str | None = None,
        newest: bool = False,
        limit: int | None = None,
    ) -> Iterator[Item]:
        name, partition, sort = _INDEXES[index]
        request: dict[str, Any] = {
            "TableName": self._name,
            "KeyConditionExpression": "#p = :p AND #s BETWEEN :first AND :last",
            "ExpressionAttributeNames": {"#p": partition, "#s": sort},
            "ExpressionAttributeValues": encode({":p": pk, ":first": first or " ", ":last": last}),
            "ScanIndexForward": not newest,
        }
        request |= {"IndexName": name} if index else {"ConsistentRead": True}
        request |= {"Limit": limit} if limit else {}
        return islice(self._pages(request), limit)

    def _pages(self, request: dict[str, Any]) -> Iterator[Item]:
        while True:
            answer = self._query(request)
            yield from map(decode, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            request = request | {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    @_translated
    def _query(self, request: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self._client.query(**request)
        return answer

    @_translated
    def commit(self, *writes: Write) -> None:
        if len(writes) == 1:
            write = writes[0]
            name = "delete_item" if write.item is None else "put_item"
            getattr(self._client, name)(**self._operation(write))
            return
        actions = [{"Delete" if w.item is None else "Put": self._operation(w)} for w in writes]
        self._client.transact_write_items(TransactItems=actions)

    def _operation(self, write: Write) -> dict[str, Any]:
        body = {"Key": encode(write.key._asdict())} if write.item is None else {"Item": encode(write.item)}
        return {"TableName": self._name, **body, **condition(write.expected)}

    @_translated
    def each(self, *writes: Write) -> tuple[bool, ...]:
        left, done = dict(enumerate(writes)), set[int]()
        for wait in _WAITS:
            statements = [update(self._name, write) for write in left.values()]
            answer = self._client.batch_execute_statement(Statements=statements)
            codes = [reply.get("Error", {}).get("Code", "") for reply in answer["Responses"]]
            told = dict(zip(left, codes, strict=True))
            done |= {n for n, code in told.items() if not code}
            left = {n: left[n] for n, code in told.items() if code in _BUSY}
            if not left:
                break
            time.sleep(wait)
        return tuple(n in done for n in range(len(writes)))

    @_translated
    def put_many(self, items: Iterable[Item]) -> None:
        stream = iter(items)
        while batch := list(islice(stream, 25)):
            self._put_batch([{"PutRequest": {"Item": encode(item)}} for item in batch])

    def _put_batch(self, puts: list[dict[str, Any]]) -> None:
        for wait in _WAITS:
            answer = self._client.batch_write_item(RequestItems={self._name: puts})
            puts = answer.get("UnprocessedItems", {}).get(self._name, [])
            if not puts:
                return
            time.sleep(wait)
        raise TemporaryFailure("table: unprocessed items")

    @_translated
    def increment(self, key: Key, most: int | None = None, expires: int | None = None) -> int:
        names, values = {"#n": "n"}, {":one": 1, ":zero": 0}
        change, guard = "SET #n = if_not_exists(#n, :zero) + :one", {}
        if expires is not None:
            names["#t"], values[":t"] = "ttl", expires
            change += ", #t = :t"
        if most is not None:
            values[":most"] = most
            guard = {"ConditionExpression": "attribute_not_exists(#n) OR #n < :most"}
        request = {
            "TableName": self._name,
            "Key": encode(key._asdict()),
            "UpdateExpression": change,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": encode(values),
            "ReturnValues": "UPDATED_NEW",
            **guard,
        }
        try:
            answer = self._client.update_item(**request)
        except self._client.exceptions.ConditionalCheckFailedException:
            raise TooMany("That was asked too often. Try again in an hour, or tomorrow.") from None
        return int(answer["Attributes"]["n"]["N"])
