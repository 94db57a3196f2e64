"""A provider that takes every text and email at once, as SNS and SES would answer, and keeps nothing."""

import asyncio
import json
import re
from itertools import count
from typing import cast

from .processes import ready

_numbers = count(1)
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
_TEXT = (
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>{id}</MessageId>'
    "</PublishResult><ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></PublishResponse>"
)


class _Connection(asyncio.Protocol):
    """One kept-alive connection; a request may come in pieces, never two at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self._got = cast(asyncio.Transport, transport), b""

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, gap, body = self._got.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if gap and length and len(body) == int(length[1]):
            self._got = b""
            kind, answer = _answer(body)
            self._transport.write(_HEAD % (kind, len(answer)) + answer)


def _answer(body: bytes) -> tuple[bytes, bytes]:
    if body.startswith(b"{"):
        entries = json.loads(body)["BulkEmailEntries"]
        results = [{"Status": "SUCCESS", "MessageId": _id()} for _ in entries]
        return b"application/json", json.dumps({"BulkEmailEntryResults": results}).encode()
    return b"text/xml", _TEXT.format(id=_id()).encode()


def _id() -> str:
    return f"00000000-0000-4000-8000-{next(_numbers):012d}"


async def _main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Connection, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        await loop.run_in_executor(None, lambda: ready(endpoint=f"http://127.0.0.1:{port}"))


if __name__ == "__main__":
    asyncio.run(_main())
