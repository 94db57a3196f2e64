"""The composition root: every service with its ports, made once per process and only when asked for.

A service's field and the function here that fills it have the same name.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, TypeVar, cast

import boto3
import jwt
from botocore.config import Config

from .channels.https import Https
from .channels.registry import CHANNELS
from .channels.sns import Notifications
from .domain.force import Force
from .machine import RandomIds, SystemClock
from .ports import CertificateSource, Channel, Clock, Ids, Keys, Queue, SignIn, Table
from .services.alerts import Writing
from .services.answering import Answering
from .services.approval import Approval
from .services.audiences import Audiences
from .services.authenticity import Authenticity
from .services.budgets import Budgets
from .services.closing import Closing
from .services.codes import Codes
from .services.compose import Compose
from .services.conversations import Inbox
from .services.delivery import Delivery
from .services.direct import Direct
from .services.engagement import Engagement
from .services.exports import Exports
from .services.gate import Gate
from .services.handover import HandOver
from .services.inbound import Incoming
from .services.keeping import Keeping
from .services.leaving import Leaving
from .services.membership import Membership
from .services.planning import Planning
from .services.preview import Preview
from .services.progress import Progress
from .services.proofs import Proofs
from .services.reading import Reading
from .services.recording import Recording
from .services.replies import Replies
from .services.sessions import Sessions
from .services.settings import Settings as OwnSettings
from .services.sign_up import SignUp
from .services.steps import Steps
from .services.sweep import Sweep
from .services.tries import Tries
from .services.verification import Verification
from .settings import load_force, settings
from .stores.alerts import AlertStore
from .stores.audit import AuditStore
from .stores.conversations import ConversationStore
from .stores.facts import FactStore
from .stores.keyring import KeyRing
from .stores.nonces import NonceStore
from .stores.officers import OfficerStore
from .stores.places import PlaceStore
from .stores.pool import CognitoPool
from .stores.queues import SqsQueue
from .stores.requests import RequestStore
from .stores.sendings import SendingStore
from .stores.subscribers import SubscriberStore
from .stores.table import DynamoTable
from .stores.templates import TemplateStore

S = TypeVar("S")
# Two seconds to connect and five to answer: no call may hang longer than a lease allows.
_CONFIG = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "max_attempts": 3},
    user_agent="watchword",
)


def _service(kind: type[S]) -> Callable[[], S]:
    """Make a service when first asked: each field without a default comes from the name's function here."""

    @cache
    def made() -> S:
        needed = [f.name for f in fields(cast(Any, kind)) if f.default is f.default_factory is MISSING]
        return kind(**{name: globals()[name]() for name in needed})

    return made


@cache
def client(service: str) -> Any:
    """Answer boto3's client of a service, made on first use: imports stay quick."""
    return boto3.client(service, region_name=settings().region, config=_CONFIG)


@cache
def clock() -> Clock:
    return SystemClock()


@cache
def ids() -> Ids:
    return RandomIds()


@cache
def force() -> Force:
    return load_force(settings().force_file)


@cache
def table() -> Table:
    return DynamoTable(client("dynamodb"), settings().table)


@cache
def keys() -> Keys:
    return KeyRing.load(client("secretsmanager"), settings().secret)


@cache
def queue() -> Queue:
    return SqsQueue(client("sqs"), settings().queue)


@cache
def pool() -> SignIn:
    key_set = jwt.PyJWKClient(settings().key_set_url, cache_keys=True, lifespan=3600, timeout=3)
    return CognitoPool(client("cognito-idp"), settings().client_id, settings().issuer, key_set)


@cache
def channels() -> Mapping[str, Channel]:
    return {name: create(settings(), force()) for name, create in CHANNELS.items()}


@cache
def certificates() -> CertificateSource:
    return Https()


@cache
def notifications() -> Notifications:
    versions = {"1", "2"} if settings().sns_signature_1 else {"2"}
    return Notifications(
        topics=frozenset(settings().inbound_topics),
        certificates=certificates(),
        subscriptions=Https(),
        nonces=NonceStore(table()),
        clock=clock(),
        versions=frozenset(versions),
    )


jitter = cache(lambda: random.random)
base_url = cache(lambda: settings().base_url)
subscribers = cache(lambda: SubscriberStore(table(), keys(), force()))
requests = cache(lambda: RequestStore(table()))
places = cache(lambda: PlaceStore(table()))
alerts = cache(lambda: AlertStore(table()))
sendings = cache(lambda: SendingStore(table()))
conversations = cache(lambda: ConversationStore(table()))
facts = cache(lambda: FactStore(table()))
officers = cache(lambda: OfficerStore(table()))
templates = cache(lambda: TemplateStore(table()))
audit = cache(lambda: AuditStore(table(), clock(), ids()))
tries = _service(Tries)
sessions = _service(Sessions)
budgets = _service(Budgets)
proofs = _service(Proofs)
direct = _service(Direct)
membership = _service(Membership)
leaving = _service(Leaving)
sign_up = _service(SignUp)
codes = _service(Codes)
verification = _service(Verification)
own_settings = _service(OwnSettings)
audiences = _service(Audiences)
steps = _service(Steps)
compose = _service(Compose)
reading = _service(Reading)
preview = _service(Preview)
writing = _service(Writing)
keeping = _service(Keeping)
approval = _service(Approval)
progress = _service(Progress)
authenticity = _service(Authenticity)
planning = _service(Planning)
gate = _service(Gate)
handover = _service(HandOver)
delivery = _service(Delivery)
closing = _service(Closing)
recording = _service(Recording)
sweep = _service(Sweep)
replies = _service(Replies)
inbound = _service(Incoming)
inbox = _service(Inbox)
answering = _service(Answering)
exports = _service(Exports)
engagement = _service(Engagement)
