"""One contract for dead letters, kept by the fake that unit tests use and by SQS (its emulator)."""

import json
from collections.abc import Callable
from typing import NamedTuple

import pytest

from chalicelib.domain.dead_letter import TRIES
from chalicelib.domain.errors import TemporaryFailure
from chalicelib.ports import Depth, Letterbox, Queue
from chalicelib.stores.letterbox import SqsLetterbox
from chalicelib.stores.queues import SqsQueue
from infra.local.cloud import Cloud
from tests.fakes import FakeClock, FakeLetterbox, FakeQueue

BODIES = [{"sending": "S", "page": f"text#0000#{n:04d}"} for n in range(23)]


class Post(NamedTuple):
    queue: Queue
    box: Letterbox


@pytest.fixture(params=["memory", "sqs"])
def post(request: pytest.FixtureRequest) -> Post:
    if request.param == "memory":
        queue = FakeQueue()
        return Post(queue, FakeLetterbox(queue, FakeClock(), ("routine", "record")))
    return _on(request.getfixturevalue("cloud"), request.node.originalname[-40:])


def _on(cloud: Cloud, name: str) -> Post:
    client = cloud.client("sqs")

    def name_of(queue: str) -> str:
        return f"{name}-{queue}"

    for queue in ("routine", "record"):
        dead = client.create_queue(QueueName=name_of(f"{queue}-dead"))["QueueUrl"]
        arn = client.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"][
            "QueueArn"
        ]
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": TRIES})
        client.create_queue(QueueName=name_of(queue), Attributes={"RedrivePolicy": policy})
    return Post(SqsQueue(client, name_of), SqsLetterbox(client, name_of, ("routine", "record")))


def every(take: Callable[[], list]) -> list:  # type: ignore[type-arg]
    found = []
    while letters := take():
        found += letters
    return found


def test_letters_are_held_ten_at_a_time_and_nobody_else_sees_them(post: Post) -> None:
    post.queue.put("routine-dead", BODIES)
    assert post.box.depth("routine-dead") == Depth(23, 0)
    first = post.box.take("routine")
    assert 0 < len(first) <= 10
    assert post.box.depth("routine-dead") == Depth(23 - len(first), len(first))
    letters = first + every(lambda: post.box.take("routine"))
    assert [letter.fields() for letter in letters] == BODIES
    assert len({letter.id for letter in letters}) == 23
    assert {letter.queue for letter in letters} == {"routine"}


def test_letters_that_are_given_back_are_there_at_once(post: Post) -> None:
    post.queue.put("routine-dead", BODIES)
    letters = every(lambda: post.box.take("routine"))
    post.box.give_back(letters)
    assert post.box.depth("routine-dead") == Depth(23, 0)
    again = every(lambda: post.box.take("routine"))
    assert {letter.id for letter in again} == {letter.id for letter in letters}


def test_letters_that_are_removed_are_gone_and_others_are_not(post: Post) -> None:
    post.queue.put("routine-dead", BODIES)
    post.queue.put("record-dead", BODIES[:1])
    letters = every(lambda: post.box.take("routine"))
    post.box.remove(letters[:12])
    post.box.give_back(letters[12:])
    assert post.box.depth("routine-dead") == Depth(11, 0)
    assert post.box.depth("record-dead") == Depth(1, 0)
    post.box.remove([*post.box.take("record"), *post.box.take("routine")])
    assert post.box.depth("record-dead") == Depth(0, 0)
    assert post.box.take("record") == []


def test_a_message_that_failed_five_times_is_a_letter_under_the_id_it_had(cloud: Cloud) -> None:
    post, client = _on(cloud, "five-times"), cloud.client("sqs")
    post.queue.put("routine", BODIES[:1])
    url, seen = client.get_queue_url(QueueName="five-times-routine")["QueueUrl"], set()
    for _ in range(TRIES + 1):
        for message in client.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages", []):
            seen.add(message["MessageId"])
    (letter,) = post.box.take("routine")
    assert {letter.id} == seen
    assert letter.fields() == BODIES[0]


def test_queues_that_are_not_there_are_a_failure_and_not_an_empty_box(cloud: Cloud) -> None:
    box = SqsLetterbox(cloud.client("sqs"), lambda queue: f"nowhere-{queue}", ("routine",))
    with pytest.raises(TemporaryFailure):
        box.depth("routine-dead")
