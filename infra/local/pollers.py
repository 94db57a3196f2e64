"""Lambda's event source mappings: queues polled, batches handled, and only what succeeded deleted."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalice.app import SQSEventConfig

from .cloud import REGION, Cloud
from .lambdas import App, Context
from .tables import ACCOUNT

WAIT_SECONDS = 2
"""Of a long poll; also how long a stop may take."""

MOST_THREADS = 4
"""Of one queue: a laptop has few cores, whatever concurrency AWS is allowed."""

LONGEST_PAUSE = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """One queue and the handler declared for it."""

    queue: str
    name: str
    handler: Callable[[dict[str, Any], Any], Any]
    batch: int
    concurrency: int


@dataclass
class Pollers:
    """All queue triggers of the app; threads of their own until `stop`."""

    cloud: Cloud
    sources: list[Source]
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    @classmethod
    def of(cls, app: App, cloud: Cloud) -> "Pollers":
        return cls(cloud, queue_sources(app))

    def start(self) -> None:
        for source in self.sources:
            for number in range(source.concurrency):
                name = f"poller-{source.name}-{number}"
                self._threads.append(
                    threading.Thread(target=self._poll, args=(source,), name=name, daemon=True)
                )
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let every handler finish its batch."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def _poll(self, source: Source) -> None:
        sqs = self.cloud.client("sqs")
        url = sqs.get_queue_url(QueueName=source.queue)["QueueUrl"]
        pause = 0.1
        while not self._stopping.is_set():
            try:
                _one_batch(sqs, url, source)
                pause = 0.1
            except Exception:
                # As Lambda does: the batch comes back when its visibility ends, and the poller goes on.
                log.exception("A batch of %s failed.", source.queue)
                self._stopping.wait(pause)
                pause = min(LONGEST_PAUSE, pause * 2)


def queue_sources(app: App) -> list[Source]:
    """What the app's `on_sqs_message` decorators declare."""
    return [
        Source(
            queue=config.queue or str(config.queue_arn).rpartition(":")[2],
            name=config.name,
            handler=app.handler_map[config.name],
            batch=config.batch_size,
            concurrency=min(config.maximum_concurrency or MOST_THREADS, MOST_THREADS),
        )
        for config in app.event_sources
        if isinstance(config, SQSEventConfig)
    ]


def _one_batch(sqs: Any, url: str, source: Source) -> None:
    received = sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=min(source.batch, 10),
        WaitTimeSeconds=WAIT_SECONDS,
        AttributeNames=["All"],
        MessageAttributeNames=["All"],
    )
    messages = received.get("Messages", [])
    if not messages:
        return
    event = {"Records": [_record(message, source.queue) for message in messages]}
    failed = failed_ids(source.handler(event, Context(source.name)))
    done = [message for message in messages if message["MessageId"] not in failed]
    if done and "" not in failed:
        entries = [
            {"Id": str(n), "ReceiptHandle": message["ReceiptHandle"]} for n, message in enumerate(done)
        ]
        sqs.delete_message_batch(QueueUrl=url, Entries=entries)


def failed_ids(answer: Any) -> set[str]:
    """Message ids of a partial batch answer; "" among them (an id missing or empty) fails the whole batch."""
    if not isinstance(answer, Mapping):
        return set()
    return {str(failure.get("itemIdentifier") or "") for failure in answer.get("batchItemFailures") or []}


def _record(message: Mapping[str, Any], queue: str) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {
            name: {"stringValue": value.get("StringValue"), "dataType": value["DataType"]}
            for name, value in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}",
        "awsRegion": REGION,
    }
