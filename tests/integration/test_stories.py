"""The simulator's stories on the real calls of DynamoDB and SQS, so that its own cannot drift from them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from chalicelib.stores.queues import SqsQueue
from infra.local.cloud import Cloud
from tests.integration.tables import a_table
from tests.simulation.night import QUEUES, Night
from tests.simulation.queues import DEAD
from tests.simulation.scenario import Scenario

SEEDS = (0, 3, 7, 16, 24, 60)


class Carrier:
    """Carries what is queued through SQS, and takes it off again at once."""

    def __init__(self, client: Any, stage: str) -> None:
        self._client = client
        names = [*QUEUES, *(name + DEAD for name in QUEUES)]
        self._urls = {name: client.create_queue(QueueName=f"{stage}-{name}")["QueueUrl"] for name in names}
        self._queue = SqsQueue(client, lambda name: f"{stage}-{name}")

    def __call__(self, queue: str, bodies: Sequence[Mapping[str, object]]) -> list[str]:
        self._queue.put(queue, bodies)
        texts = list[str]()
        while len(texts) < len(bodies):
            answer = self._client.receive_message(QueueUrl=self._urls[queue], MaxNumberOfMessages=10)
            for message in answer.get("Messages", []):
                texts.append(message["Body"])
                receipt = message["ReceiptHandle"]
                self._client.delete_message(QueueUrl=self._urls[queue], ReceiptHandle=receipt)
        return texts


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_every_invariant_holds_on_the_real_calls(cloud: Cloud, seed: int) -> None:
    night = Night(Scenario.of(seed), a_table(cloud, f"story-{seed}"))
    night.queues.carry = Carrier(cloud.client("sqs"), f"story-{seed}")
    night.run()
    assert night.judge.journal
