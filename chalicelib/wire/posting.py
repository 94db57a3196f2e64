"""One POST a message and never a second: two seconds to connect, ten to answer, no redirect, no proxy."""

import json
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPSConnection
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from botocore.httpsession import get_cert_path
from urllib3.util.wait import wait_for_read


class Times(NamedTuple):
    """Seconds to connect, with the handshake's, and to wait for each piece of an answer."""

    connect: float
    read: float


TIMES = Times(connect=2, read=10)
"""As `aws.client` waits."""


class NothingLeft(Exception):
    """There was no connection, so no byte of a message went anywhere."""


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


class Posting:
    """One provider's address, with connections that are kept and shared between threads.

    Python's own client of HTTP: urllib3 and boto3 stand on it and cost twice as much, for what is not wanted.
    """

    def __init__(self, url: str, times: Times | None = None) -> None:
        self._idle: list[HTTPConnection] = []
        self.url, self._times, self.host = url, times, urlsplit(url).netloc
        secure = url.startswith("https:")
        # Botocore's list of authorities, so that a laptop's or a function's own cannot differ from boto3's.
        self._trust = ssl.create_default_context(cafile=get_cert_path(True)) if secure else None

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post once; raises NothingLeft, or an error after which it may have arrived (`aws.failure`)."""
        connection = self._connection()
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            found = Answer(answer.status, cast(Mapping[str, str], answer.headers), answer.read())
        except BaseException:
            connection.close()
            raise
        # One that the provider has closed is found to be so when it is wanted again.
        self._idle.append(connection)
        return found

    def _connection(self) -> HTTPConnection:
        """Answer a connection that stands: one that was kept, else a new one."""
        while self._idle:
            try:
                kept = self._idle.pop()
            except IndexError:
                break
            # Something to read before anything was asked is the provider's goodbye.
            if kept.sock and not wait_for_read(kept.sock, timeout=0):
                return kept
            kept.close()
        return self._new()

    def _new(self) -> HTTPConnection:
        times = self._times or TIMES
        made = (
            HTTPSConnection(self.host, timeout=times.connect, context=self._trust)
            if self._trust
            else HTTPConnection(self.host, timeout=times.connect)
        )
        try:
            made.connect()
        except OSError as error:
            made.close()
            raise NothingLeft from error
        made.sock.settimeout(times.read)
        return made

    def __del__(self) -> None:
        for each in self._idle:
            each.close()
