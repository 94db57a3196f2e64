"""The shapes of all stored items, kept in files: how they are written, and read again."""

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from chalicelib.domain.alert import Alert, Content, LogEntry
from chalicelib.domain.audience import Audience, Choice
from chalicelib.domain.audit import Entry
from chalicelib.domain.conversation import Conversation, Inbound, Words
from chalicelib.domain.dead_letter import Failed
from chalicelib.domain.delivery import Page, State
from chalicelib.domain.digest import Awaited, Round
from chalicelib.domain.engagement import Fact, Week
from chalicelib.domain.finding import Finding, Look
from chalicelib.domain.history import Sent
from chalicelib.domain.model import Model
from chalicelib.domain.officer import Officer
from chalicelib.domain.place import Area, Loading, Outline, Outward, Postcode
from chalicelib.domain.receipt import PageReceipts
from chalicelib.domain.request import Challenge, Form, Request
from chalicelib.domain.saved_audience import SavedAudience
from chalicelib.domain.sending import Forms, Range, Sending
from chalicelib.domain.subscriber import Address, Consent, Contact, Place, Profile
from chalicelib.domain.template import Template
from chalicelib.ports import Item
from chalicelib.stores.codec import encode
from chalicelib.stores.items import plain

HERE = Path(__file__).parent
DEFAULTS = HERE / "defaults.json"
MODELS: dict[str, type[Model]] = {
    "contact": Contact,
    "profile": Profile,
    "consent": Consent,
    "place": Place,
    "history row": Sent,
    "request": Request,
    "postcode": Postcode,
    "outward code": Outward,
    "loading": Loading,
    "area": Area,
    "outline": Outline,
    "alert": Alert,
    "alert version": Content,
    "alert log": LogEntry,
    "sending": Sending,
    "sending forms": Forms,
    "awaited digest": Awaited,
    "last digest": Round,
    "range": Range,
    "page": Page,
    "state": State,
    "failure": Failed,
    "receipts": PageReceipts,
    "look": Look,
    "inbound": Inbound,
    "conversation": Conversation,
    "words": Words,
    "fact": Fact,
    "closed week": Week,
    "audit entry": Entry,
    "template": Template,
    "saved audience": SavedAudience,
    "audience version": SavedAudience,
    "officer": Officer,
}
"""The kinds of item that are models; the others are nothing but keys and pointers."""
WITHIN: tuple[type[Model], ...] = (Address, Audience, Challenge, Choice, Finding, Form)
"""Models that stand inside others."""


def path(kind: str) -> Path:
    """Answer the file of a kind of item."""
    return HERE / f"{kind.replace(' ', '-')}.json"


def read(kind: str) -> list[dict[str, Any]]:
    """Read the items of a kind as they were kept, in DynamoDB's typed form."""
    items: list[dict[str, Any]] = json.loads(path(kind).read_text(encoding="utf-8"))
    return [{name: _with_bytes(value) for name, value in item.items()} for item in items]


def as_text(items: Iterable[Item]) -> str:
    """Write items as DynamoDB gets them, an attribute a line."""
    return "[\n" + ",\n".join(f"  {{\n{_attributes(encode(item))}\n  }}" for item in items) + "\n]\n"


def defaults() -> str:
    """Write what each model's fields are where an item does not say."""
    kinds = sorted({*MODELS.values(), *WITHIN}, key=lambda kind: kind.__name__)
    return "{\n" + ",\n".join(f'  "{kind.__name__}": {_line(_defaults(kind))}' for kind in kinds) + "\n}\n"


def _defaults(kind: type[Model]) -> dict[str, object]:
    fields = kind.model_fields.items()
    given = {
        name: field.get_default(call_default_factory=True)
        for name, field in fields
        if not field.is_required()
    }
    dumped = {
        name: value.model_dump() if isinstance(value, Model) else value for name, value in given.items()
    }
    return {name: plain(value) for name, value in dumped.items()}


def _attributes(item: dict[str, Any]) -> str:
    return ",\n".join(f"    {json.dumps(name)}: {_line(value)}" for name, value in sorted(item.items()))


def _line(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=_in_base_64)


def _in_base_64(value: Any) -> str:
    return base64.b64encode(bytes(value)).decode()


def _with_bytes(value: dict[str, Any]) -> dict[str, Any]:
    return {"B": base64.b64decode(value["B"])} if "B" in value else value
