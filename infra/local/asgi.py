"""As much of ASGI as it takes to stand between a client and the emulator."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Message, Receive, Send], Awaitable[None]]


class Wrapper(Protocol):
    """Stands before the emulator and sees every call, as the journal does."""

    def around(self, app: Asgi) -> Asgi: ...


async def whole(receive: Receive) -> bytes:
    """The body of a request, however many pieces it comes in."""
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def again(body: bytes) -> Receive:
    """Hand a body that was already read to the application behind; after it the caller has gone."""
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        return next(messages, {"type": "http.disconnect"})

    return receive


async def refuse(send: Send, reason: str) -> None:
    """Answer as DynamoDB answers a request that is not valid."""
    body = json.dumps({"__type": "ValidationException", "message": reason})
    await answer(send, 400, body.encode(), b"application/x-amz-json-1.0")


async def answer(send: Send, status: int, body: bytes, kind: bytes) -> None:
    """Answer with a whole body of this content type."""
    headers = [(b"content-type", kind)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
