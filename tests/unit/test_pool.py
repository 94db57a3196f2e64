"""The officers' pool: which tokens hold, and that every refusal reads the same."""

import time
from typing import Any

import jwt
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from cryptography.hazmat.primitives.asymmetric import rsa

from chalicelib.domain.errors import NotSignedIn, TemporaryFailure
from chalicelib.stores.pool import REFUSED, CognitoPool

ISSUER, CLIENT = "https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_pool", "client1"
OURS, THEIRS = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class KeySet:
    """The pool's key set with one key in it; `down` is what fetching it raises."""

    def __init__(self, down: Exception | None = None) -> None:
        self.down = down

    def get_signing_key_from_jwt(self, token: str) -> Any:
        if self.down:
            raise self.down
        if jwt.get_unverified_header(token).get("kid") != "ours":
            raise jwt.PyJWKClientError("no such key")
        return type("Key", (), {"key": OURS.public_key()})


class Cognito:
    """Cognito's client: answers or raises what it was given."""

    def __init__(self, answer: dict[str, Any] | Exception) -> None:
        self.answer = answer

    def initiate_auth(self, **_: Any) -> dict[str, Any]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def pool(answer: dict[str, Any] | Exception | None = None, key_set: KeySet | None = None) -> CognitoPool:
    keys: Any = key_set or KeySet()
    return CognitoPool(Cognito(answer or {}), CLIENT, ISSUER, keys)


def token(key: Any = OURS, algorithm: str = "RS256", kid: str = "ours", **changes: object) -> str:
    claims = {
        "iss": ISSUER,
        "exp": int(time.time()) + 300,
        "token_use": "access",
        "client_id": CLIENT,
        "username": "spoc",
    } | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key, algorithm=algorithm, headers={"kid": kid})


def test_an_access_token_of_ours_names_its_officer() -> None:
    assert pool().verify(token()) == "spoc"


@pytest.mark.parametrize(
    "forged",
    [
        token(key=THEIRS),
        token(kid="theirs"),
        token(key="x" * 32, algorithm="HS256"),
        token(exp=int(time.time()) - 1),
        token(exp=None),
        token(iss="https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_other"),
        token(client_id="client2"),
        token(token_use="id"),
        token(token_use=None),
        token(username=None),
        "not.a.token",
        "",
    ],
)
def test_any_other_token_is_refused(forged: str) -> None:
    with pytest.raises(NotSignedIn):
        pool().verify(forged)


def test_an_unsigned_token_is_refused() -> None:
    with pytest.raises(NotSignedIn):
        pool().verify(jwt.encode({"token_use": "access"}, "", algorithm="none", headers={"kid": "ours"}))


def test_a_key_set_that_cannot_be_fetched_lets_nobody_in_and_says_try_again() -> None:
    down = KeySet(jwt.PyJWKClientConnectionError("down"))
    with pytest.raises(TemporaryFailure):
        pool(key_set=down).verify(token())


def test_signing_in_answers_the_token_and_how_long_it_lasts() -> None:
    answer = {"AuthenticationResult": {"AccessToken": "t", "ExpiresIn": 900}}
    assert pool(answer).sign_in("spoc", "right") == ("t", 900)


@pytest.mark.parametrize(
    "code", ["NotAuthorizedException", "UserNotFoundException", "InvalidParameterException"]
)
def test_a_wrong_name_and_a_wrong_password_read_the_same(code: str) -> None:
    with pytest.raises(NotSignedIn, match=REFUSED[:20]):
        pool(ClientError({"Error": {"Code": code}}, "InitiateAuth")).sign_in("spoc", "wrong")


def test_a_challenge_is_not_a_sign_in() -> None:
    with pytest.raises(NotSignedIn, match="set up first"):
        pool({"ChallengeName": "NEW_PASSWORD_REQUIRED"}).sign_in("spoc", "temporary")


@pytest.mark.parametrize(
    "trouble",
    [
        ClientError({"Error": {"Code": "InternalErrorException"}}, "InitiateAuth"),
        EndpointConnectionError(endpoint_url="https://cognito"),
    ],
)
def test_a_pool_that_does_not_answer_is_not_a_wrong_password(trouble: Exception) -> None:
    with pytest.raises(TemporaryFailure):
        pool(trouble).sign_in("spoc", "right")
