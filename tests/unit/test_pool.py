"""The officers' pool as AWS documents it: from a first password to tokens, and every way that ends before."""

from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber

from chalicelib.domain.errors import Expired, Invalid, NotSignedIn, TemporaryFailure
from chalicelib.domain.session import LATE, REFUSED, Step, Tokens
from chalicelib.stores.pool import WEAK, WRONG_CODE, CognitoPool

from ..authenticator import code_of
from ..cognito import ATTEMPTS, BUSY, HOLDS, Account, FakeCognito

FIRST, CHOSEN = "given by the admin", "three random words"
SECRET = "JBSWY3DPEHPK3PXP" * 2
KEY_SET: Any = None


def a_cognito(**accounts: Account) -> FakeCognito:
    def mint(officer: str, signed_in_at: datetime) -> str:
        return f"access-{officer}-{signed_in_at:%H%M%S}"

    return FakeCognito(mint, accounts=accounts)


def a_pool(cognito: FakeCognito) -> CognitoPool:
    return CognitoPool(cognito.client, "client1", "https://issuer.example", KEY_SET)


def step(result: Tokens | Step, name: str) -> Step:
    assert isinstance(result, Step)
    assert result.step == name
    return result


def now(cognito: FakeCognito, secret: str = SECRET) -> str:
    return code_of(secret, cognito.clock.now().timestamp())


def test_a_new_officer_chooses_a_password_sets_an_authenticator_up_and_is_in() -> None:
    cognito = a_cognito(spoc=Account(FIRST, temporary=True))
    pool = a_pool(cognito)
    chosen = pool.new_password("spoc", step(pool.sign_in("SPOC", FIRST), "new-password").session, CHOSEN)
    setting_up = step(chosen, "set-up-authenticator")
    assert len(setting_up.secret) >= 32
    tokens = pool.authenticator("spoc", setting_up.session, now(cognito, setting_up.secret))
    assert tokens == Tokens(access="access-spoc-090000", refresh="refresh-0", seconds=3600)
    assert cognito.calls == [
        "InitiateAuth",
        "RespondToAuthChallenge",
        "AssociateSoftwareToken",
        "VerifySoftwareToken",
        "RespondToAuthChallenge",
    ]


def test_afterwards_the_password_leads_to_the_code_and_the_code_to_tokens() -> None:
    cognito = a_cognito(spoc=Account(CHOSEN, secret=SECRET))
    pool = a_pool(cognito)
    asked = step(pool.sign_in("Spoc", CHOSEN), "code")
    assert (asked.username, asked.secret) == ("spoc", "")
    assert isinstance(pool.code("spoc", asked.session, now(cognito)), Tokens)


@pytest.mark.parametrize(
    "account",
    [
        None,
        Account("another password"),
        Account(CHOSEN, state="disabled"),
        Account(CHOSEN, failed=ATTEMPTS),
        Account(CHOSEN, state="PasswordResetRequiredException"),
        Account(CHOSEN, state="UserNotConfirmedException"),
    ],
    ids=["nobody", "wrong", "disabled", "locked", "reset", "unconfirmed"],
)
def test_every_refusal_of_a_name_and_password_reads_the_same(account: Account | None) -> None:
    pool = a_pool(a_cognito(**({"spoc": account} if account else {})))
    with pytest.raises(NotSignedIn) as refused:
        pool.sign_in("spoc", CHOSEN)
    assert str(refused.value) == REFUSED
    assert BUSY not in REFUSED


def test_a_wrong_code_may_be_put_right_and_a_used_one_not_be_used_again() -> None:
    cognito = a_cognito(spoc=Account(CHOSEN, secret=SECRET))
    pool = a_pool(cognito)
    session = step(pool.sign_in("spoc", CHOSEN), "code").session
    with pytest.raises(Invalid) as wrong:
        pool.code("spoc", session, "000000")
    assert wrong.value.fields == {"code": WRONG_CODE}
    right = now(cognito)
    assert isinstance(pool.code("spoc", session, right), Tokens)
    again = step(pool.sign_in("spoc", CHOSEN), "code").session
    with pytest.raises(Invalid):
        pool.code("spoc", again, right)
    cognito.clock.pass_by(seconds=30)
    assert isinstance(pool.code("spoc", again, now(cognito)), Tokens)


def test_a_wrong_first_code_leaves_the_authenticator_to_be_set_up_still() -> None:
    cognito = a_cognito(spoc=Account(CHOSEN))
    pool = a_pool(cognito)
    setting_up = step(pool.sign_in("spoc", CHOSEN), "set-up-authenticator")
    with pytest.raises(Invalid) as wrong:
        pool.authenticator("spoc", setting_up.session, "000000")
    assert wrong.value.fields == {"code": WRONG_CODE}
    assert cognito.accounts["spoc"].secret == ""
    assert isinstance(pool.authenticator("spoc", setting_up.session, now(cognito, setting_up.secret)), Tokens)


def test_a_password_that_cognito_will_not_have_is_refused_at_its_field() -> None:
    pool = a_pool(a_cognito(spoc=Account(FIRST, temporary=True)))
    session = step(pool.sign_in("spoc", FIRST), "new-password").session
    with pytest.raises(Invalid) as weak:
        pool.new_password("spoc", session, "short")
    assert weak.value.fields == {"password": WEAK}


def test_a_step_that_is_late_done_already_or_another_persons_begins_anew() -> None:
    cognito = a_cognito(spoc=Account(CHOSEN, secret=SECRET), author=Account(CHOSEN, secret=SECRET))
    pool = a_pool(cognito)
    sessions = [step(pool.sign_in("spoc", CHOSEN), "code").session for _ in range(3)]
    pool.code("spoc", sessions[0], now(cognito))
    tries = [("spoc", sessions[0]), ("author", sessions[1]), ("nobody", "x" * 20)]
    cognito.clock.time += HOLDS / 2
    for username, session in tries:
        with pytest.raises(Expired, match=LATE[:20]):
            pool.code(username, session, now(cognito))
    cognito.clock.time += HOLDS
    with pytest.raises(Expired):
        pool.code("spoc", sessions[2], now(cognito))


def test_no_step_can_be_left_out() -> None:
    cognito = a_cognito(spoc=Account(FIRST, temporary=True))
    pool = a_pool(cognito)
    session = step(pool.sign_in("spoc", FIRST), "new-password").session
    with pytest.raises(Expired):
        pool.code("spoc", session, "123456")
    with pytest.raises(Expired):
        pool.authenticator("spoc", session, "123456")


def test_a_challenge_that_nobody_here_can_meet_is_not_a_sign_in() -> None:
    cognito = a_cognito()
    client = cognito.client
    client.meta.events.unregister("before-call.cognito-idp", cognito._call)
    pool = CognitoPool(client, "client1", "https://issuer.example", KEY_SET)
    with Stubber(client) as stub:
        stub.add_response("initiate_auth", {"ChallengeName": "SMS_MFA", "Session": "s" * 20})
        with pytest.raises(TemporaryFailure, match="SMS_MFA"):
            pool.sign_in("spoc", CHOSEN)


def test_renewal_keeps_the_moment_of_signing_in_and_ends_with_signing_out() -> None:
    cognito = a_cognito(spoc=Account(CHOSEN, secret=SECRET))
    pool = a_pool(cognito)
    tokens = pool.code("spoc", step(pool.sign_in("spoc", CHOSEN), "code").session, now(cognito))
    assert isinstance(tokens, Tokens)
    cognito.clock.pass_by(hours=1)
    assert pool.renew(tokens.refresh) == tokens.but(refresh="")
    pool.sign_out(tokens.access)
    with pytest.raises(NotSignedIn):
        pool.renew(tokens.refresh)


@pytest.mark.parametrize(
    "error", ["InternalErrorException", "TooManyRequestsException", "ForbiddenException"]
)
def test_a_pool_that_cannot_answer_is_not_a_wrong_password(error: str) -> None:
    cognito = a_cognito(spoc=Account(CHOSEN))
    cognito.error = error
    with pytest.raises(TemporaryFailure):
        a_pool(cognito).sign_in("spoc", CHOSEN)


def test_a_pool_that_cannot_be_reached_is_not_a_wrong_password() -> None:
    class Away:
        def initiate_auth(self, **_: Any) -> None:
            raise EndpointConnectionError(endpoint_url="https://cognito")

    with pytest.raises(TemporaryFailure):
        CognitoPool(Away(), "client1", "https://issuer.example", KEY_SET).sign_in("spoc", CHOSEN)
