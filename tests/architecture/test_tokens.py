"""Tokens and codes: each opens its own door and no other, for as long as it should."""

import re
from collections.abc import Callable, Iterator

import pytest

from chalicelib.domain.officer import Role
from chalicelib.domain.request import TRIES

from ..door import EMAIL, TEXT, an_application
from ..house import BY_ROLE, PASSWORD, SECOND_SPOC, House, Reply, a_house, a_token

OFFICER = BY_ROLE[Role.CONTROL]


@pytest.fixture
def house() -> Iterator[House]:
    with a_house() as house:
        yield house


def signed_up(house: House) -> str:
    request = house.ask("POST", "/sign-up", an_application().model_dump(mode="json")).json_body["request"]
    house.work()
    return str(request)


def code(house: House) -> str:
    found = re.search(r"code is (\d+)", house.text.sent[-1].text)
    assert found
    return found[1]


def settings_session(house: House) -> str:
    request = house.ask("POST", "/settings/code", {"address": TEXT}).json_body["request"]
    house.work()
    opened = house.ask("POST", "/settings/session", {"request": request, "code": code(house)})
    return str(opened.json_body["token"])


def tokens(house: House) -> dict[str, str]:
    """Answer one live token of each kind; Ann has joined by text and her email still waits for its link."""
    request = signed_up(house)
    found = re.search(r"&t=(\w+)", house.email.sent[-1].text)
    assert found
    house.ask("POST", "/verify", {"request": request, "channel": "text", "code": code(house)})
    house.work()
    leave = re.search(r"/leave/(\w+)", house.text.sent[-1].text)
    assert leave
    return {
        "verify": found[1],
        "leave": leave[1],
        "settings": settings_session(house),
        "officer": a_token(OFFICER.id),
        "request": request,
    }


DOORS: dict[str, Callable[[House, str, str], Reply]] = {
    "verify": lambda house, token, request: house.ask(
        "POST", "/verify", {"request": request, "token": token[:60]}
    ),
    "leave": lambda house, token, request: house.ask(
        "POST", f"/leave/{token}", {"action": "pause", "days": 1}
    ),
    "settings": lambda house, token, request: house.ask(
        "GET", "/settings", Authorization=f"Settings {token}"
    ),
    "officer": lambda house, token, request: house.ask("GET", "/inbox", Authorization=token),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_token_opens_its_own_door_and_no_other(house: House, door: str) -> None:
    kinds = tokens(house)
    request = kinds.pop("request")
    opened = {kind for kind, token in kinds.items() if DOORS[door](house, token, request).status_code == 200}
    assert opened == {door}


@pytest.mark.parametrize("door", DOORS)
def test_a_token_with_one_letter_changed_opens_nothing(house: House, door: str) -> None:
    kinds = tokens(house)
    token, request = kinds[door], kinds["request"]
    for n in (0, len(token) // 2, len(token) - 2):
        changed = token[:n] + ("X" if token[n] != "X" else "Y") + token[n + 1 :]
        assert DOORS[door](house, changed, request).status_code in {401, 404, 422}
    assert DOORS[door](house, token[:-1], request).status_code in {401, 404, 422}


def test_neither_a_link_nor_a_pause_shows_or_changes_anything_but_itself(house: House) -> None:
    token = tokens(house)["leave"]
    shown = house.ask("POST", f"/leave/{token}", {"action": "pause", "days": 1})
    assert list(shown.json_body) == ["paused_until"]
    assert house.ask("POST", f"/leave/{token}", {}).json_body == {"left": True}


def test_following_a_link_changes_nothing_and_shows_nobody(house: House) -> None:
    token = tokens(house)["leave"]
    before, trail = house.kept(), house.audited()
    for path in (f"/leave/{token}", "/real", "/force"):
        answer = house.ask("GET", path)
        assert answer.status_code < 400
        assert "Ann" not in answer.body
    assert (house.kept(), house.audited()) == (before, trail)


def test_guesses_of_a_code_are_few_however_often_it_is_asked_for_again(house: House) -> None:
    """Five codes an hour, five tries each: 25 guesses among ten million."""
    request, guesses = signed_up(house), 0
    body = {"request": request, "channel": "text"}
    for _ in range(20):
        while house.ask("POST", "/verify", {**body, "code": "0000000"}).status_code == 422:
            guesses += 1
        house.ask("POST", "/verify/resend", body)
        house.work()
    assert guesses == 5 * TRIES
    again = house.ask("POST", "/sign-up", an_application().model_dump(mode="json"))
    assert again.status_code == 429


def test_a_code_opens_one_session_only(house: House) -> None:
    tokens(house)
    request = house.ask("POST", "/settings/code", {"address": TEXT}).json_body["request"]
    house.work()
    body = {"request": request, "code": code(house)}
    assert [house.ask("POST", "/settings/session", body).status_code for _ in range(2)] == [200, 410]


@pytest.mark.parametrize("address", [TEXT, EMAIL, "07700 900999", "nobody@example.org"])
def test_asking_for_settings_tells_nothing_of_an_address(house: House, address: str) -> None:
    tokens(house)
    house.ids.n = 10_000
    house.table.calls.clear()
    answer = house.ask("POST", "/settings/code", {"address": address})
    assert (answer.status_code, answer.body) == (202, '{"request":"00000000000009RH"}')
    assert house.table.calls == {"increment": 4, "transaction": 1}
    wrong = {"request": answer.json_body["request"], "code": "0000000"}
    house.work()
    told = house.ask("POST", "/settings/session", wrong)
    assert (told.status_code, told.json_body["fields"]["code"]) == (
        422,
        "That code is not right. You have 4 tries left.",
    )


def sign_in(house: House, username: str = OFFICER.id, password: str = PASSWORD) -> Reply:
    return house.ask("POST", "/session", {"username": username, "password": password})


@pytest.mark.parametrize(
    "error",
    [
        "",
        "NotAuthorizedException",
        "UserNotFoundException",
        "PasswordResetRequiredException",
        "UserNotConfirmedException",
    ],
)
def test_a_sign_in_that_fails_says_the_same_for_every_reason(house: House, error: str) -> None:
    usual = sign_in(house, password="wrong")
    house.cognito.error = error
    assert sign_in(house, "nobody", "wrong") == usual
    assert usual.status_code == 401


def test_signing_out_ends_the_session_at_once_and_no_other_officers(house: House) -> None:
    token = sign_in(house).json_body["access_token"]
    assert house.ask("GET", "/me", Authorization=token).status_code == 200
    assert house.ask("DELETE", "/session", Authorization=token).status_code == 204
    assert house.cognito.ended == [token]
    assert house.ask("GET", "/me", Authorization=token).status_code == 401
    assert house.ask("GET", "/me", Authorization=f"Bearer {token}").status_code == 401
    assert house.ask("GET", "/me", by=SECOND_SPOC).status_code == 200
    assert token not in str(house.table.items)
    assert house.audited() == ["signed in", "signed out"]
