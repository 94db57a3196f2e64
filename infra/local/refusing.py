"""Providers in trouble for a while, so that a story can show what follows: numbers refused, down, slow."""

import asyncio
import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from .asgi import Asgi, Message, Receive, Send, again, answer, whole
from .gateway import Extras
from .routes import Call
from .sends import provider_of

STATES = ("well", "down", "slow")
SLOW = 6.0
"""Seconds after which a slow provider answers: more than a healthy one takes, less than we wait."""
_REFUSAL = (
    b'<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>'
    b"<Code>InvalidParameter</Code><Message>Invalid parameter: PhoneNumber</Message></Error></ErrorResponse>"
)


@dataclass
class Refusing:
    """An ASGI wrapper round journal and emulator: what it refuses is not carried, and so not written down.

    `states` says how each provider does (`STATES`); `numbers` are those that SNS calls invalid.
    """

    numbers: set[str] = field(default_factory=set)
    states: dict[str, str] = field(default_factory=lambda: dict.fromkeys(("sns", "ses", "notify"), "well"))

    def around(self, app: Asgi) -> Asgi:
        async def call(scope: Message, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["method"] != "POST" or not self._troubled():
                await app(scope, receive, send)
                return
            body = await whole(receive)
            state = self.states.get(provider_of(scope["path"], body), "well")
            if state == "slow":
                await asyncio.sleep(SLOW)
            if state == "down":
                await answer(send, 503, b"{}", b"application/json")
            elif self._refuses(body):
                await answer(send, 400, _REFUSAL, b"text/xml")
            else:
                await app(scope, again(body), send)

        return call

    def extras(self) -> Extras:
        return {("GET", "/local/providers"): self.show, ("POST", "/local/providers"): self.change}

    def show(self, call: Call) -> tuple[int, bytes]:
        """Each provider with its state."""
        return 200, json.dumps({"providers": self.states}).encode()

    def change(self, call: Call) -> tuple[int, bytes]:
        """`{"provider": sns, ses or notify, "state": well, down or slow}`."""
        if not call.headers.get("content-type", "").startswith("application/json"):
            # A form of some other site can post text, not this type.
            return 415, json.dumps({"error": "A state is sent as application/json."}).encode()
        try:
            wanted = json.loads(call.body)
            provider, state = str(wanted["provider"]), str(wanted["state"])
        except (ValueError, KeyError, TypeError):
            provider = state = ""
        if provider not in self.states or state not in STATES:
            says = f"Name one of {', '.join(self.states)}, and one of {', '.join(STATES)}."
            return 400, json.dumps({"error": says}).encode()
        self.states[provider] = state
        return self.show(call)

    def _troubled(self) -> bool:
        return bool(self.numbers) or any(state != "well" for state in self.states.values())

    def _refuses(self, body: bytes) -> bool:
        """Tell whether this is a text to one of them."""
        if b"Action=Publish" not in body:
            return False
        return not self.numbers.isdisjoint(parse_qs(body.decode()).get("PhoneNumber", []))
