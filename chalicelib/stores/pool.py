"""The officers' user pool in Cognito: sign-in, sign-out, and our own check of every token."""

from typing import Any

import jwt
from botocore.exceptions import BotoCoreError, ClientError

from ..domain.errors import NotSignedIn, TemporaryFailure

REFUSED = "That name and password do not match. Check both and try again."
_CLAIMS = ["exp", "iss", "token_use", "client_id", "username"]
_WRONG = {
    "NotAuthorizedException",
    "UserNotFoundException",
    "InvalidParameterException",
    # Cognito says these of an account without its password: they would tell who has one.
    "PasswordResetRequiredException",
    "UserNotConfirmedException",
}


class CognitoPool:
    """`ports.SignIn` on Cognito.

    A token holds when it is an access token (never an ID token) of this pool and client, signed with
    RS256 by a key of the pool's key set, and not past its time.
    """

    def __init__(self, client: Any, client_id: str, issuer: str, key_set: jwt.PyJWKClient) -> None:
        self._client, self._client_id, self._issuer, self._key_set = client, client_id, issuer, key_set

    def sign_in(self, username: str, password: str) -> tuple[str, int]:
        try:
            answer = self._client.initiate_auth(
                ClientId=self._client_id,
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": username, "PASSWORD": password},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _WRONG:
                raise NotSignedIn(REFUSED) from None
            raise TemporaryFailure("sign-in is not available") from None
        except BotoCoreError:
            raise TemporaryFailure("sign-in is not available") from None
        result = answer.get("AuthenticationResult")
        if not result:
            raise NotSignedIn("This account must be set up first. Ask your administrator.")
        return str(result["AccessToken"]), int(result["ExpiresIn"])

    def sign_out(self, token: str) -> None:
        try:
            self._client.global_sign_out(AccessToken=token)
        except (ClientError, BotoCoreError):
            raise TemporaryFailure("sign-out is not available") from None

    def verify(self, token: str) -> str:
        try:
            key = self._key_set.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                issuer=self._issuer,
                options={"require": _CLAIMS, "verify_aud": False},
            )
        except jwt.PyJWKClientConnectionError:
            raise TemporaryFailure("the key set is not available") from None
        except jwt.PyJWTError:
            raise NotSignedIn("Your sign-in has ended. Sign in again.") from None
        if claims["token_use"] != "access" or claims["client_id"] != self._client_id:  # noqa: S105 - the kind of a token
            raise NotSignedIn("Your sign-in has ended. Sign in again.")
        return str(claims["username"])
