"""One POST a message and never a second: two seconds to connect, ten to answer, no redirect, no proxy."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import urllib3
from botocore.httpsession import get_cert_path
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NewConnectionError

TIMES = urllib3.Timeout(connect=2, read=10)
"""Seconds, as `aws.client` waits."""


class Answer(NamedTuple):
    """What came back, whatever its status; headers can be asked for in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def said(self) -> Mapping[str, Any]:
        """Read a JSON object; an empty one where it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class _Secure(HTTPSConnection):
    """A connection that tells when nothing left: its handshake hung or failed, or proved nobody."""

    def connect(self) -> None:
        try:
            super().connect()
        except OSError as error:
            raise NewConnectionError(self, "no connection") from error


class Posting:
    """One provider's address, with connections that are kept and shared between threads."""

    def __init__(self, url: str) -> None:
        self.url = url
        # Botocore's list of authorities, so that a laptop's or a function's own cannot differ from boto3's.
        secure = url.startswith("https:")
        trusted = {"ca_certs": get_cert_path(True)} if secure else {}
        self._pool = urllib3.connection_from_url(url, maxsize=50, timeout=TIMES, **trusted)
        if secure:
            self._pool.ConnectionCls = _Secure

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post once; raises urllib3's errors, which `aws.failure` tells apart."""
        answer = self._pool.urlopen("POST", path, body, headers=headers, retries=False, redirect=False)
        return Answer(answer.status, answer.headers, answer.data)
