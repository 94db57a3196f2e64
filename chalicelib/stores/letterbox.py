"""The dead letters in SQS, looked at and moved by ourselves.

SQS moves a whole queue at once and at its own time; an officer sends back one letter, and sees that it went.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from ..domain.dead_letter import DEAD, Letter
from ..domain.errors import TemporaryFailure
from ..ports.letters import Depth

HELD = 60
"""Seconds that letters are held: longer than a request may take, so that nobody else moves them meanwhile."""
PATIENCE = 1
"""Seconds of a long poll, without which SQS asks only some of its servers and finds nothing on the others."""
P = ParamSpec("P")
R = TypeVar("R")


def _translated(method: Callable[P, R]) -> Callable[P, R]:
    @wraps(method)
    def translated(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except (ClientError, BotoCoreError) as error:
            raise TemporaryFailure(f"dead letters: {type(error).__name__}") from None

    return translated


class SqsLetterbox:
    """`ports.Letterbox` on SQS; addresses are looked up once per queue and process."""

    def __init__(self, client: Any, name_of: Callable[[str], str], queues: Sequence[str]) -> None:
        self._client, self._name_of, self.queues = client, name_of, queues
        self._urls: dict[str, str] = {}

    @_translated
    def depth(self, queue: str) -> Depth:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self._client.get_queue_attributes(QueueUrl=self._url(queue), AttributeNames=names)
        return Depth(*(int(answer["Attributes"][name]) for name in names))

    @_translated
    def take(self, queue: str) -> list[Letter]:
        answer = self._client.receive_message(
            QueueUrl=self._url(queue + DEAD),
            MaxNumberOfMessages=10,
            VisibilityTimeout=HELD,
            WaitTimeSeconds=PATIENCE,
            AttributeNames=["SentTimestamp"],
        )
        return [_letter(queue, message) for message in answer.get("Messages", [])]

    @_translated
    def give_back(self, letters: Sequence[Letter]) -> None:
        for url, entries in self._tens(letters):
            visible = [{**entry, "VisibilityTimeout": 0} for entry in entries]
            # One that is refused here comes back by itself within the minute.
            self._client.change_message_visibility_batch(QueueUrl=url, Entries=visible)

    @_translated
    def remove(self, letters: Sequence[Letter]) -> None:
        for url, entries in self._tens(letters):
            answer = self._client.delete_message_batch(QueueUrl=url, Entries=entries)
            if answer.get("Failed"):
                raise TemporaryFailure(f"dead letters: {len(answer['Failed'])} not taken away")

    def _tens(self, letters: Sequence[Letter]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        for queue in dict.fromkeys(letter.queue for letter in letters):
            entries = [
                {"Id": str(n), "ReceiptHandle": letter.receipt}
                for n, letter in enumerate(letters)
                if letter.queue == queue
            ]
            for start in range(0, len(entries), 10):
                yield self._url(queue + DEAD), entries[start : start + 10]

    def _url(self, queue: str) -> str:
        if queue not in self._urls:
            answer = self._client.get_queue_url(QueueName=self._name_of(queue))
            self._urls[queue] = str(answer["QueueUrl"])
        return self._urls[queue]


def _letter(queue: str, message: dict[str, Any]) -> Letter:
    sent = int(message["Attributes"]["SentTimestamp"]) / 1000
    at = datetime.fromtimestamp(sent, UTC)
    return Letter(message["MessageId"], queue, message["Body"], at, message["ReceiptHandle"])
