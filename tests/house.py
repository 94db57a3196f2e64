"""The whole house on fakes: the real wiring, routes and workers; only what lies outside is made up."""

import itertools
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

import jwt
import pytest
from chalice.local import LambdaContext
from chalice.test import TestEventsClient
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from app import app
from chalicelib import wiring
from chalicelib.channels.sns import Notifications
from chalicelib.domain.errors import TemporaryFailure
from chalicelib.domain.officer import Officer, Role
from chalicelib.ports import Item, Key, Write
from chalicelib.services.sending.handover import HandOver
from chalicelib.stores.nonces import NonceStore
from chalicelib.stores.pool import CognitoPool
from infra.local.routes import Call, Routes

from .amazon import RECEIPTS, TOPIC, Amazon, a_body, signed
from .cognito import Account, FakeCognito
from .door import BASE, FORCE, IP, LOADED
from .factories import NOW, an_officer
from .fakes import (
    FakeChannel,
    FakeClock,
    FakeIds,
    FakeKeys,
    FakeLetterbox,
    FakeQueue,
    MemoryShelf,
    MemoryTable,
)

JSON, FORM, PLAIN = "application/json", "application/x-www-form-urlencoded", "text/plain"
ISSUER, CLIENT, KID = "https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_house", "house-client", "key-1"
PASSWORD = "correct horse battery"
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
GATEWAY, EVENTS = Routes(app), TestEventsClient(app)
_NUMBERS = itertools.count()
QUEUES = ("plan", "urgent", "routine", "direct", "record", "inbound", "receipts")
BY_ROLE = {role: an_officer(f"{role.value.lower()}1", role) for role in Role}
SECOND_SPOC = an_officer("spoc2", Role.SPOC, unit="csu-thistleford")
OFFICERS = (*BY_ROLE.values(), SECOND_SPOC)
GONE = an_officer("gone1", Role.CONTROL, active=False)
BESIDE = ("PC#", "AREA", "AUD#", "BUDGET#")
"""Partitions that a refused call may or cannot change: places, the audit trail, and the counted tries."""


class StrictTable(MemoryTable):
    """A table that takes no longer keys than DynamoDB does."""

    def get(self, key: Key) -> Item | None:
        _fits(key)
        return super().get(key)

    def commit(self, *writes: Write) -> None:
        for write in writes:
            _fits(write.key)
        super().commit(*writes)


def _fits(key: Key) -> None:
    if len(key.pk.encode()) > 2048 or len(key.sk.encode()) > 1024:
        raise TemporaryFailure("table: ValidationException")


class KeySet(jwt.PyJWKClient):
    """The pool's public keys, without the network."""

    def fetch_data(self) -> Any:
        return {"keys": [json.loads(RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": KID, "use": "sig"}]}


def a_token(officer: str, key: rsa.RSAPrivateKey = KEY, **changes: object) -> str:
    """Make an access token as Cognito does; `changes` alter its claims."""
    claims = {
        "iss": ISSUER,
        "exp": 4_000_000_000,
        "token_use": "access",
        "client_id": CLIENT,
        "username": officer,
        "scope": "aws.cognito.signin.user.admin",
        # Each later than those before: whoever is signed out by one may come again with the next.
        "auth_time": int(NOW.timestamp()) + next(_NUMBERS),
    }
    return jwt.encode({**claims, **changes}, key, "RS256", {"kid": KID})


def _minted(officer: str, signed_in_at: datetime) -> str:
    return a_token(officer, auth_time=int(signed_in_at.timestamp()))


class Reply(NamedTuple):
    """What a route answered."""

    status_code: int
    headers: dict[str, str]
    body: str

    @property
    def json_body(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


class House:
    """Everything wired as in a deployment, behind an API Gateway whose authorizer lets everybody pass."""

    def __init__(self) -> None:
        self.table, self.queue, self.clock = StrictTable(), FakeQueue(), FakeClock(NOW)
        self.letterbox = FakeLetterbox(self.queue, self.clock)
        self.ids, self.keys, self.amazon = FakeIds(), FakeKeys(), Amazon()
        accounts = {officer.id.lower(): Account(PASSWORD) for officer in (*OFFICERS, GONE)}
        self.cognito = FakeCognito(_minted, self.clock, mfa=False, accounts=accounts)
        self.text, self.email = FakeChannel("text"), FakeChannel("email", batch=50)
        self.table.items.update(LOADED)
        self.bodies: list[str] = []

    def parts(self) -> dict[str, object]:
        """Answer the ports, by the names that the wiring gives them."""
        nonces = NonceStore(self.table)
        notifications = Notifications(frozenset({TOPIC}), self.amazon, self.amazon, nonces, self.clock)
        return {
            "table": self.table,
            "queue": self.queue,
            "letterbox": self.letterbox,
            "shelf": MemoryShelf(),
            "clock": self.clock,
            "ids": self.ids,
            "keys": self.keys,
            "force": FORCE,
            "base_url": BASE,
            "pool": CognitoPool(self.cognito.client, CLIENT, ISSUER, KeySet("https://pool.example")),
            "channels": {"text": {"sns": self.text}, "email": {"ses": self.email}},
            "handover": HandOver(clock=self.clock, threads=1),
            "notifications": notifications,
            "receipt_notifications": Notifications(
                frozenset({RECEIPTS}), self.amazon, self.amazon, None, self.clock
            ),
        }

    def open(self) -> None:
        """Let the officers in, and count whoever is there."""
        self.table.commit(*(wiring.officers().add(officer) for officer in (*OFFICERS, GONE)))
        wiring.census().build()

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        by: Officer | None = None,
        kind: str = JSON,
        **headers: str,
    ) -> Reply:
        """Call a route, as an officer if one is named; bytes are sent as they are, all else as JSON."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        if by:
            headers = {"Authorization": a_token(by.id), **headers}
        address, _, query = path.partition("?")
        call = Call(method, address, query, {"content-type": kind, **headers}, raw, IP)
        match = GATEWAY.find(method, address)
        assert match, f"there is no {method} {address}"
        answer = app(GATEWAY.event(call, match, None), None)
        return Reply(int(answer["statusCode"]), answer["headers"], answer["body"])

    def work(self) -> None:
        """Let the workers do what waits, until nothing does."""
        while any(self.queue.bodies.get(name) for name in QUEUES):
            for name in QUEUES:
                if bodies := self.queue.take(name):
                    self.invoke(name, *(json.dumps(body) for body in bodies))

    def invoke(self, queue: str, *bodies: str) -> Any:
        """Give messages to a worker as Lambda does; answer what it answers."""
        self.bodies += bodies
        event = EVENTS.generate_sqs_event(list(bodies), f"watchword-laptop-{queue}")
        # Not by the test client: it gives a worker three seconds, which is less than it stops at.
        return app.handler_map[queue](event, LambdaContext(queue, 512, max_runtime_ms=60_000))

    def tick(self) -> None:
        """Let the sweep go round once."""
        self.on_schedule("sweep")

    def on_schedule(self, name: str) -> None:
        """Call a scheduled function as EventBridge does."""
        event = EVENTS.generate_cw_event("aws.events", "Scheduled Event", {}, [])
        app.handler_map[name](event, LambdaContext(name, 512))

    def comes(self, sender: str, words: str, id: str = "in-1", **more: str) -> int:
        """Post a text to the webhook as Amazon does."""
        message = {"originationNumber": sender, "messageBody": words, "inboundMessageId": id, **more}
        stamp = f"{self.clock.now():%Y-%m-%dT%H:%M:%S.000Z}"
        body = signed(a_body(MessageId=f"m-{id}", Message=json.dumps(message), Timestamp=stamp))
        return int(self.ask("POST", "/webhooks/inbound-sms", body, kind=PLAIN).status_code)

    def kept(self) -> dict[Key, Item]:
        """Answer everything in the table but `BESIDE`."""
        return {key: item for key, item in self.table.items.items() if not key.pk.startswith(BESIDE)}

    def audited(self) -> list[str]:
        """Answer the actions of the audit trail, oldest first."""
        return [entry.action for entry in wiring.audit().entries(f"{self.clock.now():%Y-%m-%d}")]


@contextmanager
def a_house(**changes: object) -> Iterator[House]:
    """Wire the house, and put the real wiring back afterwards; `changes` replace single ports."""
    house = House()
    with pytest.MonkeyPatch.context() as patch:
        _forget()
        for name, part in _named(house.parts() | changes):
            patch.setattr(wiring, name, lambda part=part: part)
        house.open()
        yield house
    _forget()


def _named(parts: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, part in parts.items():
        assert hasattr(wiring, name), f"the wiring knows no {name}"
        yield name, part


def _forget() -> None:
    """Let the wiring make everything anew."""
    for made in vars(wiring).values():
        if hasattr(made, "cache_clear") and getattr(made, "__module__", "") == wiring.__name__:
            made.cache_clear()
