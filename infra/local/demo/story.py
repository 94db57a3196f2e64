"""The people of the story: residents and officers, each doing over HTTP what a phone or a browser would."""

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qs, quote, urlsplit

T = TypeVar("T")
CODE = re.compile(r"\b\d{7}\b")
LINK = re.compile(r"https?://\S+/verify\.html\?\S+")
AUTHENTICITY = re.compile(r"code[ =]([0-9A-Z]{4}-[0-9A-Z]{4})")


class Answer(NamedTuple):
    """What the API said: an HTTP status and a JSON object."""

    status: int
    body: dict[str, Any]


@dataclass(frozen=True)
class Http:
    """Calls to one laptop; `authorization` is the header of the same name, "" for none."""

    address: str
    authorization: str = ""

    def call(self, method: str, path: str, body: object = None) -> Answer:
        """Ask once; an error status is an answer like any other."""
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self.authorization:
            headers["Authorization"] = self.authorization
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 (a laptop's own address)
            self.address + path, data=data, headers=headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return Answer(answer.status, json.loads(answer.read() or b"{}"))
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, json.loads(refused.read() or b"{}"))

    def get(self, path: str) -> dict[str, Any]:
        return self.call("GET", path).body

    def post(self, path: str, body: object) -> Answer:
        return self.call("POST", path, body)


def eventually(look: Callable[[], T], seconds: float = 60.0) -> T:
    """Look until there is something to see, or time is up; answers what was seen last."""
    deadline = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return seen


@dataclass(frozen=True)
class Resident:
    """Somebody with a phone, a mailbox or both; `number` as typed, for example 07700 900001."""

    http: Http
    name: str
    postcode: str
    number: str = ""
    mailbox: str = ""

    @property
    def phone(self) -> str:
        """The number as the networks know it."""
        return "+44" + self.number.replace(" ", "").removeprefix("0") if self.number else ""

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.phone, self.mailbox)))

    def sign_up(self, **more: object) -> Answer:
        given = {"text": self.number, "email": self.mailbox}
        form = {
            "name": self.name,
            "postcode": self.postcode,
            "interests": [],
            "kind": "resident",
            "consent": True,
        }
        return self.http.post("/api/sign-up", form | {k: v for k, v in given.items() if v} | more)

    def received(self, address: str) -> list[dict[str, Any]]:
        """What came to one of the addresses, newest first."""
        cards = self.http.get(f"/local/phones?q={quote(address)}").get("cards", [])
        return next((card["messages"] for card in cards if card["address"] == address), [])

    def waits_for(self, address: str, words: str) -> dict[str, Any]:
        """The newest message with these words, once it has come; {} where it does not."""

        def look() -> dict[str, Any]:
            return next((m for m in self.received(address) if words in m["text"]), {})

        return eventually(look)

    def enters_code(self, request: str) -> Answer:
        """Type in the seven digits that came to the phone."""
        text = self.waits_for(self.phone, "code").get("text", "")
        code = CODE.search(text)
        return self.http.post(
            "/api/verify", {"request": request, "channel": "text", "code": code and code[0]}
        )

    def follows_link(self, request: str) -> Answer:
        """Press the button of the page behind the link that came to the mailbox."""
        text = self.waits_for(self.mailbox, "/verify.html").get("text", "")
        link = LINK.search(text)
        query = parse_qs(urlsplit(link[0]).query) if link else {}
        return self.http.post("/api/verify", {"request": request, "token": query.get("t", [""])[0]})

    def says(self, text: str, previous: str | None = None) -> int:
        """Answer as this phone; the webhook's status."""
        body = {"from": self.phone, "text": text, "previous": previous}
        return int(self.http.post("/local/phones/answer", body).body.get("webhook", 0))


def sign_in(address: str, username: str, password: str) -> Http:
    """An officer's calls; raises PermissionError where name and password do not hold."""
    answer = Http(address).post("/api/session", {"username": username, "password": password})
    if "access_token" not in answer.body:
        why = answer.body.get("error") or f"the next step is {answer.body.get('step')}"
        raise PermissionError(f"{username} could not sign in: {why}")
    return Http(address, answer.body["access_token"])


def ledger(officer: Http, alert: str) -> list[dict[str, Any]]:
    """Every row of an alert's ledger."""
    rows: list[dict[str, Any]] = []
    after: str | None = ""
    while after is not None:
        page = officer.get(f"/api/alerts/{alert}/ledger" + (f"?after={quote(after)}" if after else ""))
        rows += page.get("rows", [])
        after = page.get("after") or None
    return rows


def an_appeal(headline: str, priority: str, **include: list[str]) -> dict[str, Any]:
    """An alert's words as the API takes them; `include` has wards or districts."""
    asks = "Did you see it between 7 and 8 pm?"
    return {
        "headline": headline,
        "text": f"{headline}. {asks} Reply to this text.",
        "email": f"{headline}.\n\n{asks} Please tell us: every small thing helps.",
        "kind": "appeal",
        "priority": priority,
        "expires": next_week(),
        "other_ways": ["Call 101"],
        "audience": {"include": include},
    }


def next_week() -> str:
    """When an alert of the story ends, as the API takes it."""
    return (datetime.now(UTC) + timedelta(days=7)).isoformat()
