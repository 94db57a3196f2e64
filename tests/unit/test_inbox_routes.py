"""The routes of the webhook, the inbox and the week: who may call them and what they answer."""

import json
from collections.abc import Iterator

import jwt
import pytest
from chalice.test import Client, HTTPResponse

from app import app
from chalicelib import wiring
from chalicelib.channels.sns import Notifications
from chalicelib.domain.errors import NotSignedIn
from chalicelib.domain.officer import Officer, Role
from chalicelib.services.engagement import Engagement
from chalicelib.stores.nonces import NonceStore
from tests.amazon import OTHER_KEY, SUBSCRIBE, TOPIC, Amazon, a_body, a_confirmation, signed
from tests.door import TEXT
from tests.factories import an_officer
from tests.parts import FORCE
from tests.postroom import CONTROL, ELSEWHERE, WARD_OFFICER, PostRoom

# Chalice's local mode says that it does not check tokens; our own code does.
pytestmark = pytest.mark.filterwarnings("ignore:CognitoUserPoolAuthorizer:UserWarning")
LIAISON = an_officer("liaison1", Role.LIAISON)
KEY = "k" * 32
TEXT_PLAIN = "text/plain; charset=UTF-8"


class SignedIn:
    """Tokens that name an officer."""

    def officer(self, token: str) -> Officer:
        known = {each.id: each for each in (CONTROL, ELSEWHERE, WARD_OFFICER, LIAISON)}
        officer = known.get(jwt.decode(token, KEY, algorithms=["HS256"])["sub"])
        if officer is None:
            raise NotSignedIn("Sign in first.")
        return officer


class House:
    """The routes on a post room of fakes."""

    def __init__(self, client: Client, room: PostRoom, amazon: Amazon) -> None:
        self.client, self.room, self.amazon = client, room, amazon

    def ask(
        self, method: str, path: str, body: object = None, officer: Officer | None = WARD_OFFICER
    ) -> HTTPResponse:
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": jwt.encode({"sub": officer.id}, KEY)} if officer else {}
        )
        return self.client.http.request(method, path, headers=headers, body=json.dumps(body).encode())

    def posts(self, body: bytes, kind: str = TEXT_PLAIN) -> int:
        """Post to the webhook as Amazon does."""
        answer = self.client.http.request(
            "POST", "/webhooks/inbound-sms", headers={"Content-Type": kind}, body=body
        )
        return int(answer.status_code)

    def reply(self, words: str = "Saw the van on Mill Lane") -> str:
        """Let Ann answer an alert; answer the conversation."""
        self.room.sent()
        self.room.comes(words, answers="provider-1")
        return self.room.only().id


def inbound_sms(message_id: str = "m-1", **changes: str) -> dict[str, str]:
    message = {"originationNumber": TEXT, "messageBody": "Saw the van", "inboundMessageId": "in-1", **changes}
    return a_body(MessageId=message_id, Message=json.dumps(message))


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    room, amazon = PostRoom(), Amazon()
    notifications = Notifications(
        topics=frozenset({TOPIC}),
        certificates=amazon,
        subscriptions=amazon,
        nonces=NonceStore(room.table),
        clock=room.clock,
    )
    engagement = Engagement(clock=room.clock, facts=room.door.facts, places=room.door.places, force=FORCE)
    for name, service in {
        "notifications": notifications,
        "inbound": room.incoming,
        "inbox": room.inbox,
        "answering": room.answering,
        "engagement": engagement,
        "sessions": SignedIn(),
    }.items():
        monkeypatch.setattr(wiring, name, lambda service=service: service)
    with Client(app) as client:
        yield House(client, room, amazon)


@pytest.mark.parametrize("kind", [TEXT_PLAIN, "application/json"])
def test_a_signed_text_is_kept_and_queued(house: House, kind: str) -> None:
    assert house.posts(signed(inbound_sms()), kind) == 200
    house.room.judge()
    assert house.room.only().last_text == "Saw the van"


def test_the_same_inbound_id_in_two_notifications_is_one_reply(house: House) -> None:
    assert [house.posts(signed(inbound_sms(each))) for each in ("m-1", "m-2")] == [200, 200]
    house.room.judge()
    assert house.room.only().unread == 1


def test_a_forged_a_stale_a_replayed_and_a_foreign_notification_are_refused_and_change_nothing(
    house: House,
) -> None:
    taken = signed(inbound_sms())
    assert house.posts(taken) == 200
    before = dict(house.room.table.items)
    house.room.queue.take("inbound")
    stale = inbound_sms("m-2") | {"Timestamp": "2026-03-02T07:00:00.000Z"}
    foreign = inbound_sms("m-3") | {"TopicArn": TOPIC + "-other"}
    forged = signed(inbound_sms("m-4"), OTHER_KEY)
    for body in (taken, signed(stale), signed(foreign), forged, b"", b"{}"):
        assert house.posts(body) == 403
    assert house.room.table.items == before
    assert house.room.queue.take("inbound") == []


def test_a_notification_that_we_failed_at_is_taken_when_it_comes_again(house: House) -> None:
    body = signed(inbound_sms())
    put, house.room.queue.put = house.room.queue.put, _broken  # type: ignore[method-assign]
    assert house.posts(body) == 500
    house.room.queue.put = put  # type: ignore[method-assign]
    assert house.posts(body) == 200
    house.room.judge()
    assert house.room.only().unread == 1


def _broken(queue: str, bodies: object) -> None:
    raise RuntimeError("the queue is away")


def test_a_subscription_is_confirmed_and_no_other_is(house: House) -> None:
    assert house.posts(signed(a_confirmation())) == 200
    other = a_confirmation(MessageId="m-2") | {"SubscribeURL": "https://evil.example/"}
    assert house.posts(signed(other)) == 403
    assert house.amazon.confirmed == [SUBSCRIBE]


def test_a_notification_that_is_no_text_is_told_so(house: House) -> None:
    assert house.posts(signed(a_body(Message="hello"))) == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/inbox"),
        ("GET", "/conversations/C1"),
        ("POST", "/conversations/C1/answers"),
        ("POST", "/conversations/C1/close"),
    ],
)
def test_the_inbox_is_for_those_who_answer(house: House, method: str, path: str) -> None:
    assert house.ask(method, path, {}, officer=None).status_code == 401
    assert house.ask(method, path, {}, officer=LIAISON).status_code == 403


def test_the_inbox_lists_conversations(house: House) -> None:
    conversation = house.reply("Cancel. Hes back.")
    (line,) = house.ask("GET", "/inbox?state=open").json_body["conversations"]
    assert line == {
        "id": conversation,
        "who": "Ann Marrow",
        "ward": "",
        "alert": "ALERT1",
        "last_text": "Cancel. Hes back.",
        "last_at": "2026-03-02T09:00:00Z",
        "unread": 1,
        "flagged": True,
        "due": "2026-03-05T09:00:00Z",
    }
    assert house.ask("GET", "/inbox?state=answered").json_body == {"conversations": []}
    assert house.ask("GET", "/inbox?state=everything").status_code == 422


def test_a_conversation_is_read_answered_and_closed(house: House) -> None:
    conversation = house.reply()
    house.room.clock.pass_by(minutes=1)
    answer = {"text": "Thank you", "nonce": "12345678"}
    assert house.ask("POST", f"/conversations/{conversation}/answers", answer).status_code == 201
    shown = house.ask("GET", f"/conversations/{conversation}").json_body
    assert (shown["who"], shown["state"], shown["alert"]) == (
        "Ann Marrow",
        "answered",
        {"id": "ALERT1", "headline": None},
    )
    assert [(each["from"], each["text"], each["status"]) for each in shown["messages"]] == [
        ("subscriber", "Saw the van on Mill Lane", None),
        ("officer", "Thank you", "waiting"),
    ]
    old = {"version": shown["version"] - 1}
    assert house.ask("POST", f"/conversations/{conversation}/close", old).status_code == 409
    now = {"version": shown["version"]}
    assert house.ask("POST", f"/conversations/{conversation}/close", now).json_body["state"] == "closed"
    (line,) = house.ask("GET", "/inbox?state=closed").json_body["conversations"]
    assert line["id"] == conversation


def test_another_units_conversation_is_not_found(house: House) -> None:
    conversation = house.reply()
    assert house.ask("GET", f"/conversations/{conversation}", officer=ELSEWHERE).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "", "nonce": "12345678"},
        {"text": "x" * 919, "nonce": "12345678"},
        {"text": "x", "nonce": "1"},
    ],
)
def test_an_answer_without_words_or_nonce_is_refused(house: House, body: dict[str, str]) -> None:
    conversation = house.reply()
    refused = house.ask("POST", f"/conversations/{conversation}/answers", body)
    assert refused.status_code == 422
    assert refused.json_body["fields"]


def test_every_role_sees_the_weeks_and_nobody_without_one(house: House) -> None:
    assert house.ask("GET", "/weeks", officer=None).status_code == 401
    assert house.ask("GET", "/weeks", officer=LIAISON).json_body == {"weeks": ["2026-W10"]}
    shown = house.ask("GET", "/weeks/2026-W10", officer=LIAISON).json_body
    assert (shown["starts"], shown["ends"], shown["closed_at"]) == ("2026-03-02", "2026-03-08", None)
    assert shown["figures"]["totals"]["joined"] == 1
    assert house.ask("GET", "/weeks/2031-W10", officer=LIAISON).status_code == 404
