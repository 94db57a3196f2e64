"""Officers' pool on the emulator, as far as it does what AWS does; the unit tests have the whole chain."""

import time
from typing import Any

import jwt
import pytest

from chalicelib.domain.errors import Invalid, NotSignedIn
from chalicelib.domain.session import REFUSED, Step, Tokens
from chalicelib.stores.pool import CognitoPool
from infra.local.cloud import REGION, Cloud, Stack
from infra.local.routes import key_set_url

from ..authenticator import code_of

FIRST, CHOSEN = "given by the admin", "three random words"


@pytest.fixture(scope="module")
def stack(cloud: Cloud) -> Stack:
    return cloud.deploy("signing-in", "signing-in.example")


@pytest.fixture
def pool(cloud: Cloud, stack: Stack) -> CognitoPool:
    keys = jwt.PyJWKClient(key_set_url(cloud.endpoint, stack.pool))
    issuer = f"https://cognito-idp.{REGION}.amazonaws.com/{stack.pool}"
    return CognitoPool(cloud.client("cognito-idp"), stack.client, issuer, keys)


@pytest.fixture
def officer(cloud: Cloud, stack: Stack, request: pytest.FixtureRequest) -> str:
    """A new officer of this test's own, with the password that an administrator gave."""
    name = str(request.node.name)[:60]
    cloud.client("cognito-idp").admin_create_user(
        UserPoolId=stack.pool, Username=name, TemporaryPassword=FIRST, MessageAction="SUPPRESS"
    )
    return name


def signed_in(pool: CognitoPool, officer: str) -> Tokens:
    first = pool.sign_in(officer, FIRST)
    assert isinstance(first, Step)
    tokens = pool.new_password(officer, first.session, CHOSEN)
    assert isinstance(tokens, Tokens)
    return tokens


def test_a_first_password_is_replaced_and_leads_to_a_token_that_holds(
    pool: CognitoPool, officer: str
) -> None:
    before = int(time.time())
    held = pool.holder(signed_in(pool, officer).access)
    assert held.officer == officer
    assert before <= held.signed_in_at.timestamp() <= time.time()
    with pytest.raises(NotSignedIn, match=REFUSED[:20]):
        pool.sign_in(officer, FIRST)


def test_whoever_has_an_authenticator_gives_its_code(cloud: Cloud, pool: CognitoPool, officer: str) -> None:
    client, token = cloud.client("cognito-idp"), signed_in(pool, officer).access
    secret = client.associate_software_token(AccessToken=token)["SecretCode"]
    client.verify_software_token(AccessToken=token, UserCode=code_of(secret, time.time()))
    asked = pool.sign_in(officer, CHOSEN)
    assert isinstance(asked, Step)
    assert asked.step == "code"
    with pytest.raises(Invalid):
        pool.code(officer, asked.session, "000000")
    assert isinstance(pool.code(officer, asked.session, code_of(secret, time.time())), Tokens)


def test_a_session_is_renewed_until_it_is_signed_out(pool: CognitoPool, officer: str) -> None:
    tokens = signed_in(pool, officer)
    assert pool.holder(pool.renew(tokens.refresh).access).officer == officer
    time.sleep(1.1)  # the emulator tells sign-outs from sign-ins by whole seconds
    pool.sign_out(tokens.access)
    with pytest.raises(NotSignedIn):
        pool.renew(tokens.refresh)


def test_neither_an_id_token_nor_a_refresh_token_is_an_access_token(
    cloud: Cloud, stack: Stack, pool: CognitoPool, officer: str
) -> None:
    signed_in(pool, officer)
    answer: Any = cloud.client("cognito-idp").initiate_auth(
        ClientId=stack.client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": officer, "PASSWORD": CHOSEN},
    )["AuthenticationResult"]
    for token in (answer["IdToken"], answer["RefreshToken"]):
        with pytest.raises(NotSignedIn):
            pool.holder(token)


def test_nobody_and_a_wrong_password_read_the_same(pool: CognitoPool, officer: str) -> None:
    refusals = set()
    for name in (officer, "nobody"):
        with pytest.raises(NotSignedIn) as refused:
            pool.sign_in(name, "wrong password")
        refusals.add(str(refused.value))
    assert refusals == {REFUSED}
