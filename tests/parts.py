"""Every port on fakes, and the services made from them by the rule of `chalicelib/wiring.py`."""

from dataclasses import MISSING, fields
from typing import Any, TypeVar, cast, get_type_hints

from chalicelib.stores.alerts import AlertStore
from chalicelib.stores.audit import AuditStore
from chalicelib.stores.census import CensusStore
from chalicelib.stores.conversations import ConversationStore
from chalicelib.stores.digests import DigestStore
from chalicelib.stores.facts import FactStore
from chalicelib.stores.failures import FailureStore
from chalicelib.stores.looks import LookStore
from chalicelib.stores.officers import OfficerStore
from chalicelib.stores.places import PlaceStore
from chalicelib.stores.reaches import ReachStore
from chalicelib.stores.receipts import ReceiptStore
from chalicelib.stores.requests import RequestStore
from chalicelib.stores.saved_audiences import SavedAudienceStore
from chalicelib.stores.sendings import SendingStore
from chalicelib.stores.subscribers import SubscriberStore
from chalicelib.stores.templates import TemplateStore
from chalicelib.stores.traffics import TrafficStore
from infra.made_up import country

from .factories import NOW, a_force
from .fakes import FakeClock, FakeIds, FakeKeys, FakeLetterbox, FakeQueue, MemoryShelf, MemoryTable

S = TypeVar("S")
BASE = "https://watchword.marrowshire.police.example"
FORCE = a_force()
AREAS, POSTCODES = country.places(FORCE)


class Parts:
    """Ports by the names of the services' fields, on a table in memory or on one that a test brings."""

    def __init__(self, table: Any = None, clock: Any = None, queue: Any = None) -> None:
        self.table: Any = table or MemoryTable()
        self.clock, self.queue = clock or FakeClock(NOW), queue or FakeQueue()
        self.letterbox = FakeLetterbox(self.queue, self.clock)
        self.ids, self.keys = FakeIds(), FakeKeys()
        self.force, self.base_url = FORCE, BASE
        self.shelf = MemoryShelf()
        self.censuses = CensusStore(self.shelf)
        self.subscribers = SubscriberStore(self.table, self.keys, FORCE)
        self.requests, self.places = RequestStore(self.table), PlaceStore(self.table)
        self.alerts, self.sendings = AlertStore(self.table), SendingStore(self.table)
        self.conversations, self.officers = ConversationStore(self.table), OfficerStore(self.table)
        self.reaches, self.receipts = ReachStore(self.table), ReceiptStore(self.table)
        self.digests = DigestStore(self.table)
        self.traffics, self.jitter = TrafficStore(self.table), lambda: 0.5
        self.templates, self.saved = TemplateStore(self.table), SavedAudienceStore(self.table)
        self.looks = LookStore(self.table)
        self.failures = FailureStore(self.table, self.clock)
        self.facts, self.audit = FactStore(self.table), AuditStore(self.table, self.clock, self.ids)

    def make(self, kind: type[S], **given: object) -> S:
        """Make a service: each field is what is given, else the part of its name, else a service made too."""
        kinds = get_type_hints(kind)
        needed = [f.name for f in fields(cast(Any, kind)) if f.default is f.default_factory is MISSING]
        found = {name: getattr(self, name) if hasattr(self, name) else None for name in needed}
        made = {name: part or self.make(kinds[name]) for name, part in found.items() if name not in given}
        return kind(**made, **given)
