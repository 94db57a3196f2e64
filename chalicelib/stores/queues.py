"""The queues in SQS."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ..domain.errors import TemporaryFailure


class SqsQueue:
    """`ports.Queue` on SQS; addresses are looked up once per queue and process."""

    def __init__(self, client: Any, name_of: Callable[[str], str]) -> None:
        self._client, self._name_of = client, name_of
        self._urls: dict[str, str] = {}

    def put(self, queue: str, bodies: Sequence[Mapping[str, object]]) -> None:
        try:
            for batch in _tens(bodies):
                self._send(queue, [{"Id": str(n), "MessageBody": json.dumps(b)} for n, b in enumerate(batch)])
        except (ClientError, BotoCoreError) as error:
            raise TemporaryFailure(f"queue {queue}: {type(error).__name__}") from None

    def _send(self, queue: str, entries: list[dict[str, str]]) -> None:
        answer = self._client.send_message_batch(QueueUrl=self._url(queue), Entries=entries)
        if answer.get("Failed"):
            raise TemporaryFailure(f"queue {queue}: {len(answer['Failed'])} not taken")

    def _url(self, queue: str) -> str:
        if queue not in self._urls:
            answer = self._client.get_queue_url(QueueName=self._name_of(queue))
            self._urls[queue] = str(answer["QueueUrl"])
        return self._urls[queue]


def _tens(bodies: Sequence[Mapping[str, object]]) -> Iterator[Sequence[Mapping[str, object]]]:
    for start in range(0, len(bodies), 10):
        yield bodies[start : start + 10]
