"""The workers: one function per queue, each message judged by itself."""

import json
from collections.abc import Callable
from typing import Any

from chalice.app import Blueprint, SQSEvent

from .. import wiring
from ..channels import delivery_logs as logs
from ..domain.dead_letter import TRIES
from ..domain.errors import NotFound
from ..domain.receipt import Batch
from ..observability import fault, place_of, warn
from ..settings import settings

bp = Blueprint(__name__)
Body = dict[str, Any]
_queue = settings().queue


def _each(event: SQSEvent, work: Callable[[Body], None]) -> object:
    """Give every message to `work`; those that raise stay in the queue, and only those."""

    failed = []
    for record in event:
        try:
            work(json.loads(record.body))
        except Exception as error:
            fault("message failed", error, queue=record.to_dict()["eventSourceARN"])
            failed.append({"itemIdentifier": record.to_dict()["messageId"]})
            _explain(record.to_dict(), error)
    return {"batchItemFailures": failed}


def _explain(record: Body, error: Exception) -> None:
    """Keep how a message failed that has failed for the last time: its dead letter cannot say."""
    if int(record["attributes"].get("ApproximateReceiveCount", 1)) < TRIES:
        return
    try:
        wiring.failures().note(record["messageId"], type(error).__name__, place_of(error))
    except Exception as away:
        warn("failure not kept", error=type(away).__name__, letter=record["messageId"])


def _seconds_left(event: SQSEvent) -> Callable[[], float]:
    context: Any = event.context  # Lambda's own object, which Chalice describes as a dictionary
    return lambda: float(context.get_remaining_time_in_millis()) / 1000


@bp.on_sqs_message(queue=_queue("plan"), batch_size=1)
def plan(event: SQSEvent) -> object:
    """Plan a range, release a sending, or look up who made a request."""

    def work(body: Body) -> None:
        if body["task"] == "request":
            wiring.codes().dispatch(body["request"], body["channel"])
        elif body["task"] == "range":
            wiring.planning().plan(body["sending"], body["range"])
        else:
            wiring.gate().release(body["sending"])

    return _each(event, work)


def _deliver(event: SQSEvent) -> object:
    left = _seconds_left(event)
    return _each(event, lambda body: wiring.delivery().deliver(body["sending"], body["page"], left))


@bp.on_sqs_message(queue=_queue("urgent"), batch_size=1)
def urgent(event: SQSEvent) -> object:
    """Send a page of an urgent alert."""
    return _deliver(event)


@bp.on_sqs_message(queue=_queue("routine"), batch_size=1)
def routine(event: SQSEvent) -> object:
    """Send a page of any other alert."""
    return _deliver(event)


@bp.on_sqs_message(queue=_queue("direct"), batch_size=10)
def direct(event: SQSEvent) -> object:
    """Send codes, confirmations and answers: one person each."""
    return _deliver(event)


@bp.on_sqs_message(queue=_queue("record"), batch_size=10, maximum_batching_window_in_seconds=1)
def record(event: SQSEvent) -> object:
    """Write the history of finished pages, and close what is complete."""
    return _each(event, lambda body: wiring.recording().record(body["sending"], body["page"]))


@bp.on_sqs_message(queue=_queue("inbound"), batch_size=10)
def inbound(event: SQSEvent) -> object:
    """Judge texts that came in."""
    return _each(event, lambda body: wiring.inbound().judge(body["provider"], body["id"]))


@bp.on_sqs_message(queue=_queue("receipts"), batch_size=500, maximum_batching_window_in_seconds=20)
def receipts(event: SQSEvent) -> object:
    """Enter what providers said later, many at a time: a page is written once for most of its people."""
    try:
        records = [record.to_dict() for record in event]
        batches = {str(n): _batch(json.loads(record["body"])) for n, record in enumerate(records)}
        later = wiring.receiving().judge(batches)
    except Exception:
        # Something is wrong with one of them: each by itself, so that the others are not held up.
        return _each(event, _receipts_of_one)
    return {"batchItemFailures": [{"itemIdentifier": records[int(n)]["messageId"]} for n in sorted(later)]}


def _receipts_of_one(body: Body) -> None:
    if wiring.receiving().judge({"": _batch(body)}):
        raise NotFound("what these receipts speak of is not recorded yet")


def _batch(body: Body) -> Batch:
    return Batch.model_validate_json(json.dumps(body))


@bp.lambda_function(name="delivery_logs")
def delivery_logs(event: Body, context: object) -> None:
    """Take Amazon SNS's log of what became of texts; the numbers in it go no further than this function."""
    wiring.receiving().accept(logs.read(event))
