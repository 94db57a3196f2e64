"""Routes of whoever looks after delivery: providers, what is stuck, and dead letters, sent back."""

from chalice.app import Blueprint
from pydantic import Field

from .. import wiring
from ..domain.model import Model
from .http import Answer, Call, officers

bp = Blueprint(__name__)
LOOK_AFTER = "look after delivery"


class Chosen(Model):
    """Which dead letters: all, those of one queue, or one of a queue."""

    queue: str = Field(default="", max_length=30)
    id: str = Field(default="", max_length=100)


class Provider(Model):
    """The one provider of a channel to send by; none for the first that is well."""

    provider: str = Field(max_length=30)


class One(Model):
    """One dead letter of a queue."""

    queue: str = Field(min_length=1, max_length=30)
    id: str = Field(min_length=1, max_length=100)


@officers(bp, "GET", "/delivery", LOOK_AFTER)
def look(call: Call) -> dict[str, object]:
    return {"look": wiring.looks().latest()}


@officers(bp, "GET", "/dead-letters", LOOK_AFTER)
def listed(call: Call) -> dict[str, object]:
    return wiring.dead_letters().listed().model_dump(mode="json")


@officers(bp, "POST", "/dead-letters/redrive", LOOK_AFTER)
def redrive(call: Call) -> dict[str, object]:
    chosen = call.body(Chosen)
    return {"sent_back": wiring.dead_letters().send_back(call.by().id, chosen.queue, chosen.id)}


@officers(bp, "POST", "/dead-letters/put-away", LOOK_AFTER)
def put_away(call: Call) -> Answer:
    chosen = call.body(One)
    wiring.dead_letters().put_away(call.by().id, chosen.queue, chosen.id)
    return Answer(204)


@officers(bp, "GET", "/providers", LOOK_AFTER)
def providers(call: Call) -> dict[str, object]:
    return {"channels": wiring.carriers().listed()}


@officers(bp, "PUT", "/providers/{channel}", LOOK_AFTER)
def choose(call: Call, channel: str) -> object:
    return wiring.carriers().choose(call.by(), channel, call.body(Provider).provider)
