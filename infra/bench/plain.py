"""Plain ways of sending the same text, and how many recipients a CPU-second of each carries beside ours."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import urlencode

import boto3
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session

from chalicelib import wiring
from chalicelib.domain.subscriber import Channel
from chalicelib.ports import Item
from chalicelib.services.sending.delivery import Delivery
from chalicelib.settings import settings

from .crowd import PATIENT, Released, brisk, contact, number, release
from .meter import Row, cpu, medians

T = TypeVar("T")
ATTRIBUTES = {
    name: {"DataType": "String", "StringValue": value}
    for name, value in {"AWS.SNS.SMS.SMSType": "Transactional", "AWS.SNS.SMS.SenderID": "Marrowshire"}.items()
}
"""What the channel passes with every text."""
FORM = "application/x-www-form-urlencoded; charset=utf-8"


def deliver(delivery: Delivery, sent: Released) -> None:
    """Give every page to a worker, one after another."""
    for page in sent.pages:
        delivery.deliver(sent.sending.id, page)


def patient(delivery: Delivery) -> Delivery:
    """Let it wait its turn in no time, by one thread: what a text costs is asked, not how long it takes."""
    handover = replace(delivery.handover, clock=PATIENT, threads=1)
    return replace(delivery, clock=PATIENT, handover=handover, pacing=replace(brisk(), clock=PATIENT))


def rows(recipients: int) -> Iterator[Row]:
    """Let these take turns with the same number of texts; each answers recipients per CPU-second."""
    publisher, dynamo = (boto3.client(name, region_name=settings().region) for name in ("sns", "dynamodb"))
    text = _finished()
    signed = signing(text)

    def publish(n: int) -> None:
        publisher.publish(PhoneNumber=number(n), Message=text, MessageAttributes=ATTRIBUTES)

    def bare(send: Callable[[int], object]) -> float:
        return recipients / cpu(lambda: _each(send, range(recipients)))

    def naive(turn: int) -> float:
        slots = _ledger(f"NAIVE#{turn}", recipients)
        return recipients / cpu(lambda: _each(lambda slot: _claim_send_mark(dynamo, slot, publish), slots))

    def ours(channel: Channel) -> float:
        sent = release(channel, range(recipients))
        delivery = patient(wiring.delivery())
        return recipients / cpu(lambda: deliver(delivery, sent))

    publish(0)
    contenders: dict[str, Callable[[int], float]] = {
        "ours": lambda _: ours("text"),
        "naive": naive,
        "boto3": lambda _: bare(publish),
        "signed": lambda _: bare(signed),
        "email": lambda _: ours("email"),
    }
    yield from _beside(medians(contenders))


def _beside(speed: Mapping[str, float]) -> Iterator[Row]:
    group, unit, ours = "hand-over", "recipients/CPU-s", speed["ours"]
    yield Row(group, "texts, ours", ours, unit)
    yield Row(group, "texts, claim-send-mark", speed["naive"], unit)
    yield Row(group, "texts, bare publishes of boto3", speed["boto3"], unit)
    yield Row(group, "texts, bare signed posts", speed["signed"], unit)
    yield Row(group, "emails, ours", speed["email"], unit)
    yield Row(group, "ours beside claim-send-mark", ours / speed["naive"], "times", ">= 2.5")
    yield Row(group, "ours beside bare publishes of boto3", ours / speed["boto3"], "times", ">= 0.7")
    yield Row(group, "ours beside bare signed posts", ours / speed["signed"], "times", ">= 0.7")


def _finished() -> str:
    """Compose one person's text, for those who send it to everybody."""
    sent, person = release("text", range(1)).sending, contact(0)
    made = wiring.compose()(sent, wiring.sendings().forms(sent.id), "", person, person.addresses[0])
    return made.text


def signing(text: str) -> Callable[[int], object]:
    """Answer what posts a finished text with botocore's signer and urllib3, and looks at nothing else."""
    session = Session()
    endpoint, credentials = os.environ["AWS_ENDPOINT_URL_SNS"], session.get_credentials()
    pool = urllib3.connection_from_url(endpoint)
    signer = SigV4Auth(credentials.get_frozen_credentials(), "sns", settings().region)
    form = {"Action": "Publish", "Version": "2010-03-31", "Message": text}
    for n, (name, value) in enumerate(ATTRIBUTES.items(), start=1):
        entry = f"MessageAttributes.entry.{n}"
        form |= {f"{entry}.Name": name, **{f"{entry}.Value.{part}": value[part] for part in value}}

    def post(n: int) -> object:
        body = urlencode({**form, "PhoneNumber": number(n)}).encode()
        request = AWSRequest("POST", f"{endpoint}/", headers={"Content-Type": FORM}, data=body)
        signer.add_auth(request)
        headers = dict(request.headers.items())
        return pool.urlopen("POST", "/", body=body, headers=headers, retries=False).data

    return post


def _each(work: Callable[[T], object], things: Iterable[T]) -> None:
    for thing in things:
        work(thing)


def _ledger(pk: str, recipients: int) -> list[dict[str, Any]]:
    """Write a row a recipient, as a ledger without pages has; answer their keys."""
    rows: list[Item] = [
        {"pk": pk, "sk": f"{n:06d}", "status": "waiting", "to": number(n)} for n in range(recipients)
    ]
    wiring.table().put_many(rows)
    return [{"pk": {"S": pk}, "sk": {"S": f"{n:06d}"}} for n in range(recipients)]


def _claim_send_mark(dynamo: Any, slot: dict[str, Any], publish: Callable[[int], None]) -> None:
    """Send to one recipient as one would write it first: claim the row, send, mark it."""
    _step(dynamo, slot, "waiting", "sending")
    publish(int(slot["sk"]["S"]))
    _step(dynamo, slot, "sending", "sent")


def _step(dynamo: Any, slot: dict[str, Any], old: str, new: str) -> None:
    dynamo.update_item(
        TableName=settings().table,
        Key=slot,
        UpdateExpression="SET #s = :new",
        ConditionExpression="#s = :old",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={":new": {"S": new}, ":old": {"S": old}},
    )
