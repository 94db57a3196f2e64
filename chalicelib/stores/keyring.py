"""Keyed digests under the deployment's HMAC keys, held in Secrets Manager."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Self

from ..domain.ids import encode

_RETIRED = " hashes only"


class KeyRing:
    """`ports.Keys`: the newest version signs, every version verifies, the oldest one hashes.

    A hash is a name under which something is found again, so a new version must not change it: the oldest
    stays in the secret until what was stored under it has been written anew. One that leaked is kept as
    `"v1 hashes only"`: nothing that it signed holds any more. Raises ValueError where no version signs.
    """

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._keys = {name.removesuffix(_RETIRED): bytes.fromhex(key) for name, key in secrets.items()}
        self._trusted = [name for name in secrets if not name.endswith(_RETIRED)]
        self._oldest, self._newest = min(self._keys, key=_age), max(self._trusted, key=_age)

    @classmethod
    def load(cls, client: Any, secret: str) -> Self:
        """Read the keys, `{"v1": "<64 hex digits>"}`, from Secrets Manager."""
        return cls(json.loads(client.get_secret_value(SecretId=secret)["SecretString"]))

    def _digest(self, version: str, purpose: str, value: str) -> bytes:
        return hmac.digest(self._keys[version], f"{purpose}\0{value}".encode(), hashlib.sha256)

    def hash(self, purpose: str, value: str) -> str:
        return f"{self._oldest}#{self._digest(self._oldest, purpose, value).hex()}"

    def sign(self, purpose: str, value: str, length: int = 12) -> str:
        return self._signature(self._newest, purpose, value, length)

    def verify(self, purpose: str, value: str, signature: str) -> bool:
        good = [self._signature(version, purpose, value, len(signature)) for version in self._trusted]
        matches = [hmac.compare_digest(each.encode(), signature.encode()) for each in good]
        return any(matches) and len(signature) >= 12

    def _signature(self, version: str, purpose: str, value: str, length: int) -> str:
        return encode(int.from_bytes(self._digest(version, purpose, value)), min(length, 50))

    def digits(self, purpose: str, value: str, length: int) -> str:
        number = int.from_bytes(self._digest(self._newest, purpose, value))
        return f"{number % 10**length:0{length}d}"


def _age(version: str) -> int:
    return int(version.removeprefix("v"))
