"""Calls of our own to DynamoDB: a good answer is taken as botocore takes it, all else is left to botocore."""

import json
import zlib
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from chalicelib.stores.lean import lean
from tests.providers import Provider, Reply, a_provider
from tests.unit.test_answers import ANSWERS, KEY

PUT = {"TableName": "t", "Item": {"pk": {"S": "a"}, "marks": {"B": b"\0\xff"}}}
EACH = {"Statements": [{"Statement": 'UPDATE "t"', "Parameters": [{"B": b"\0"}]}]}
REFUSED = {"Error": {"Code": "ConditionalCheckFailed", "Message": "no"}}
ALL = [
    *((name, answer, {"TableName": "t"} | asked) for name, answer, asked in ANSWERS[:3]),
    ANSWERS[3],
    ("put_item", {}, PUT),
    ("batch_execute_statement", {"Responses": [{}, REFUSED]}, EACH),
]


@pytest.fixture
def dynamo(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with a_provider() as stub:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
        yield stub


def a_client(dynamo: Provider) -> Any:
    once = Config(retries={"mode": "standard", "total_max_attempts": 1})
    return boto3.client("dynamodb", region_name="eu-west-2", endpoint_url=dynamo.url, config=once)


def by_botocore(dynamo: Provider, client: Any) -> list[str]:
    """Note every request that botocore sends itself."""
    sent = list[str]()
    client.meta.events.register("before-send.dynamodb", lambda request, **_: sent.append(request.url))
    return sent


def reply(answer: Any, status: int = 200, checksum: str = "") -> Reply:
    beside = {"x-amz-crc32": checksum} if checksum else {}
    return status, json.dumps(answer), {"Content-Type": "application/x-amz-json-1.0", **beside}


@pytest.mark.parametrize(("operation", "answer", "asked"), ALL)
def test_an_answer_is_botocores_and_so_is_what_is_asked(
    operation: str, answer: dict[str, Any], asked: dict[str, Any], dynamo: Provider
) -> None:
    said = []
    for client in (a_client(dynamo), lean(lean(a_client(dynamo)))):
        dynamo.answers = [reply(answer)]
        sent = by_botocore(dynamo, client)
        found = getattr(client, operation)(**asked)
        found.pop("ResponseMetadata", None)
        said.append((found, dynamo.requests[-1]))
    assert said[0] == said[1]
    assert (len(dynamo.requests), sent) == (2, [])


@pytest.mark.parametrize(
    "first",
    [
        reply({"__type": "ProvisionedThroughputExceededException"}, 400),
        reply({}, 500),
        reply({"Item": {}}, checksum="1"),
        (200, "no answer at all", {}),
    ],
)
def test_what_is_no_good_answer_is_asked_again_by_botocore(first: Any, dynamo: Provider) -> None:
    dynamo.answers = [first, reply({"Item": {"n": {"N": "1"}}})]
    client = lean(a_client(dynamo))
    sent = by_botocore(dynamo, client)
    assert client.get_item(TableName="t", Key=KEY)["Item"] == {"n": {"N": "1"}}
    assert len(sent) == 1


def test_an_answer_with_the_right_checksum_is_taken(dynamo: Provider) -> None:
    body = {"Item": {"n": {"N": "1"}}}
    dynamo.answers = [reply(body, checksum=str(zlib.crc32(json.dumps(body).encode())))]
    assert lean(a_client(dynamo)).get_item(TableName="t", Key=KEY)["Item"] == {"n": {"N": "1"}}


def test_a_refusal_is_botocores_to_say(dynamo: Provider) -> None:
    dynamo.answers = [reply({"__type": "x#ConditionalCheckFailedException"}, 400)] * 2
    client = lean(a_client(dynamo))
    with pytest.raises(client.exceptions.ConditionalCheckFailedException):
        client.put_item(**PUT)
