"""Every route given what it cannot use: the right status, a sentence per field, and nothing half-written."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..house import FORM, House, Reply, a_house
from .routes import BODIES, ROUTES, Fields, Route, someone_for

MOST = 64 * 1024
READERS = sorted(BODIES)
WEBHOOK = Route("POST", "/webhooks/inbound-sms")
SIGNED = [WEBHOOK, Route("POST", "/webhooks/receipts")]
NAMED = [route for route in ROUTES if "{" in route.path and route != Route("GET", "/leave/{token}")]
OURS = ("Input should", "Unable to", "valid ", "pydantic", "tuple", "dictionary", "object", "{", "None")
"""Words that are a programmer's and no resident's."""
every_reader = pytest.mark.parametrize("route", READERS, ids=" ".join)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_house() as house:
        yield house


def _ask(house: House, route: Route, body: object, kind: str = "application/json", id: str = "X") -> Reply:
    # A settings session of the right shape: what is asked here is what happens before it is looked at.
    headers = {"Authorization": "Settings x"} if route.path.startswith("/settings") else {}
    return house.ask(route.method, route.at(id), body, someone_for(route), kind, **headers)


def _refused(house: House, route: Route, body: object, status: int, **more: str) -> Fields:
    before, trail = house.kept(), house.audited()
    answer = _ask(house, route, body, **more)
    assert answer.status_code == status, answer.body
    assert (house.kept(), house.audited()) == (before, trail)
    assert not house.queue.bodies
    return answer.json_body


@every_reader
@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b"7", b"null", b"\xff", b'{"a": 1', b"[" * 60_000, b'{"a":' * 10_000, b"1" * 5_000],
    ids=lambda body: body[:6].decode("latin-1"),
)
def test_what_is_no_json_object_is_malformed(house: House, route: Route, body: bytes) -> None:
    assert _refused(house, route, body, 400)["error"].startswith("The body")


@every_reader
def test_an_unknown_field_is_refused_by_its_name(house: House, route: Route) -> None:
    refused = _refused(house, route, {**BODIES[route], "colour": "red"}, 422)
    assert refused["fields"] == {"colour": "There is no such field. Leave it out."}


@pytest.mark.parametrize("name", ["\ud800", "a" * 60_000, "", "\0", "__class__", "{0}"])
@every_reader
def test_the_name_of_a_field_may_be_anything(house: House, route: Route, name: str) -> None:
    _refused(house, route, {**BODIES[route], name: 1}, 422)


FIELDS = [(route, field) for route in READERS for field in BODIES[route]]


@pytest.mark.parametrize(("route", "field"), FIELDS, ids=str)
@pytest.mark.parametrize("wrong", [{"x": 1}, [[]], 7.5, "\ud800"], ids=["object", "list", "number", "broken"])
def test_a_wrong_type_is_refused_at_its_field_in_words_for_anybody(
    house: House, route: Route, field: str, wrong: object
) -> None:
    refused = _refused(house, route, {**BODIES[route], field: wrong}, 422)
    assert refused["error"] == "There is a problem with what you sent."
    for name, sentence in refused["fields"].items():
        assert name.partition(".")[0] == field
        assert sentence[0].isupper()
        assert sentence.endswith((".", "?"))
        assert not [word for word in OURS if word in sentence], sentence


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_64_kb_are_taken_and_one_byte_more_is_not(house: House, route: Route) -> None:
    _refused(house, route, b" " * (MOST + 1), 413)
    assert _ask(house, route, b" " * MOST).status_code != 413


@pytest.mark.parametrize("kind", ["text/html", "application/xml", "application/json-patch+json"])
@pytest.mark.parametrize("route", [*READERS, *SIGNED, Route("POST", "/webhooks/notify")], ids=" ".join)
def test_a_body_of_another_kind_is_not_read(house: House, route: Route, kind: str) -> None:
    before = house.kept()
    assert _ask(house, route, b"{}", kind).status_code == 415
    assert house.kept() == before


@pytest.mark.parametrize(
    "id",
    [
        "X",
        "0" * 26,
        "x" * 3000,
        "%00",
        "a%23HEAD",
        "%2e%2e",
        "%F0%9F%90%91",
        "2026-W99",
        "0001-W01",
        "9999-W52",
    ],
)
@pytest.mark.parametrize("route", NAMED, ids=" ".join)
def test_what_is_not_there_is_not_found(house: House, route: Route, id: str) -> None:
    _refused(house, route, BODIES.get(route), 404, id=id)


@pytest.mark.parametrize("code", ["X", "x" * 3000, "A%23B", "%00", "%F0%9F%90%91", "-"])
def test_a_code_that_was_never_ours_is_not_real(house: House, code: str) -> None:
    assert house.ask("GET", f"/real?code={code}").json_body == {"real": False}


def test_a_link_out_that_is_damaged_has_a_page_that_repeats_none_of_it(house: House) -> None:
    for damaged in ("X%3Cb%3E", "%0d%0aLocation:x", "..%2f..", "https:evil.example", "@evil.example"):
        answer = house.ask("GET", f"/leave/{damaged}")
        assert (answer.status_code, "Location" in answer.headers) == (404, False)
        assert "Copy the whole link" in answer.body
        assert not any(part in answer.body for part in ("X<b>", "X%3C", "..%2f", "evil.example"))


@pytest.mark.parametrize("path", ["/sign-up", "/verify", "/leave/X"])
def test_a_plain_form_that_is_nonsense_changes_nothing(house: House, path: str) -> None:
    before = house.kept()
    for body in (b"", b"=&=&=", b"a=1&a=2", b"%ff=%ff", b"name=%00", b"\xff\xfe"):
        assert house.ask("POST", path, body, kind=FORM).status_code in {303, 404, 422}
    assert house.kept() == before


@pytest.mark.parametrize("webhook", SIGNED, ids=" ".join)
def test_a_webhook_takes_nothing_that_is_not_signed(house: House, webhook: Route) -> None:
    for body in (b"", b"{", b"[]", b"null", b"\xff", b"[" * 60_000, b'{"Type": "Notification"}'):
        _refused(house, webhook, body, 403)
    assert house.amazon.fetched == []


def _values() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.characters()
    return st.recursive(
        leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
    )


@given(st.data())
def test_no_body_makes_a_fault(house: House, data: st.DataObject) -> None:
    route = data.draw(st.sampled_from(READERS))
    valid = BODIES[route]
    named = st.fixed_dictionaries({}, optional=dict.fromkeys(valid, _values()))
    fields = data.draw(st.dictionaries(st.text(), _values(), max_size=3) | named)
    answer = _ask(
        house, route, json.dumps({**valid, **fields}).encode(), id=data.draw(st.sampled_from(["X", "Y"]))
    )
    assert answer.status_code < 500
    house.queue.bodies.clear()
