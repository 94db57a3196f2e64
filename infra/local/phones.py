"""Phones and mailboxes: what each resident received, and answers as that phone through the real webhook."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from .gateway import Extras
from .routes import Call
from .sends import Sent
from .signing import Signer

FOLDER = Path(__file__).parent / "phones"
MOST_CARDS = 40
MOST_MESSAGES = 20
"""Per card; the record itself keeps everything."""


@dataclass(frozen=True)
class Phones:
    """The networks' side of the laptop: reads the record of sends, writes replies to the API."""

    sent: Sequence[Sent]
    signer: Signer
    topic_arn: str
    number: str
    address: str

    def extras(self) -> Extras:
        return {("GET", "/local/phones"): self.show, ("POST", "/local/phones/answer"): self.answer}

    def show(self, call: Call) -> tuple[int, bytes]:
        """Cards matching `?q=`; none where the record is still as long as `?seen=` says."""
        query = parse_qs(call.query)
        size = len(self.sent)
        if query.get("seen") == [str(size)]:
            return 200, _json({"size": size})
        wanted = query.get("q", [""])[0].strip().casefold()
        cards = cards_of(self.sent[:size], wanted)
        return 200, _json({"size": size, "addresses": len(cards), "cards": cards[:MOST_CARDS]})

    def answer(self, call: Call) -> tuple[int, bytes]:
        """`{"from": number, "text": words, "previous": id or null}`, sent as that phone."""
        if not call.headers.get("content-type", "").startswith("application/json"):
            # A form of some other site can post text, not this type.
            return 415, _json({"error": "Answers are sent as application/json."})
        try:
            wanted = json.loads(call.body)
            sender, text, previous = str(wanted["from"]), str(wanted["text"]), wanted.get("previous")
        except (ValueError, KeyError, TypeError, AttributeError):
            return 400, _json({"error": "An answer needs a number and words."})
        status = self.reply(sender, text, previous if isinstance(previous, str) else None)
        return (200 if status == 200 else 502), _json({"webhook": status})

    def reply(self, sender: str, text: str, previous: str | None = None) -> int:
        """Answer as a phone and give the webhook's HTTP status."""
        body = self.signer.reply(self.topic_arn, sender=sender, to=self.number, text=text, previous=previous)
        request = urllib.request.Request(  # noqa: S310 (its own loopback address)
            f"{self.address}/api/webhooks/inbound-sms",
            data=json.dumps(body).encode(),
            headers={
                "Content-Type": "text/plain; charset=UTF-8",
                "x-amz-sns-message-type": body["Type"],
                "x-amz-sns-message-id": body["MessageId"],
                "x-amz-sns-topic-arn": body["TopicArn"],
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
                return int(response.status)
        except urllib.error.HTTPError as refused:
            return refused.code


def cards_of(sent: Sequence[Sent], wanted: str = "") -> list[dict[str, Any]]:
    """One card an address, the latest to receive first; `wanted` is looked for in addresses and words."""
    cards: dict[str, dict[str, Any]] = {}
    for message in reversed(sent):
        if message["status"] != "accepted":
            continue
        card = cards.setdefault(
            message["to"],
            {
                "address": message["to"],
                "channel": message["channel"],
                "count": 0,
                "messages": [],
                "hit": False,
            },
        )
        card["count"] += 1
        card["hit"] = card["hit"] or _matches(message, wanted)
        if len(card["messages"]) < MOST_MESSAGES:
            card["messages"].append(message)
    return [card for card in cards.values() if card.pop("hit")]


def _matches(message: Sent, wanted: str) -> bool:
    if not wanted or any(wanted in message[name].casefold() for name in ("to", "subject", "text")):
        return True
    # A number as people write it, 07700 900001, finds the one that networks write, +447700900001.
    digits = re.sub(r"[\s()-]", "", wanted)
    return bool(re.fullmatch(r"0\d{4,}", digits)) and message["to"].startswith("+44" + digits[1:])


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()
