"""Queues and schedules call the application as Lambda's own triggers would."""

import time
from collections.abc import Callable

import pytest

from infra.local.cloud import Cloud
from infra.local.pollers import Pollers, queue_sources
from infra.local.schedules import Schedules

from .toy import QUEUE, Seen, toy

STAGE = "triggers"


@pytest.fixture(scope="module")
def url(cloud: Cloud) -> str:
    cloud.deploy(STAGE, "triggers.example")
    found: str = cloud.client("sqs").get_queue_url(QueueName=f"watchword-{STAGE}-{QUEUE}")["QueueUrl"]
    return found


def eventually(true: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_only_the_messages_that_succeeded_are_deleted(cloud: Cloud, url: str) -> None:
    sqs, seen = cloud.client("sqs"), Seen()
    sqs.send_message_batch(
        QueueUrl=url, Entries=[{"Id": str(n), "MessageBody": f"body {n}"} for n in range(8)]
    )
    pollers = Pollers.of(toy(STAGE, seen, failing={"body 3", "body 5"}), cloud)
    pollers.start()
    eventually(lambda: len(seen.bodies) >= 8)
    pollers.stop()
    assert sorted(seen.bodies) == [f"body {n}" for n in range(8)]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    left = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    assert left == {"ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "2"}


def test_batch_size_and_concurrency_are_those_declared() -> None:
    (source,) = queue_sources(toy(STAGE, Seen(), set()))
    assert (source.queue, source.batch, source.concurrency) == (f"watchword-{STAGE}-{QUEUE}", 10, 2)


def test_a_schedule_runs_once_at_the_start() -> None:
    seen = Seen()
    schedules = Schedules.of(toy(STAGE, seen, set()))
    schedules.start()
    eventually(lambda: seen.ticks == ["Scheduled Event"])
    schedules.stop()
