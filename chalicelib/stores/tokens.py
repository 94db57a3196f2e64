"""Our own check of every access token: what stands before it, the gateway's, may be misconfigured."""

from datetime import UTC, datetime

import jwt

from ..domain.errors import NotSignedIn, TemporaryFailure
from ..domain.session import ENDED, Holder

_CLAIMS = ["exp", "iss", "token_use", "client_id", "username", "auth_time"]


class AccessTokens:
    """A token holds when it is an access token (never an ID token) of this pool and client, signed with
    RS256 by a key of the pool's key set, and not past its time."""

    def __init__(self, client_id: str, issuer: str, key_set: jwt.PyJWKClient) -> None:
        self._client_id, self._issuer, self._key_set = client_id, issuer, key_set

    def holder(self, token: str, *, past_its_time: bool = False) -> Holder:
        """Answer whose token this is; raises NotSignedIn, or TemporaryFailure without a key set."""
        try:
            key = self._key_set.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                issuer=self._issuer,
                options={"require": _CLAIMS, "verify_aud": False, "verify_exp": not past_its_time},
            )
        except jwt.PyJWKClientConnectionError:
            raise TemporaryFailure("the key set is not available") from None
        except jwt.PyJWTError:
            raise NotSignedIn(ENDED) from None
        if claims["token_use"] != "access" or claims["client_id"] != self._client_id:  # noqa: S105 - the kind of a token
            raise NotSignedIn(ENDED)
        signed_in_at = datetime.fromtimestamp(int(claims["auth_time"]), UTC)
        return Holder(officer=str(claims["username"]), signed_in_at=signed_in_at)
