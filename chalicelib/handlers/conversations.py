"""Routes of the inbox: conversations listed, read, answered and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from chalice.app import Blueprint
from pydantic import Field

from .. import wiring
from ..domain.conversation import ConversationState
from ..domain.errors import Invalid
from ..domain.model import Model
from .http import Answer, Call, officers

if TYPE_CHECKING:
    from ..services.conversations import Said, Summary

bp = Blueprint(__name__)
_STATES = get_args(ConversationState)
_LISTED = {"id", "alert", "last_text", "last_at", "unread", "flagged", "due"}


class Answered(Model):
    """An officer's answer; the same nonce is the same answer."""

    text: str = Field(min_length=1, max_length=918)
    nonce: str = Field(min_length=8, max_length=64)


class Closed(Model):
    """The version that the officer has read."""

    version: int


@officers(bp, "GET", "/inbox", "use the inbox")
def inbox(call: Call) -> dict[str, object]:
    state = call.query("state", "open")
    if state not in _STATES:
        raise Invalid({"state": "Choose open, answered or closed."})
    return {"conversations": [_line(each) for each in wiring.inbox().show(call.by(), state)]}


@officers(bp, "GET", "/conversations/{conversation}", "use the inbox")
def conversation(call: Call, conversation: str) -> dict[str, object]:
    thread = wiring.inbox().read(call.by(), conversation)
    head = thread.conversation
    alert = {"id": head.alert, "headline": thread.headline} if head.alert else None
    return {
        "id": head.id,
        "who": thread.who,
        "alert": alert,
        "state": head.state,
        "due": head.model_dump(mode="json")["due"],
        "version": head.version,
        "messages": [_message(each) for each in thread.messages],
    }


@officers(bp, "POST", "/conversations/{conversation}/answers", "use the inbox")
def answer(call: Call, conversation: str) -> Answer:
    form = call.body(Answered)
    words = wiring.answering().answer(call.by(), conversation, form.text, form.nonce)
    return Answer(201, {"id": words.id, "sending": words.sending})


@officers(bp, "POST", "/conversations/{conversation}/close", "use the inbox")
def close(call: Call, conversation: str) -> dict[str, object]:
    closed = wiring.inbox().close(call.by(), conversation, call.body(Closed).version)
    return {"id": closed.id, "state": closed.state, "version": closed.version}


def _line(summary: Summary) -> dict[str, Any]:
    shown = summary.conversation.model_dump(mode="json", include=_LISTED)
    return {**shown, "who": summary.who, "ward": summary.ward}


def _message(said: Said) -> dict[str, Any]:
    words = said.words
    return {
        "at": words.model_dump(mode="json", include={"at"})["at"],
        "from": words.by,
        "officer": said.officer,
        "text": words.text(),
        "status": said.status,
        "reason": said.reason,
    }
