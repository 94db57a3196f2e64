"""Access tokens: which of them hold."""

import time
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from chalicelib.domain.errors import NotSignedIn, TemporaryFailure
from chalicelib.stores.tokens import AccessTokens

ISSUER, CLIENT = "https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_pool", "client1"
OURS, THEIRS = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
BEGAN = 1_772_442_000


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


def tokens(key_set: KeySet | None = None) -> AccessTokens:
    keys: Any = key_set or KeySet()
    return AccessTokens(CLIENT, ISSUER, keys)


def token(key: Any = OURS, algorithm: str = "RS256", kid: str = "ours", **changes: object) -> str:
    claims = {
        "iss": ISSUER,
        "exp": int(time.time()) + 300,
        "auth_time": BEGAN,
        "token_use": "access",
        "client_id": CLIENT,
        "username": "spoc",
    } | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key, algorithm=algorithm, headers={"kid": kid})


def test_an_access_token_of_ours_names_its_officer_and_when_they_signed_in() -> None:
    held = tokens().holder(token())
    assert (held.officer, held.signed_in_at) == ("spoc", datetime.fromtimestamp(BEGAN, UTC))


FORGED = {
    "signed by another": token(key=THEIRS),
    "with a key of another": token(kid="theirs"),
    "signed with a secret": token(key="x" * 32, algorithm="HS256"),
    "without an end": token(exp=None),
    "of another pool": token(iss="https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_other"),
    "of another client": token(client_id="client2"),
    "an ID token": token(token_use="id"),
    "of no kind": token(token_use=None),
    "of nobody": token(username=None),
    "without its beginning": token(auth_time=None),
    "no token": "not.a.token",
    "nothing": "",
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
@pytest.mark.parametrize("past_its_time", [False, True])
def test_any_other_token_is_refused(forged: str, past_its_time: bool) -> None:
    with pytest.raises(NotSignedIn):
        tokens().holder(forged, past_its_time=past_its_time)


def test_a_token_past_its_time_serves_for_renewal_only() -> None:
    old = token(exp=int(time.time()) - 1)
    with pytest.raises(NotSignedIn):
        tokens().holder(old)
    assert tokens().holder(old, past_its_time=True).officer == "spoc"


def test_an_unsigned_token_is_refused() -> None:
    with pytest.raises(NotSignedIn):
        tokens().holder(jwt.encode({"token_use": "access"}, "", algorithm="none", headers={"kid": "ours"}))


def test_a_key_set_that_cannot_be_fetched_lets_nobody_in_and_says_try_again() -> None:
    with pytest.raises(TemporaryFailure):
        tokens(KeySet(jwt.PyJWKClientConnectionError("down"))).holder(token())
