"""Amazon's Signature Version 4 for posts to "/"; botocore's own takes four times as long to say the same.

As the guide "Create a signed AWS API request" has it: what is signed is the request in its canonical form, by
a key that holds for one day, region and service.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from botocore.credentials import ReadOnlyCredentials

_ALGORITHM = "AWS4-HMAC-SHA256"
_UNSIGNED = {"user-agent"}
"""What may be changed on the way."""


class Signature:
    """Signs for one service in one region."""

    def __init__(self, service: str, region: str) -> None:
        self._place = f"{region}/{service}/aws4_request"
        self._key = ("", "", b"")

    def headers(
        self, who: ReadOnlyCredentials, body: bytes, headers: Mapping[str, str], now: datetime
    ) -> dict[str, str]:
        """Answer these headers, the host's among them, with proof of who posts this body and when (UTC)."""
        moment = f"{now:%Y%m%dT%H%M%SZ}"
        sent = {**headers, "X-Amz-Date": moment}
        if who.token:
            sent["X-Amz-Security-Token"] = who.token
        scope, names, canonical = f"{moment[:8]}/{self._place}", *_canonical(sent, body)
        told = f"{_ALGORITHM}\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        proof = hmac.digest(self._days(who.secret_key, moment[:8]), told.encode(), "sha256").hex()
        parts = f"Credential={who.access_key}/{scope}", f"SignedHeaders={names}", f"Signature={proof}"
        return sent | {"Authorization": f"{_ALGORITHM} {', '.join(parts)}"}

    def _days(self, secret: str, day: str) -> bytes:
        """Derive the day's key, or answer it where it is the last one's."""
        known, when, key = self._key
        if (known, when) != (secret, day):
            key = f"AWS4{secret}".encode()
            for part in (day, *self._place.split("/")):
                key = hmac.digest(key, part.encode(), "sha256")
            self._key = (secret, day, key)
        return key


def _canonical(headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
    """Answer the names of the headers that are signed, and the request as everybody writes it."""
    plain = {name.lower(): " ".join(value.split()) for name, value in headers.items()}
    ordered = sorted(plain.keys() - _UNSIGNED)
    lines, names = "".join(f"{name}:{plain[name]}\n" for name in ordered), ";".join(ordered)
    return names, f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
