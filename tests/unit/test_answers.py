"""Items read from an answer's own text are the items that botocore reads."""

import json
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from chalicelib.stores.answers import quick

ITEM = {
    "pk": {"S": "OUT#1"},
    "B": {"B": "AAEC"},
    "marks": {"B": "/w=="},
    "some": {"M": {"B": {"N": "1"}, "deep": {"L": [{"B": "AA=="}, {"BOOL": True}, {"S": '"B"'}]}}},
}
KEY = {"pk": {"S": "OUT#1"}, "sk": {"B": "AA=="}}
ANSWERS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("get_item", {"Item": ITEM}, {"Key": KEY}),
    ("get_item", {}, {"Key": KEY}),
    ("query", {"Items": [ITEM, ITEM], "Count": 2, "LastEvaluatedKey": KEY}, {}),
    (
        "batch_get_item",
        {"Responses": {"t": [ITEM], "B": []}, "UnprocessedKeys": {"t": {"Keys": [KEY]}}},
        {"RequestItems": {"t": {"Keys": [KEY]}}},
    ),
]


class _Raw:
    """What urllib3 would answer."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self, *_: object, **__: object) -> list[bytes]:
        return [self.body]


def a_client(answer: dict[str, Any], status: int = 200) -> Any:
    """A client of DynamoDB that gets this answer, whatever it asks."""
    client = boto3.client(
        "dynamodb", region_name="eu-west-2", aws_access_key_id="none", aws_secret_access_key="none"
    )
    headers = {"Content-Type": "application/x-amz-json-1.0"}

    def answered(request: Any, **_: object) -> AWSResponse:
        return AWSResponse(request.url, status, headers, _Raw(json.dumps(answer).encode()))

    client.meta.events.register("before-send.dynamodb", answered)
    return client


@pytest.mark.parametrize(("operation", "answer", "request_"), ANSWERS)
def test_a_quick_client_answers_what_a_plain_one_does(
    operation: str, answer: dict[str, Any], request_: dict[str, Any]
) -> None:
    plain, fast = (
        getattr(client, operation)(**({} if "RequestItems" in request_ else {"TableName": "t"}), **request_)
        for client in (a_client(answer), quick(quick(a_client(answer))))
    )
    assert fast == plain


def test_an_error_is_botocores_to_read() -> None:
    refused = {"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}
    client = quick(a_client(refused, 400))
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_item(TableName="t", Key=KEY)
