"""GOV.UK Notify, as far as the laptop needs it: takes texts and emails, and looks at who asks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import jwt

from .asgi import Asgi, Message, Receive, Send, answer, whole
from .sends import NOTIFY

LATE = 30
"""Seconds for which a token holds (its documentation, "JSON Web Tokens: claims")."""
_TEMPLATE = {"text": "text_template", "email": "email_template"}
_ADDRESS = {"text": "phone_number", "email": "email_address"}


@dataclass(frozen=True)
class Notify:
    """An ASGI wrapper round the emulator, which is Amazon only; `templates` is [notify] of the force file."""

    templates: Mapping[str, str]
    key: str

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Notify":
        """Make it with a key that opens nothing anywhere else, and holds until the laptop stops."""
        return cls(settings.get("notify", {}), f"laptop-{uuid4()}-{uuid4()}")

    def around(self, app: Asgi) -> Asgi:
        async def call(scope: Message, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["path"] not in NOTIFY:
                await app(scope, receive, send)
                return
            channel, headers = NOTIFY[scope["path"]], dict(scope["headers"])
            status, said = self._judged(channel, headers, json.loads(await whole(receive)))
            await answer(send, status, json.dumps(said).encode(), b"application/json")

        return call

    def _judged(
        self, channel: str, headers: Mapping[bytes, bytes], body: Mapping[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        if not self._knows(headers.get(b"authorization", b"").decode().removeprefix("Bearer ")):
            return _refused(403, "AuthError", "Invalid token: API key not found")
        if body.get("template_id") != self.templates.get(_TEMPLATE[channel]):
            return _refused(400, "BadRequestError", "Template not found")
        if not body.get(_ADDRESS[channel]):
            return _refused(400, "ValidationError", f"{_ADDRESS[channel]} is a required property")
        return 201, {"id": str(uuid4()), "reference": body.get("reference")}

    def _knows(self, token: str) -> bool:
        """Tell whether a token is of our key and fresh."""
        try:
            claims = jwt.decode(token, self.key[-36:], ["HS256"], leeway=LATE, options={"require": ["iat"]})
        except jwt.InvalidTokenError:
            return False
        return bool(claims.get("iss") == self.key[-73:-37])


def _refused(status: int, error: str, message: str) -> tuple[int, dict[str, Any]]:
    return status, {"status_code": status, "errors": [{"error": error, "message": message}]}
