"""Signing in step by step over the routes, renewal with two halves, tries that run out, and signing out."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from chalicelib import wiring
from chalicelib.domain.errors import Conflict, TemporaryFailure
from chalicelib.domain.officer import Role
from chalicelib.domain.session import ENDED, REFUSED, check_password
from chalicelib.services.sessions import SIGNED_OUT
from chalicelib.services.tries import CODES_PER_NAME, PER_NAME_HERE, TOO_OFTEN

from ..authenticator import code_of
from ..cognito import Account
from ..house import BY_ROLE, GONE, PASSWORD, SECOND_SPOC, House, Reply, a_house, a_token

AUTHOR, ADMIN = BY_ROLE[Role.AUTHOR], BY_ROLE[Role.ADMIN]
CHOSEN = "three random words"


@pytest.fixture
def house() -> Iterator[House]:
    with a_house() as house:
        house.cognito.mfa = True
        yield house


def sign_in(house: House, password: str = PASSWORD, username: str = AUTHOR.id) -> Reply:
    return house.ask("POST", "/session", {"username": username, "password": password})


def step(house: House, path: str, after: Reply, **more: str) -> Reply:
    body = {"username": after.json_body["username"], "session": after.json_body["session"], **more}
    return house.ask("POST", f"/session/{path}", body)


def shown_code(house: House, secret: str) -> str:
    return code_of(secret, house.clock.now().timestamp())


def signed_in(house: House, **more: str) -> Reply:
    """Sign the author in, setting an authenticator up where there is none."""
    after = sign_in(house, **more)
    name, secret = after.json_body["username"], after.json_body.get("secret")
    path = "authenticator" if secret else "code"
    house.clock.pass_by(seconds=31)
    code = shown_code(house, secret or house.cognito.accounts[name].secret)
    return step(house, path, after, code=code)


def cookie(answer: Reply) -> str:
    return answer.headers["Set-Cookie"].partition(";")[0]


def renewed(house: House, token: str, kept: str) -> Reply:
    return house.ask("POST", "/session/refresh", Authorization=token, Cookie=kept)


def test_the_first_sign_in_goes_by_password_and_authenticator_to_tokens(house: House) -> None:
    house.cognito.accounts[AUTHOR.id] = Account("given by the admin", temporary=True)
    first = sign_in(house, "given by the admin")
    assert first.json_body["step"] == "new-password"
    second = step(house, "new-password", first, password=CHOSEN)
    assert second.json_body["step"] == "set-up-authenticator"
    done = step(house, "authenticator", second, code=shown_code(house, second.json_body["secret"]))
    assert done.json_body["officer"]["id"] == AUTHOR.id
    assert house.ask("GET", "/me", Authorization=done.json_body["access_token"]).status_code == 200
    assert house.audited() == ["signed in"]


def test_the_secret_comes_as_words_as_an_address_and_as_a_picture_that_asks_nobody(house: House) -> None:
    shown = sign_in(house).json_body
    assert re.fullmatch(r"([A-Z2-7]{4} )+[A-Z2-7]{4}", shown["secret"])
    assert shown["secret_uri"].startswith("otpauth://totp/Watchword%20")
    assert f"secret={shown['secret'].replace(' ', '')}&issuer=Watchword%20" in shown["secret_uri"]
    assert shown["qr"].startswith("data:image/svg+xml")
    assert "http://www.w3.org/2000/svg" in unquote(shown["qr"])
    assert len(shown["qr"]) < 12_000


def test_afterwards_it_goes_by_password_and_code_and_shows_no_secret_again(house: House) -> None:
    signed_in(house)
    after = sign_in(house)
    assert after.json_body.keys() == {"step", "username", "session"}
    assert signed_in(house).json_body["access_token"]
    assert not [item for item in house.table.items.values() if PASSWORD in str(item)]


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "12 characters or more"),
        ("aaaaaaaaaaaaaaa", "5 different characters"),
        ("my AUTHOR1 secret", "username"),
        ("watchword 2026!", "Watchword"),
        (" three random words", "spaces"),
    ],
)
def test_a_new_password_that_is_guessed_first_is_refused_in_plain_words(
    house: House, password: str, says: str
) -> None:
    house.cognito.accounts[AUTHOR.id] = Account("given by the admin", temporary=True)
    refused = step(house, "new-password", sign_in(house, "given by the admin"), password=password)
    assert refused.status_code == 422
    assert says in refused.json_body["fields"]["password"]


def test_a_short_name_may_stand_in_a_password() -> None:
    check_password("joyful trombone rain", "joy")


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "１２３４５６", ""])
def test_what_is_no_six_digits_is_no_try(house: House, code: str) -> None:
    refused = step(house, "code", sign_in(house), code=code)
    assert refused.json_body["fields"]["code"].startswith("Enter the six digits")
    assert house.cognito.calls == ["InitiateAuth", "AssociateSoftwareToken"]


def test_a_code_may_be_typed_with_the_space_that_authenticators_show(house: House) -> None:
    after = sign_in(house)
    code = shown_code(house, after.json_body["secret"])
    assert step(house, "authenticator", after, code=f"{code[:3]} {code[3:]}").status_code == 200


def test_whoever_left_is_refused_like_a_wrong_password(house: House) -> None:
    after = sign_in(house, username=GONE.id)
    code = shown_code(house, after.json_body["secret"])
    refused = step(house, "authenticator", after, code=code)
    assert (refused.status_code, refused.json_body["error"]) == (401, REFUSED)
    assert "Set-Cookie" not in refused.headers
    assert house.audited() == []


@pytest.mark.parametrize("username", [AUTHOR.id, "nobody"])
def test_the_tries_for_a_name_run_out_whether_or_not_somebody_has_it(house: House, username: str) -> None:
    for _ in range(PER_NAME_HERE):
        assert sign_in(house, "wrong", username).status_code == 401
    calls = len(house.cognito.calls)
    refused = sign_in(house, PASSWORD, username.upper())
    assert (refused.status_code, refused.json_body) == (429, {"error": TOO_OFTEN})
    assert len(house.cognito.calls) == calls
    assert sign_in(house, username=SECOND_SPOC.id).status_code == 200
    house.clock.pass_by(hours=1)
    assert sign_in(house, "wrong", username).status_code == 401


def test_guesses_of_a_code_are_few_even_with_the_password(house: House) -> None:
    signed_in(house)
    statuses = [step(house, "code", sign_in(house), code="000000").status_code for _ in range(CODES_PER_NAME)]
    assert set(statuses) == {422, 429}
    assert statuses.count(422) == CODES_PER_NAME - 1


def test_who_has_not_given_the_password_uses_up_nobodys_codes(house: House) -> None:
    signed_in(house)
    calls = len(house.cognito.calls)
    body = {"username": AUTHOR.id, "session": "0" * 60, "code": "000000"}
    statuses = {house.ask("POST", "/session/code", body).status_code for _ in range(CODES_PER_NAME + 1)}
    assert (statuses, len(house.cognito.calls)) == ({410}, calls)
    assert signed_in(house).status_code == 200


def test_a_step_is_of_one_officer_and_of_one_kind(house: House) -> None:
    after = sign_in(house)
    assert step(house, "code", after, code="000000").status_code == 410
    another = {"username": SECOND_SPOC.id, "session": after.json_body["session"], "code": "000000"}
    assert house.ask("POST", "/session/authenticator", another).status_code == 410
    assert house.cognito.calls == ["InitiateAuth", "AssociateSoftwareToken"]


def test_what_cannot_be_counted_lets_nobody_in(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise TemporaryFailure("table")

    monkeypatch.setattr(house.table, "increment", away)
    assert sign_in(house).status_code == 503
    assert house.cognito.calls == []


def test_the_refresh_token_is_kept_from_scripts_and_sent_to_these_routes_only(house: House) -> None:
    answer = signed_in(house)
    rules = set(answer.headers["Set-Cookie"].split("; ")[1:])
    assert rules == {"Path=/api/session", "Secure", "HttpOnly", "SameSite=Strict"}
    assert answer.headers["Set-Cookie"].startswith("__Secure-")
    assert "refresh" not in answer.body


def test_a_session_past_its_hour_goes_on_with_both_halves(house: House) -> None:
    answer = signed_in(house)
    began = int(house.clock.now().timestamp())
    old = a_token(AUTHOR.id, exp=began, auth_time=began)
    assert house.ask("GET", "/me", Authorization=old).status_code == 401
    new = renewed(house, old, cookie(answer))
    assert new.json_body["officer"]["id"] == AUTHOR.id
    assert "Set-Cookie" not in new.headers
    assert house.ask("GET", "/me", Authorization=new.json_body["access_token"]).status_code == 200


def test_half_a_session_opens_nothing(house: House) -> None:
    answer = signed_in(house)
    token, kept = answer.json_body["access_token"], cookie(answer)
    assert house.ask("POST", "/session/refresh", Cookie=kept).json_body == {"error": "Sign in first."}
    for halves in (("", kept), ("x", kept), (token, "a=b"), (token, ""), (token, "__Secure-refresh=x")):
        assert renewed(house, *halves).status_code == 401
    assert renewed(house, token, "\0;=,").json_body == {"error": ENDED}


def test_another_officers_cookie_renews_nobody(house: House) -> None:
    """Two officers share a browser: the cookie is of whoever signed in last."""
    first, second = signed_in(house), signed_in(house, username=SECOND_SPOC.id)
    assert renewed(house, first.json_body["access_token"], cookie(second)).status_code == 401
    assert renewed(house, second.json_body["access_token"], cookie(second)).status_code == 200


def test_signing_out_ends_every_session_everywhere_and_forgets_the_cookie(house: House) -> None:
    here, there = signed_in(house), signed_in(house)
    tokens = [answer.json_body["access_token"] for answer in (here, there)]
    house.clock.pass_by(minutes=5)
    out = house.ask("DELETE", "/session", Authorization=tokens[0])
    assert (out.status_code, "Max-Age=0" in out.headers["Set-Cookie"]) == (204, True)
    for token, answer in zip(tokens, (here, there), strict=True):
        assert house.ask("GET", "/me", Authorization=token).json_body == {"error": SIGNED_OUT}
        assert renewed(house, token, cookie(answer)).status_code == 401
    again = signed_in(house)
    assert house.ask("GET", "/me", Authorization=again.json_body["access_token"]).status_code == 200


def test_signing_out_holds_where_cognito_is_away_and_however_its_clock_goes(house: House) -> None:
    ahead = int(house.clock.now().timestamp()) + 3
    token = a_token(AUTHOR.id, auth_time=ahead)
    house.cognito.error = "InternalErrorException"
    assert house.ask("DELETE", "/session", Authorization=token).status_code == 204
    assert house.ask("GET", "/me", Authorization=token).status_code == 401


def test_an_administrator_ends_another_officers_sessions_renewal_included(house: House) -> None:
    answer = signed_in(house)
    token = answer.json_body["access_token"]
    house.clock.pass_by(minutes=1)
    assert house.ask("DELETE", f"/officers/{AUTHOR.id}/session", by=ADMIN).status_code == 204
    assert house.ask("GET", "/me", Authorization=token).status_code == 401
    assert renewed(house, token, cookie(answer)).status_code == 401
    assert house.ask("DELETE", "/officers/nobody/session", by=ADMIN).status_code == 404
    assert house.audited() == ["signed in", "ended sessions"]
    assert house.ask("GET", "/me", by=ADMIN).status_code == 200


def test_ending_sessions_never_takes_back_what_somebody_else_changed_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, load = wiring.officers(), wiring.officers().load
    stale = [AUTHOR]
    house.table.commit(store.add(AUTHOR.but(active=False)))
    monkeypatch.setattr(type(store), "load", lambda _, id: stale.pop() if stale else load(id))
    wiring.sessions().end_sessions(AUTHOR.id, ADMIN.id)
    kept = load(AUTHOR.id)
    assert kept
    assert not kept.active
    assert kept.signed_out_at
    stale += [AUTHOR] * 3
    with pytest.raises(Conflict):
        wiring.sessions().end_sessions(AUTHOR.id, ADMIN.id)


def test_a_refusal_is_logged_without_the_name_that_was_typed(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(house, "wrong", "my secret, typed where the name belongs")
    (logged,) = caplog.records
    assert (logged.message, vars(logged)["why"]) == ("sign-in refused", "NotSignedIn")
    assert "secret" not in str(vars(logged))
