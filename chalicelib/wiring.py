"""The composition root: every service with its ports, made once per process and only when asked for.

A service's field and the function here that fills it have the same name.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import boto3
from botocore.config import Config

from .channels import registry
from .channels.https import Https
from .domain.force import Force
from .machine import RandomIds, SystemClock
from .ports import (
    Censuses,
    CertificateSource,
    Channel,
    Clock,
    Ids,
    Keys,
    Letterbox,
    Nonces,
    Queue,
    Shelf,
    SignIn,
    Table,
)
from .settings import QUEUES, load_force, settings
from .stores.alerts import AlertStore
from .stores.answers import quick
from .stores.audit import AuditStore
from .stores.conversations import ConversationStore
from .stores.digests import DigestStore
from .stores.facts import FactStore
from .stores.failures import FailureStore
from .stores.keyring import KeyRing
from .stores.lean import lean
from .stores.letterbox import SqsLetterbox
from .stores.looks import LookStore
from .stores.nonces import NonceStore
from .stores.officers import OfficerStore
from .stores.places import PlaceStore
from .stores.queues import SqsQueue
from .stores.reaches import ReachStore
from .stores.receipts import ReceiptStore
from .stores.requests import RequestStore
from .stores.saved_audiences import SavedAudienceStore
from .stores.sendings import SendingStore
from .stores.shelf import S3Shelf
from .stores.subscribers import SubscriberStore
from .stores.table import DynamoTable
from .stores.templates import TemplateStore
from .stores.traffics import TrafficStore

if TYPE_CHECKING:
    from .channels.sns import Notifications
    from .services.admission import Admission
    from .services.again import Again
    from .services.alerts import Writing
    from .services.answering import Answering
    from .services.approval import Approval
    from .services.audiences import Audiences
    from .services.authenticity import Authenticity
    from .services.budgets import Budgets
    from .services.carriers import Carriers
    from .services.census import Census
    from .services.codes import Codes
    from .services.conversations import Inbox
    from .services.coverage import Coverage
    from .services.engagement import Engagement
    from .services.exports import Exports
    from .services.following import Following
    from .services.groups import Groups
    from .services.inbound import Incoming
    from .services.invitations import Invitations
    from .services.leaving import Leaving
    from .services.leaving_writes import LeavingWrites
    from .services.ledger import Ledger
    from .services.lookup import Lookup
    from .services.picturing import Picturing
    from .services.preview import Preview
    from .services.progress import Progress
    from .services.proofs import Proofs
    from .services.reckoning import Reckoning
    from .services.replies import Replies
    from .services.saving_audiences import SavingAudiences
    from .services.saving_templates import SavingTemplates
    from .services.sending.at_odds import AtOdds
    from .services.sending.bounces import Bounces
    from .services.sending.closing import Closing
    from .services.sending.compose import Compose
    from .services.sending.dead_letters import DeadLetters
    from .services.sending.delivery import Delivery
    from .services.sending.digesting import Digesting, Gathering
    from .services.sending.direct import Direct
    from .services.sending.explaining import Explaining
    from .services.sending.fallback import Fallback
    from .services.sending.gate import Gate
    from .services.sending.handover import HandOver
    from .services.sending.matching import Matching
    from .services.sending.pacing import Pacing
    from .services.sending.planning import Planning
    from .services.sending.reached import Reached
    from .services.sending.reading import Reading
    from .services.sending.receiving import Receiving
    from .services.sending.reconciling import Reconciling
    from .services.sending.recording import Recording
    from .services.sending.rounds import Rounds
    from .services.sending.sweep import Sweep
    from .services.sessions import Sessions
    from .services.settings import Settings as OwnSettings
    from .services.sign_up import SignUp
    from .services.steps import Steps
    from .services.tries import Tries
    from .services.verification import Verification
    from .services.wording import Wording

S = TypeVar("S")
Made = Callable[[], S]
# Two seconds to connect and five to answer: no call may hang longer than a lease allows.
_CONFIG = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "max_attempts": 3},
    user_agent="watchword",
    # What we pass is typed and Amazon looks at it again; doing it here too is a thirtieth of a text.
    parameter_validation=False,
)


def _service(path: str) -> Callable[[], Any]:
    """Import and make a service when first asked: each field without a default comes from its name here.

    `path` is "module.Class" in services/. A function needs a few of them, and starts without the others.
    """

    @cache
    def made() -> Any:
        module, _, name = path.rpartition(".")
        kind = getattr(import_module(f".services.{module}", __package__), name)
        needed = [f.name for f in fields(kind) if f.default is f.default_factory is MISSING]
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
    return DynamoTable(lean(quick(client("dynamodb"))), settings().table)


@cache
def keys() -> Keys:
    return KeyRing.load(client("secretsmanager"), settings().secret)


@cache
def queue() -> Queue:
    return SqsQueue(client("sqs"), settings().queue)


@cache
def letterbox() -> Letterbox:
    return SqsLetterbox(client("sqs"), settings().queue, QUEUES)


@cache
def shelf() -> Shelf:
    return S3Shelf(client("s3"), settings().census)


@cache
def pool() -> SignIn:
    import jwt

    from .stores.pool import CognitoPool

    key_set = jwt.PyJWKClient(settings().key_set_url, cache_keys=True, lifespan=3600, timeout=3)
    return CognitoPool(client("cognito-idp"), settings().client_id, settings().issuer, key_set)


@cache
def channels() -> Mapping[str, Mapping[str, Channel]]:
    return registry.channels(settings(), force())


@cache
def certificates() -> CertificateSource:
    return Https()


@cache
def notifications() -> Notifications:
    return _notifications(settings().inbound_topics, NonceStore(table()))


@cache
def receipt_notifications() -> Notifications:
    # A receipt that comes twice changes nothing, so none has to be remembered.
    return _notifications(settings().receipt_topics, None)


def _notifications(topics: Sequence[str], nonces: Nonces | None) -> Notifications:
    from .channels.sns import Notifications

    return Notifications(
        topics=frozenset(topics),
        certificates=certificates(),
        subscriptions=Https(),
        nonces=nonces,
        clock=clock(),
        versions=frozenset({"1", "2"} if settings().sns_signature_1 else {"2"}),
    )


@cache
def censuses() -> Censuses:
    from .stores.census import CensusStore

    return CensusStore(shelf())


jitter = cache(lambda: random.random)
base_url = cache(lambda: settings().base_url)
subscribers = cache(lambda: SubscriberStore(table(), keys(), force()))
requests = cache(lambda: RequestStore(table()))
places = cache(lambda: PlaceStore(table()))
alerts = cache(lambda: AlertStore(table()))
sendings = cache(lambda: SendingStore(table()))
conversations = cache(lambda: ConversationStore(table()))
receipts = cache(lambda: ReceiptStore(table()))
reaches = cache(lambda: ReachStore(table()))
digests = cache(lambda: DigestStore(table()))
facts = cache(lambda: FactStore(table()))
looks = cache(lambda: LookStore(table()))
failures = cache(lambda: FailureStore(table(), clock()))
officers = cache(lambda: OfficerStore(table()))
traffics = cache(lambda: TrafficStore(table()))
templates = cache(lambda: TemplateStore(table()))
saved = cache(lambda: SavedAudienceStore(table()))
audit = cache(lambda: AuditStore(table(), clock(), ids()))
tries: Made[Tries] = _service("tries.Tries")
sessions: Made[Sessions] = _service("sessions.Sessions")
budgets: Made[Budgets] = _service("budgets.Budgets")
proofs: Made[Proofs] = _service("proofs.Proofs")
direct: Made[Direct] = _service("sending.direct.Direct")
leaving_writes: Made[LeavingWrites] = _service("leaving_writes.LeavingWrites")
leaving: Made[Leaving] = _service("leaving.Leaving")
invitations: Made[Invitations] = _service("invitations.Invitations")
groups: Made[Groups] = _service("groups.Groups")
admission: Made[Admission] = _service("admission.Admission")
lookup: Made[Lookup] = _service("lookup.Lookup")
sign_up: Made[SignUp] = _service("sign_up.SignUp")
codes: Made[Codes] = _service("codes.Codes")
verification: Made[Verification] = _service("verification.Verification")
own_settings: Made[OwnSettings] = _service("settings.Settings")
audiences: Made[Audiences] = _service("audiences.Audiences")
steps: Made[Steps] = _service("steps.Steps")
compose: Made[Compose] = _service("sending.compose.Compose")
reached: Made[Reached] = _service("sending.reached.Reached")
rounds: Made[Rounds] = _service("sending.rounds.Rounds")
gathering: Made[Gathering] = _service("sending.digesting.Gathering")
digesting: Made[Digesting] = _service("sending.digesting.Digesting")
reading: Made[Reading] = _service("sending.reading.Reading")
census: Made[Census] = _service("census.Census")
carriers: Made[Carriers] = _service("carriers.Carriers")
coverage: Made[Coverage] = _service("coverage.Coverage")
reckoning: Made[Reckoning] = _service("reckoning.Reckoning")
preview: Made[Preview] = _service("preview.Preview")
writing: Made[Writing] = _service("alerts.Writing")
saving_templates: Made[SavingTemplates] = _service("saving_templates.SavingTemplates")
saving_audiences: Made[SavingAudiences] = _service("saving_audiences.SavingAudiences")
wording: Made[Wording] = _service("wording.Wording")
following: Made[Following] = _service("following.Following")
again: Made[Again] = _service("again.Again")
approval: Made[Approval] = _service("approval.Approval")
progress: Made[Progress] = _service("progress.Progress")
authenticity: Made[Authenticity] = _service("authenticity.Authenticity")
picturing: Made[Picturing] = _service("picturing.Picturing")
planning: Made[Planning] = _service("sending.planning.Planning")
gate: Made[Gate] = _service("sending.gate.Gate")
handover: Made[HandOver] = _service("sending.handover.HandOver")
pacing: Made[Pacing] = _service("sending.pacing.Pacing")
delivery: Made[Delivery] = _service("sending.delivery.Delivery")
fallback: Made[Fallback] = _service("sending.fallback.Fallback")
closing: Made[Closing] = _service("sending.closing.Closing")
recording: Made[Recording] = _service("sending.recording.Recording")
bounces: Made[Bounces] = _service("sending.bounces.Bounces")
matching: Made[Matching] = _service("sending.matching.Matching")
receiving: Made[Receiving] = _service("sending.receiving.Receiving")
sweep: Made[Sweep] = _service("sending.sweep.Sweep")
at_odds: Made[AtOdds] = _service("sending.at_odds.AtOdds")
reconciling: Made[Reconciling] = _service("sending.reconciling.Reconciling")
explaining: Made[Explaining] = _service("sending.explaining.Explaining")
dead_letters: Made[DeadLetters] = _service("sending.dead_letters.DeadLetters")
replies: Made[Replies] = _service("replies.Replies")
inbound: Made[Incoming] = _service("inbound.Incoming")
inbox: Made[Inbox] = _service("conversations.Inbox")
answering: Made[Answering] = _service("answering.Answering")
ledger: Made[Ledger] = _service("ledger.Ledger")
exports: Made[Exports] = _service("exports.Exports")
engagement: Made[Engagement] = _service("engagement.Engagement")
