"""Providers in the test's own process: HTTP servers that answer what they are told to, and count."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from chalicelib.domain.errors import Failure
from chalicelib.domain.sending import Message
from chalicelib.ports import Channel
from tests.factories import a_message

Reply = tuple[int, str, dict[str, str]]
"""Status, body and headers."""
NOTIFY_KEY = "test-key-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"


@dataclass
class Provider:
    """A server that answers `answers` in turn, or what `reply` makes of a request; secrets it has too."""

    requests: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[Reply] = field(default_factory=list)
    reply: Callable[[bytes], Reply] | None = None
    secrets: dict[str, str] = field(default_factory=lambda: {"notify": NOTIFY_KEY, "smtp": "word"})
    hang: float = 0.0
    drop: bool = False
    url: str = ""
    release: threading.Event = field(default_factory=threading.Event)

    def answer(self, body: bytes, headers: dict[str, str]) -> Reply | None:
        """Answer one request; None to hang up instead."""
        if headers.get("x-amz-target") == "secretsmanager.GetSecretValue":
            return 200, json.dumps({"SecretString": json.dumps(self.secrets)}), {}
        self.requests.append(body)
        self.headers.append(headers)
        if self.hang:
            self.release.wait(self.hang)
        if self.drop:
            return None
        return self.reply(body) if self.reply else self.answers.pop(0)


@contextmanager
def a_provider() -> Iterator[Provider]:
    """Serve one until the block ends."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            reply = provider.answer(body, {name.lower(): value for name, value in self.headers.items()})
            if reply is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(reply[0])
            for name, value in {**reply[2], "Content-Length": str(len(reply[1].encode()))}.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(reply[1].encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        provider.release.set()
        server.shutdown()
        thread.join()
        server.server_close()


def nobody() -> str:
    """Answer an address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def one(channel: Channel, message: Message) -> tuple[type, str]:
    """Send one message and answer what became of it."""
    (outcome,) = channel.send([message])
    return (type(outcome), outcome.reason if isinstance(outcome, Failure) else outcome)


def emails(count: int, **changes: object) -> list[Message]:
    return [
        a_message(
            channel="email",
            to=f"person{n}@example.org",
            subject=f"Subject {n}",
            text=f"Words {n}",
            html=f"<p>Words {n}</p>",
            headers={"List-Unsubscribe": f"<https://watchword.example/api/leave/{n}>"},
            reference=f"01ABC.email#0000#0000.{n}",
        ).but(**changes)
        for n in range(count)
    ]


def as_json(said: dict[str, Any], status: int = 200, **headers: str) -> Reply:
    return status, json.dumps(said), {"Content-Type": "application/json", **headers}


def published() -> Reply:
    """Answer as SNS does when it has taken a text."""
    body = "<PublishResponse><PublishResult><MessageId>id-1</MessageId></PublishResult></PublishResponse>"
    return 200, body, {"Content-Type": "text/xml"}


def sns_refusal(code: str, message: str = "", status: int = 400) -> Reply:
    inside = f"<Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>"
    return status, f"<ErrorResponse><Error>{inside}</Error></ErrorResponse>", {"Content-Type": "text/xml"}


def amazon_refusal(kind: str, status: int = 400, **said: object) -> Reply:
    """Answer as End User Messaging refuses."""
    return as_json({"__type": f"com.amazonaws.smsvoice#{kind}", **said}, status)


def ses_refusal(kind: str, message: str = "", status: int = 400) -> Reply:
    return as_json({"message": message}, status, **{"x-amzn-ErrorType": kind})


def notify_refusal(kind: str, message: str = "", status: int = 400) -> Reply:
    return as_json({"status_code": status, "errors": [{"error": kind, "message": message}]}, status)


def statuses(*each: str) -> Reply:
    """Answer as SES does to a bulk call: a status an entry."""
    results = [
        {"Status": status} | ({"MessageId": f"id-{n}"} if status == "SUCCESS" else {"Error": "no"})
        for n, status in enumerate(each)
    ]
    return as_json({"BulkEmailEntryResults": results})
