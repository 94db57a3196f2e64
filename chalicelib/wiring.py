"""The composition root: every service with its ports, made once per process and only when asked for."""

import secrets
import time
from datetime import UTC, datetime
from functools import cache
from typing import Any

import boto3
import jwt
from botocore.config import Config

from .domain.force import Force
from .domain.ids import encode, ulid
from .ports import Clock, Ids, Keys, Queue, Table
from .services.sessions import Sessions
from .settings import load_force, settings
from .stores.audit import AuditStore
from .stores.keyring import KeyRing
from .stores.officers import OfficerStore
from .stores.pool import CognitoPool
from .stores.queues import SqsQueue
from .stores.table import DynamoTable

# Two seconds to connect and five to answer: no call may hang longer than a lease allows.
_CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "max_attempts": 3})


class SystemClock:
    """`ports.Clock` on the machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class RandomIds:
    """`ports.Ids` on the system's randomness."""

    def ulid(self) -> str:
        return ulid(time.time_ns() // 1_000_000, secrets.randbits(80))

    def short(self, length: int = 10) -> str:
        return encode(secrets.randbits(5 * length), length)


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
def officers() -> OfficerStore:
    return OfficerStore(table())


@cache
def audit() -> AuditStore:
    return AuditStore(clock(), ids())


@cache
def pool() -> CognitoPool:
    key_set = jwt.PyJWKClient(settings().key_set_url, cache_keys=True, lifespan=3600, timeout=3)
    return CognitoPool(client("cognito-idp"), settings().client_id, settings().issuer, key_set)


@cache
def sessions() -> Sessions:
    return Sessions(table=table(), officers=officers(), audit=audit(), pool=pool())
