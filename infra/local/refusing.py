"""Numbers that the networks refuse for a while, so that a story can show what becomes of it."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs

from .asgi import Asgi, Message, Receive, Send, again, whole

_REFUSAL = (
    b'<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>'
    b"<Code>InvalidParameter</Code><Message>Invalid parameter: PhoneNumber</Message></Error></ErrorResponse>"
)


@dataclass
class Refusing:
    """An ASGI wrapper round the emulator, which takes any number; for some this answers as SNS does."""

    numbers: set[str] = field(default_factory=set)

    def around(self, app: Asgi) -> Asgi:
        async def call(scope: Message, receive: Receive, send: Send) -> None:
            if not self.numbers or scope["type"] != "http" or scope["method"] != "POST":
                await app(scope, receive, send)
                return
            body = await whole(receive)
            if self._refuses(body):
                head = {
                    "type": "http.response.start",
                    "status": 400,
                    "headers": [(b"content-type", b"text/xml")],
                }
                await send(head)
                await send({"type": "http.response.body", "body": _REFUSAL})
            else:
                await app(scope, again(body), send)

        return call

    def _refuses(self, body: bytes) -> bool:
        """Tell whether this is a text to one of them."""
        if b"Action=Publish" not in body:
            return False
        return not self.numbers.isdisjoint(parse_qs(body.decode()).get("PhoneNumber", []))
