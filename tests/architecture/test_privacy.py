"""A canary: one person's story, with everything going wrong, leaves no trace of them outside the table."""

import json
import logging
import re
import traceback
from collections.abc import Callable, Iterator

import pytest

from chalicelib import wiring
from chalicelib.domain.errors import PermanentFailure, TemporaryFailure, Uncertain
from chalicelib.domain.officer import Role
from chalicelib.observability import SERVICE

from ..desk import content
from ..door import an_application
from ..house import BY_ROLE, QUEUES, House, a_house

NUMBER, MAILBOX, NEW_MAILBOX = "+447700900987", "zebedee.quagga@canary.example", "quagga@wren.example"
REPLY, ANSWER = "Saw a plover by the lychgate", "Thank you, bring the jackdaw film"
POINT = "53.09871, -0.41873"
POSTCODE = an_application().postcode.upper()
CANARIES = (
    "zebedee",
    "quagga",
    "900987",
    "canary",
    "wren.example",
    "hoopoe",
    "plover",
    "lychgate",
    "jackdaw",
    "bittern",
    "53.09871",
)
POSTCODES = {POSTCODE, POSTCODE.replace(" ", "")}
HELD = {"CONTACT", "PROFILE", "PLACE", "REQ", "IN", "HEAD of C", "M", "FORMS"}
"""Kinds of item that may hold a person's data: all others hold ids, digests, codes of areas and figures."""
AUTHOR, SPOC = BY_ROLE[Role.AUTHOR], BY_ROLE[Role.SPOC]


class Provoked(Exception):
    """A fault whose text tells everything, as an SDK's or a validator's may."""

    def __init__(self) -> None:
        super().__init__(f"could not write {{'name': 'Zebedee Quagga', 'to': '{NUMBER}', 'text': '{REPLY}'}}")


class Logged(logging.Handler):
    """Everything that any logger is given, tracebacks and extras included."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        self.lines.append(f"{record.getMessage()} {record.__dict__} {error}")


@pytest.fixture
def logged() -> Iterator[Logged]:
    kept, loggers = Logged(), (logging.getLogger(), logging.getLogger(SERVICE))
    for each in loggers:
        each.addHandler(kept)
    yield kept
    for each in loggers:
        each.removeHandler(kept)


@pytest.fixture
def house() -> Iterator[House]:
    with a_house() as house:
        yield house


def birds(text: object) -> list[str]:
    """Answer which canaries sing in a text."""
    return [canary for canary in CANARIES if canary in str(text).lower()]


def joins(house: House) -> str:
    """Let the canary sign up by text and email, and answer the request."""
    form = an_application(name="Zebedee Quagga", text=NUMBER, email=MAILBOX, house="Hoopoe Cottage")
    request = house.ask("POST", "/sign-up", form.model_dump(mode="json")).json_body["request"]
    house.work()
    code = re.search(r"code is (\d+)", house.text.sent[-1].text)
    assert code
    house.ask("POST", "/verify", {"request": request, "channel": "text", "code": code[1]})
    token = re.search(r"&t=(\w+)", house.email.sent[-1].text)
    assert token
    proved = house.ask("POST", "/verify", {"request": request, "token": token[1]})
    assert proved.json_body["waiting"] == []
    house.work()
    return str(request)


def changes(house: House) -> None:
    """Let the canary see its settings and add an address."""
    request = house.ask("POST", "/settings/code", {"address": NUMBER}).json_body["request"]
    house.work()
    code = re.search(r"code is (\d+)", house.text.sent[-1].text)
    assert code
    opened = house.ask("POST", "/settings/session", {"request": request, "code": code[1]}).json_body
    session = f"Settings {opened['token']}"
    shown = house.ask("PATCH", "/settings", {"add": {"email": NEW_MAILBOX}}, Authorization=session)
    assert (shown.status_code, birds(shown.json_body["addresses"])) == (200, ["canary", "wren.example"])
    house.work()
    places = [
        {"label": "Home", "postcode": POSTCODE, "house": "Hoopoe Cottage"},
        {"label": "Bittern fen", "postcode": POSTCODE, "point": POINT},
    ]
    moved = house.ask("PATCH", "/settings", {"places": places, "interests": ["shops"]}, Authorization=session)
    assert (moved.status_code, birds(moved.json_body["places"])) == (200, ["hoopoe", "bittern", "53.09871"])


def is_looked_for(house: House) -> None:
    """Let officers and strangers ask after the places of the canary, and let it into a group."""
    assert house.ask("POST", "/places", {"postcode": POSTCODE}).status_code == 200
    assert house.ask("POST", "/areas/point", {"postcode": POSTCODE}, AUTHOR).status_code == 200
    (waiting,) = house.ask("GET", "/interests/shops/asked", by=AUTHOR).json_body["asked"]
    assert birds(waiting) == ["zebedee", "quagga"]
    path = f"/interests/shops/asked/{waiting['sid']}"
    assert house.ask("POST", path, {"admit": True}, AUTHOR).status_code == 204
    house.work()
    wiring.census().build()
    for path in ("/interests", "/coverage"):
        assert birds(house.ask("GET", path, by=BY_ROLE[Role.LIAISON]).body) == []


def alerted(house: House, priority: str = "urgent") -> None:
    """Let an alert go out to everybody near: by text where it is urgent, else by email."""
    words = content(priority=priority).model_dump(mode="json")
    alert = house.ask("POST", "/alerts", words, AUTHOR).json_body
    for step, by in (("submit", AUTHOR), ("approve", SPOC)):
        body = {"version": alert["version"]}
        alert = house.ask("POST", f"/alerts/{alert['id']}/{step}", body, by).json_body
    house.work()
    house.clock.pass_by(minutes=5)
    house.tick()
    house.work()


def replies(house: House) -> None:
    """Let the canary write, and an officer read it and answer."""
    assert house.comes(NUMBER, REPLY) == 200
    house.work()
    inbox = house.ask("GET", "/inbox", by=BY_ROLE[Role.CONTROL]).json_body["conversations"]
    path = f"/conversations/{inbox[0]['id']}"
    assert birds(house.ask("GET", path, by=BY_ROLE[Role.CONTROL]).body) == [
        "zebedee",
        "quagga",
        "plover",
        "lychgate",
    ]
    body = {"text": ANSWER, "nonce": "12345678"}
    assert house.ask("POST", f"{path}/answers", body, BY_ROLE[Role.CONTROL]).status_code == 201
    house.work()


def story(house: House) -> None:
    """Live through everything once, with channels that fail in every way they can."""
    joins(house)
    changes(house)
    is_looked_for(house)
    house.text.fails[NUMBER] = [Uncertain("no-answer")]
    house.email.fails[MAILBOX] = [TemporaryFailure("throttled"), PermanentFailure("invalid-address")]
    alerted(house)
    alerted(house, "standard")
    house.text.before = lambda name: _raise(Provoked())
    alerted(house)
    house.text.before = lambda name: None
    alerted(house)
    replies(house)
    house.comes(NUMBER, "STOP", "in-2")
    house.work()


def _raise(error: Exception) -> None:
    raise error


def test_a_whole_story_leaves_nothing_of_a_person_in_logs_queues_links_keys_facts_or_audit(
    house: House, logged: Logged
) -> None:
    story(house)
    assert len(house.text.sent) > 5
    assert birds(house.bodies) == []
    assert birds(logged.lines) == []
    assert not [each for each in POSTCODES if each in f"{house.bodies} {logged.lines}"]
    messages = house.text.sent + house.email.sent
    links = [link for m in messages for link in re.findall(r"https?://\S+", f"{m.text} {m.html} {m.headers}")]
    assert links
    assert birds(links) == []
    assert birds([message.reference for message in messages]) == []
    assert birds(house.table.items.keys()) == []


def test_only_the_items_made_for_it_hold_anything_of_a_person(house: House) -> None:
    story(house)
    holding = {_kind(str(key.pk), str(key.sk)) for key, item in house.table.items.items() if birds(item)}
    assert holding == HELD


def _kind(pk: str, sk: str) -> str:
    kind = sk.partition("#")[0]
    return f"{kind} of {pk.partition('#')[0]}" if kind == "HEAD" else kind


def test_a_message_holds_nothing_of_a_person_but_where_it_goes(house: House) -> None:
    joins(house)
    changes(house)
    alerted(house)
    for message in house.text.sent + house.email.sent:
        assert birds(message.but(to="")) == []


CALLS: list[Callable[[House], int]] = [
    lambda house: (
        house.ask("POST", "/sign-up", an_application(name="Zebedee Quagga").model_dump()).status_code
    ),
    lambda house: house.ask("POST", "/settings/code", {"address": MAILBOX}).status_code,
    lambda house: house.ask("POST", "/verify", {"request": "X", "channel": "text", "code": "1"}).status_code,
    lambda house: house.ask("GET", "/inbox", by=BY_ROLE[Role.CONTROL]).status_code,
    lambda house: house.ask("GET", "/settings", Authorization="Settings x").status_code - 401 or 500,
    lambda house: house.comes(NUMBER, REPLY, "in-9"),
]


@pytest.mark.parametrize("call", CALLS)
def test_a_fault_in_a_route_is_told_without_its_text(
    house: House, logged: Logged, call: Callable[[House], int]
) -> None:
    joins(house)
    house.table.before = lambda name: _raise(Provoked())
    assert call(house) == 500
    assert birds(logged.lines) == []


RECEIPT = {"provider": "ses", "outcome": "delivered", "at": "2026-03-02T09:00:00Z"}


@pytest.mark.parametrize("queue", QUEUES)
def test_a_fault_in_a_worker_is_told_without_its_text(house: House, logged: Logged, queue: str) -> None:
    house.table.before = lambda name: _raise(Provoked())
    bodies = {
        "plan": {"task": "range", "sending": "S", "range": 0},
        "inbound": {"provider": "p", "id": "i"},
        "receipts": {"receipts": [{**RECEIPT, "reference": "S.text-0000-0000.0"}]},
    }
    body = json.dumps(bodies.get(queue, {"sending": "S", "page": "text#0000#0000"}))
    answer = house.invoke(queue, body, "{no json of " + MAILBOX, json.dumps({"other": MAILBOX}))
    assert len(answer["batchItemFailures"]) == 3
    assert any("Provoked" in line for line in logged.lines)
    assert birds(logged.lines) == []


@pytest.mark.parametrize("schedule", ["sweep", "reconcile", "census", "digests", "close_weeks"])
def test_a_fault_in_a_schedule_leaves_it_without_its_text(
    house: House, logged: Logged, schedule: str
) -> None:
    house.table.before = lambda name: _raise(Provoked())
    with pytest.raises(Exception, match="failed") as fault:
        house.on_schedule(schedule)
    assert any("Provoked" in line for line in logged.lines)
    # Lambda writes what leaves a function into its log, with the errors behind it.
    assert birds([*logged.lines, *traceback.format_exception(fault.value)]) == []
