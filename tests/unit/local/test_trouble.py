"""The laptop's GOV.UK Notify takes what ours sends and nothing else, and providers can be down or slow."""

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from infra.local import refusing as module
from infra.local.asgi import Asgi, Message, answer
from infra.local.notify import Notify
from infra.local.refusing import Refusing
from infra.local.routes import Call
from infra.local.sends import sends_of

TEXTS, EMAILS = "/v2/notifications/sms", "/v2/notifications/email"
NOTIFY = Notify.of({"notify": {"text_template": "t", "email_template": "e"}})
TEXT = {
    "reference": "r-1",
    "template_id": "t",
    "phone_number": "+447700900001",
    "personalisation": {"text": "Nos da"},
}
PUBLISH = b"Action=Publish&PhoneNumber=%2B447700900001&Message=Nos+da"


def ask(app: Asgi, path: str, body: bytes, headers: Mapping[bytes, bytes] | None = None) -> tuple[int, bytes]:
    """Post to an ASGI application; status and body."""
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        told.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": list((headers or {}).items())}
    # In a thread: where browsers were tested before, this one has a loop that still runs.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(app(scope, receive, send))).result()  # type: ignore[arg-type]
    return told[0]["status"], told[1]["body"]


async def emulator(scope: Message, receive: Any, send: Any) -> None:
    await answer(send, 200, b"taken", b"text/plain")


def bearer(key: str = NOTIFY.key, ago: int = 0) -> dict[bytes, bytes]:
    made = int((datetime.now(UTC) - timedelta(seconds=ago)).timestamp())
    token = jwt.encode({"iss": key[-73:-37], "iat": made}, key[-36:], "HS256")
    return {b"authorization": f"Bearer {token}".encode()}


def test_a_text_is_taken_and_stands_on_the_record_with_its_provider() -> None:
    body = json.dumps(TEXT).encode()
    status, said = ask(NOTIFY.around(emulator), TEXTS, body, bearer())
    assert status == 201
    (sent,) = sends_of(TEXTS, body, said)
    assert (sent["channel"], sent["provider"], sent["to"]) == ("text", "notify", "+447700900001")
    assert (sent["text"], sent["tags"], sent["id"]) == (
        "Nos da",
        {"reference": "r-1"},
        json.loads(said)["id"],
    )


def test_an_email_keeps_its_subject_and_its_way_out() -> None:
    words = {"subject": "Lamp out", "text": "On Mill Lane"}
    leave = {"one_click_unsubscribe_url": "https://watchword.example/leave"}
    mail = {"reference": "r-2", "template_id": "e", "email_address": "sam@example.org", **leave}
    body = json.dumps({**mail, "personalisation": words}).encode()
    status, said = ask(NOTIFY.around(emulator), EMAILS, body, bearer())
    assert status == 201
    (sent,) = sends_of(EMAILS, body, said)
    assert (sent["to"], sent["subject"], sent["text"]) == ("sam@example.org", "Lamp out", "On Mill Lane")
    assert sent["headers"]["List-Unsubscribe"] == "<https://watchword.example/leave>"


@pytest.mark.parametrize(
    ("changes", "headers", "status"),
    [
        ({}, {}, 403),
        ({}, bearer(NOTIFY.key[:-1] + "x"), 403),
        ({"template_id": "e"}, bearer(), 400),
        ({"phone_number": ""}, bearer(), 400),
    ],
)
def test_what_notify_would_refuse_is_refused(
    changes: dict[str, str], headers: dict[bytes, bytes], status: int
) -> None:
    assert ask(NOTIFY.around(emulator), TEXTS, json.dumps(TEXT | changes).encode(), headers)[0] == status


def test_what_is_amazons_goes_on_to_the_emulator() -> None:
    assert ask(NOTIFY.around(emulator), "/", PUBLISH) == (200, b"taken")


def test_who_is_down_refuses_what_would_reach_somebody_and_others_do_not() -> None:
    trouble = Refusing()
    trouble.states["sns"] = "down"
    assert ask(trouble.around(emulator), "/", PUBLISH)[0] == 503
    assert ask(trouble.around(emulator), "/", b"Action=Publish&TopicArn=t")[0] == 200
    assert ask(trouble.around(emulator), TEXTS, b"{}")[0] == 200


def test_who_is_slow_takes_it_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    waited = list[float]()

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    trouble = Refusing()
    trouble.states["notify"] = "slow"
    assert ask(trouble.around(emulator), TEXTS, b"{}") == (200, b"taken")
    assert waited == [module.SLOW]


def call(body: object, kind: str = "application/json") -> Call:
    return Call(
        "POST", "/local/providers", "", {"content-type": kind}, json.dumps(body).encode(), "127.0.0.1"
    )


def test_a_provider_is_taken_down_from_the_page_and_brought_back() -> None:
    trouble = Refusing()
    assert trouble.change(call({"provider": "sns", "state": "down"}))[0] == 200
    assert json.loads(trouble.show(call({}))[1])["providers"]["sns"] == "down"
    trouble.change(call({"provider": "sns", "state": "well"}))
    assert set(trouble.states.values()) == {"well"}


@pytest.mark.parametrize("body", [[], {}, {"provider": "pigeon", "state": "down"}, {"provider": "sns"}])
def test_a_state_that_there_is_not_is_refused_with_a_sentence(body: object) -> None:
    status, said = Refusing().change(call(body))
    assert (status, json.loads(said)["error"][:11]) == (400, "Name one of")


def test_a_form_of_another_site_changes_nothing() -> None:
    assert Refusing().change(call({"provider": "sns", "state": "down"}, "text/plain"))[0] == 415
