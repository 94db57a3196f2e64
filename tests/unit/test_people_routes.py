"""The routes of signing up, leaving and settings: statuses, plain forms, and what changes nothing."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import jwt
import pytest
from chalice.test import Client, HTTPResponse

from app import app
from chalicelib import wiring
from chalicelib.domain.errors import NotSignedIn
from chalicelib.domain.officer import Officer
from infra.local.static import CONTENT_SECURITY_POLICY
from tests.door import EMAIL, TEXT, Door, an_application
from tests.factories import NOW, an_officer

FORM = "application/x-www-form-urlencoded"


class Site:
    """The routes on a door of fakes."""

    def __init__(self, client: Client, door: Door) -> None:
        self.client, self.door = client, door

    def ask(
        self, method: str, path: str, body: object = None, kind: str = "application/json", **headers: str
    ) -> HTTPResponse:
        """Send a body as JSON, a dict as a form, or bytes as they are."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        if kind == FORM and isinstance(body, dict):
            raw = urlencode(body, doseq=True).encode()
        return self.client.http.request(method, path, headers={"Content-Type": kind, **headers}, body=raw)

    def token(self) -> str:
        return self.door.session()

    def signed_up(self) -> str:
        """Sign up through the route, let the codes go out, and answer the request."""
        request = str(self.ask("POST", "/sign-up", fields()).json_body["request"])
        self.door.work()
        return request


def fields(**changes: object) -> dict[str, Any]:
    return {**an_application().model_dump(mode="json", exclude_none=True), **changes}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    door = Door()
    for name, service in {
        "sign_up": door.sign_up,
        "verification": door.verification,
        "leaving": door.leaving,
        "own_settings": door.settings,
    }.items():
        monkeypatch.setattr(wiring, name, lambda service=service: service)
    with Client(app) as client:
        yield Site(client, door)


def changed(site: Site, before: dict[Any, Any]) -> bool:
    return bool(site.door.table.items != before)


def test_a_sign_up_is_answered_byte_for_byte_the_same_whether_known_or_not(site: Site) -> None:
    def answer() -> tuple[int, bytes, dict[str, str]]:
        site.door.ids.n = 1000
        found = site.ask("POST", "/sign-up", fields())
        return found.status_code, found.body, dict(found.headers)

    unknown = answer()
    site.door.table.items = {k: v for k, v in site.door.table.items.items() if k.pk[:3] in ("PC#", "ARE")}
    site.door.ids.n = 0
    site.door.joined()
    assert answer() == unknown
    assert unknown[0] == 202


def test_a_plain_form_is_answered_with_a_page(site: Site) -> None:
    plain = {"nickname": "", "text": "07700 900123", "interests": "wildlife", "consent": "true"}
    sent = {**fields(), **plain, "email": "", "house": ""}
    answer = site.ask("POST", "/sign-up", sent, FORM)
    assert answer.status_code == 303
    request = answer.headers["Location"].split("/verify.html?r=")[1]
    assert site.door.requests.load(request)
    site.door.work()
    proof = {"request": request, "channel": "text", "code": site.door.code(request, "text")}
    assert site.ask("POST", "/verify", proof, FORM).headers["Location"].endswith("/verified.html")


def test_a_plain_form_goes_on_to_the_code_that_is_missing(site: Site) -> None:
    request = site.signed_up()
    proof = {"request": request, "channel": "text", "code": site.door.code(request, "text")}
    answer = site.ask("POST", "/verify", proof, FORM)
    assert answer.headers["Location"].endswith(f"/verify.html?r={request}&to=email")


def test_a_plain_form_with_mistakes_is_answered_with_a_page_that_names_each(site: Site) -> None:
    answer = site.ask("POST", "/sign-up", {"name": "Ann <b>", "text": "1", "postcode": "x"}, FORM)
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "text/html; charset=utf-8")
    for words in (b"too short", b"not a postcode", b"Tick the box"):
        assert words in answer.body
    assert b"Ann" not in answer.body


def test_a_wrong_code_in_a_plain_form_is_told_with_the_tries_that_are_left(site: Site) -> None:
    proof = {"request": site.signed_up(), "channel": "text", "code": "0000000"}
    answer = site.ask("POST", "/verify", proof, FORM)
    assert (answer.status_code, b"4 tries left" in answer.body) == (422, True)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        ({"colour": "red"}, "application/json", 422),
        (fields(name=7), "application/json", 422),
        (fields(interests="spying"), "application/json", 422),
        (fields(kind="robot"), "application/json", 422),
        (fields(name="x" * 101), "application/json", 422),
        (b" " * (64 * 1024 + 1), "application/json", 413),
        (b"name=Ann", "text/plain", 415),
    ],
)
def test_bad_input_is_refused_and_nothing_is_kept(site: Site, body: object, kind: str, status: int) -> None:
    before = dict(site.door.table.items)
    answer = site.ask("POST", "/sign-up", body, kind)
    assert answer.status_code == status
    assert not changed(site, {**before, **_budgets(site)})


def _budgets(site: Site) -> dict[Any, Any]:
    return {key: item for key, item in site.door.table.items.items() if key.pk.startswith("BUDGET#")}


def test_a_refusal_has_a_sentence_per_field(site: Site) -> None:
    answer = site.ask("POST", "/sign-up", {**fields(), "text": "1", "colour": "red"})
    assert answer.json_body["fields"] == {"colour": "There is no such field. Leave it out."}
    answer = site.ask("POST", "/sign-up", fields(text="1", postcode="x"))
    assert set(answer.json_body["fields"]) == {"text", "postcode"}


def test_an_empty_form_is_told_everything_that_it_lacks(site: Site) -> None:
    answer = site.ask("POST", "/sign-up", {"interests": [], "consent": False, "kind": "resident"})
    assert set(answer.json_body["fields"]) == {"name", "text", "postcode", "consent"}


def test_codes_are_right_wrong_late_or_used_up(site: Site) -> None:
    request = site.signed_up()

    def code(code: str, channel: str = "text") -> HTTPResponse:
        return site.ask("POST", "/verify", {"request": request, "channel": channel, "code": code})

    wrong = code("0000000")
    assert (wrong.status_code, "4 tries" in wrong.json_body["fields"]["code"]) == (422, True)
    right = code(site.door.code(request, "text"))
    assert (right.status_code, right.json_body) == (200, {"verified": ["text"], "waiting": ["email"]})
    assert code(site.door.code(request, "text")).status_code == 410
    assert [code("0000000", "email").status_code for _ in range(6)] == [422] * 5 + [429]
    again = site.ask("POST", "/verify/resend", {"request": request, "channel": "email"})
    assert again.status_code == 202
    site.door.clock.pass_by(minutes=11)
    late = code(site.door.code(request, "email", 2), "email")
    assert (late.status_code, "expired" in late.json_body["error"]) == (410, True)
    link = {"request": request, "token": site.door.link(request, "email", 2)}
    assert site.ask("POST", "/verify", link).json_body["waiting"] == []


def test_a_proof_needs_a_code_or_a_token(site: Site) -> None:
    assert site.ask("POST", "/verify", {"request": "X"}).status_code == 422
    assert site.ask("POST", "/verify", {"request": "X", "channel": "letter"}).status_code == 422


@pytest.mark.filterwarnings("ignore:CognitoUserPoolAuthorizer:UserWarning")
def test_a_paper_form_needs_an_officer(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    class Signed:
        def officer(self, token: str) -> Officer:
            if not token:
                raise NotSignedIn("Sign in first.")
            return an_officer("author1")

    paper = {**fields(), "form_date": "2026-02-20", "wording_version": "leaflet-3"}
    monkeypatch.setattr(wiring, "sessions", Signed)
    assert site.ask("POST", "/sign-up/paper", paper).status_code == 401
    answer = site.ask("POST", "/sign-up/paper", paper, Authorization=jwt.encode({}, "x" * 32))
    assert answer.status_code == 202
    found = site.door.requests.load(answer.json_body["request"])
    assert found
    assert found.officer == "author1"


def test_following_the_link_out_shows_the_choice_and_changes_nothing(site: Site) -> None:
    token = site.door.leave_token(site.door.joined().contact.sid)
    before = dict(site.door.table.items)
    answer = site.ask("GET", f"/leave/{token}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert b"Nothing has changed yet" in answer.body
    assert site.ask("HEAD", f"/leave/{token}").status_code == 405
    assert not changed(site, before)


def test_a_link_out_that_was_cut_off_has_a_page_that_says_so(site: Site) -> None:
    answer = site.ask("GET", "/leave/nonsense")
    assert (answer.status_code, b"Copy the whole link" in answer.body) == (404, True)
    assert b"<form" not in answer.body


def test_the_buttons_of_the_page_leave_and_pause_without_scripts(site: Site) -> None:
    sid = site.door.joined().contact.sid
    path = f"/leave/{site.door.leave_token(sid)}"
    paused = site.ask("POST", path, {"action": "pause", "days": "7"}, FORM)
    assert (paused.status_code, b"until 9 March 2026" in paused.body) == (200, True)
    assert site.door.contact(sid).paused_until
    refused = site.ask("POST", path, {"action": "pause", "days": "1000"}, FORM)
    assert (refused.status_code, b"There is a problem" in refused.body) == (422, True)
    for _ in range(2):
        left = site.ask("POST", path, {"action": "leave"}, FORM)
        assert (left.status_code, b"You have left" in left.body) == (200, True)
    assert site.door.contact(sid).left_at == NOW


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"List-Unsubscribe": "One-Click"}, FORM),
        (
            b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--',
            "multipart",
        ),
        ({"action": "leave"}, "application/json"),
        (b"", FORM),
    ],
)
def test_one_click_leaves_however_it_is_posted_and_may_come_twice(
    site: Site, body: object, kind: str
) -> None:
    sid = site.door.joined().contact.sid
    kind = "multipart/form-data; boundary=x" if kind == "multipart" else kind
    for _ in range(2):
        answer = site.ask("POST", f"/leave/{site.door.leave_token(sid)}", body, kind)
        assert (answer.status_code, answer.json_body) == (200, {"left": True})
    assert site.door.contact(sid).left_at == NOW


def test_a_pause_is_a_number_of_days(site: Site) -> None:
    path = f"/leave/{site.door.leave_token(site.door.joined().contact.sid)}"
    answer = site.ask("POST", path, {"action": "pause", "days": 7})
    assert answer.json_body == {"paused_until": "2026-03-09T09:00:00Z"}
    for body in ({"action": "pause"}, {"action": "pause", "days": 0}, {"action": "explode"}):
        assert site.ask("POST", path, body).status_code == 422


def test_a_tampered_link_out_is_told_kindly(site: Site) -> None:
    answer = site.ask("POST", "/leave/0123456789ABCDEFGHJKMN", {"action": "leave"})
    assert (answer.status_code, "whole link" in answer.json_body["error"]) == (404, True)


def test_settings_open_with_a_code_and_not_without(site: Site) -> None:
    site.door.joined()
    for header in ({}, {"Authorization": "Settings x"}, {"Authorization": site.token()}):
        assert site.ask("GET", "/settings", **header).status_code == 401
    asked = site.ask("POST", "/settings/code", {"address": TEXT})
    assert asked.status_code == 202
    site.door.work()
    request = asked.json_body["request"]
    opened = site.ask(
        "POST", "/settings/session", {"request": request, "code": site.door.code(request, "text")}
    )
    token = opened.json_body["token"]
    shown = site.ask("GET", "/settings", Authorization=f"Settings {token}")
    assert (shown.status_code, shown.json_body["name"]) == (200, "Ann Marrow")
    assert EMAIL not in shown.body.decode()
    assert shown.headers["Cache-Control"] == "no-store"


def test_settings_change_and_leave(site: Site) -> None:
    sid = site.door.joined().contact.sid
    header = {"Authorization": f"Settings {site.token()}"}
    patch = {"name": "Ann Smith", "interests": [], "paused_until": "2026-03-12T09:00:00.000Z"}
    answer = site.ask("PATCH", "/settings", patch, **header)
    assert (answer.json_body["name"], answer.json_body["interests"]) == ("Ann Smith", [])
    assert site.ask("PATCH", "/settings", {"name": ""}, **header).status_code == 422
    assert site.ask("PATCH", "/settings", {"sid": "X"}, **header).status_code == 422
    added = site.ask("PATCH", "/settings", {"add": {"text": "07700 900555"}}, **header)
    assert added.json_body["request"]
    assert site.ask("POST", "/settings/leave", {}, **header).json_body == {"left": True}
    assert site.door.contact(sid).left_at == NOW
    assert site.ask("GET", "/settings", **header).status_code == 401
