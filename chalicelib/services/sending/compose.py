"""Makes the message one person gets: the words of a sending, dressed for a channel, with code and way out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ...domain.force import Force
from ...domain.ids import spaced
from ...domain.request import CODE_DIGITS, TOKEN_LENGTH, proof
from ...domain.sending import Forms, Message, Sending
from ...domain.sms_text import downgrade
from ...domain.subscriber import Address, Contact
from ...ports import Clock, Keys

if TYPE_CHECKING:
    from jinja2 import Environment, Template

LEAVE_LENGTH = 12
"""Base-32 characters of signature in a leave token, after the subscriber's ten."""

_SAMPLE_TOKEN, _SAMPLE_CODE = "X" * (10 + LEAVE_LENGTH), "XXXXXXXX"

_NEUTRAL = "A message for you"
_FIRST = (
    "You asked us to show as little as possible of a message before it is opened. The message itself begins "
    "below this paragraph."
)


@dataclass(frozen=True)
class Compose:
    """Dresses words with the templates in `templates/text` and `templates/email` that `forms.template` names.

    A `code` needs the values `request`, `issue`, `purpose` and `source`; a paper form's text has the link.
    An `alert` may have the values `other_ways` (a line each) and `asks_for`.
    An `admitted` needs the value `interest`, a `digest` entries and the value `cadence`. To whoever is
    discreet an email has a neutral subject, and nothing of the message in its first words.
    """

    force: Force
    base_url: str
    keys: Keys
    clock: Clock

    def __call__(
        self, sending: Sending, forms: Forms, reference: str, contact: Contact, address: Address
    ) -> Message:
        """Make the message for this address; raises KeyError where the words lack a value they need."""
        token = contact.sid + self.keys.sign("leave", contact.sid, LEAVE_LENGTH)
        values = self._values(forms, token, sending.code)
        if forms.template == "code":
            values |= self._proofs(forms, address.channel)
        if address.channel == "text":
            text, lifetime = self._text(forms, values), self._lifetime(sending)
            return Message(
                channel="text", to=address.value, reference=reference, text=text, lifetime=lifetime
            )
        return self._email(forms, values | {"discreet": contact.discreet}, token, reference, address)

    def sample(self, text: str, code: str = _SAMPLE_CODE) -> str:
        """Answer an author's words as they will go out and as long; only the token is made up."""
        forms = Forms(sending="", template="alert", text=text)
        return self._text(forms, self._values(forms, _SAMPLE_TOKEN, code))

    def _values(self, forms: Forms, token: str, code: str) -> dict[str, object]:
        number = self.force.texting.number
        shown = spaced(code)
        answerable = self.force.texting.answerable()
        return {
            "force": self.force,
            "base": self.base_url,
            "words": forms,
            "number": number,
            "code": shown,
            "real": f"{self.base_url}/real.html?code={shown}",
            "leave": self._leave(token),
            "settings": f"{self.base_url}/settings.html",
            "stop": "reply STOP" if answerable else f"text STOP to {number}",
            "start": "Reply START" if answerable else f"Text START to {number}",
        }

    def _proofs(self, forms: Forms, channel: str) -> dict[str, object]:
        request = forms.values["request"]
        proven = proof(request, channel, forms.values["issue"])
        token = self.keys.sign("verify", proven, TOKEN_LENGTH)
        return {
            "digits": self.keys.digits("code", proven, CODE_DIGITS),
            "link": f"{self.base_url}/verify.html?r={request}&t={token}",
            "leave": "",
        }

    def _lifetime(self, sending: Sending) -> int | None:
        """Answer for how many seconds a message is of use; networks that can be told try no longer."""
        if sending.expires_at is None:
            return None
        return max(1, int((sending.expires_at - self.clock.now()).total_seconds()))

    def _text(self, forms: Forms, values: dict[str, object]) -> str:
        words = _templates().get_template(f"text/{forms.template}.txt.jinja").render(values)
        return downgrade(words.strip())[0]

    def _email(
        self, forms: Forms, values: dict[str, object], token: str, reference: str, address: Address
    ) -> Message:
        template = _templates().get_template(f"email/{forms.template}.txt.jinja")
        # A line break in a subject would begin another header.
        subject = " ".join(_block(template, "subject", values).split())
        body = _block(template, "body", values).strip()
        if values["discreet"]:
            # What a mailbox shows of a message before it is opened: the subject and the first words.
            subject, body = _NEUTRAL, f"{_FIRST}\n\n{subject}\n\n{body}"
        values = {**values, "subject": subject, "paragraphs": re.split(r"\n\s*\n", body)}
        foot = _templates().get_template("email/_foot.txt.jinja").render(values)
        return Message(
            channel="email",
            to=address.value,
            reference=reference,
            subject=subject,
            text=f"{body}\n\n{foot.strip()}",
            html=_templates().get_template("email/_frame.html.jinja").render(values),
            headers=self._headers(token) if values["leave"] else {},
        )

    def _leave(self, token: str) -> str:
        return f"{self.base_url}/api/leave/{token}"

    def _headers(self, token: str) -> dict[str, str]:
        """Name the one-click way out (RFC 8058); both headers must be covered by DKIM."""
        return {
            "List-Unsubscribe": f"<{self._leave(token)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }


def _block(template: Template, name: str, values: dict[str, object]) -> str:
    return "".join(template.blocks[name](template.new_context(values)))


@cache
def _templates() -> Environment:
    # Those who only count, list or judge never need it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent.parent.parent / "templates"),
        autoescape=select_autoescape(enabled_extensions=("html.jinja",)),
        undefined=StrictUndefined,
        # A deployed template never changes; looking at its file again costs more than filling it in.
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["spaced"] = spaced
    return made
