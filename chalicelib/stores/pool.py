"""The officers' user pool in Cognito: its chain of challenges, renewal and sign-out.

What Cognito asks and answers is documented under InitiateAuth, RespondToAuthChallenge,
AssociateSoftwareToken and VerifySoftwareToken; none of these calls is signed, so no policy names them.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import jwt
from botocore.exceptions import BotoCoreError, ClientError

from ..domain.errors import Expired, Invalid, NotSignedIn, TemporaryFailure, WatchwordError
from ..domain.session import ENDED, LATE, REFUSED, Holder, Step, Tokens
from .tokens import AccessTokens

WRONG_CODE = (
    "That code is not right, or was used already. Enter the six digits that your authenticator shows now."
)
WEAK = "Choose another password: 12 characters or more, without a space at either end."
_STEPS: Mapping[str, Any] = {
    "NEW_PASSWORD_REQUIRED": "new-password",
    "MFA_SETUP": "set-up-authenticator",
    "SOFTWARE_TOKEN_MFA": "code",
}
# The last two Cognito says of an account without its password: they would tell who has one.
_REFUSALS = (
    "NotAuthorizedException",
    "UserNotFoundException",
    "InvalidParameterException",
    "PasswordResetRequiredException",
    "UserNotConfirmedException",
)
_WEAK = ("InvalidPasswordException", "PasswordHistoryPolicyViolationException", "InvalidParameterException")
_WRONG = ("CodeMismatchException", "ExpiredCodeException", "EnableSoftwareTokenMFAException")
Errors = Mapping[str, Callable[[], WatchwordError]]
_PASSWORD: Errors = dict.fromkeys(_REFUSALS, partial(NotSignedIn, REFUSED))
_RENEWAL: Errors = dict.fromkeys(_REFUSALS, partial(NotSignedIn, ENDED))
_LATER: Errors = dict.fromkeys(_REFUSALS, partial(Expired, LATE))
_NEW_PASSWORD: Errors = {**_LATER, **dict.fromkeys(_WEAK, partial(Invalid, {"password": WEAK}))}
_CODE: Errors = {**_LATER, **dict.fromkeys(_WRONG, partial(Invalid, {"code": WRONG_CODE}))}


class CognitoPool:
    """`ports.SignIn` on Cognito."""

    def __init__(self, client: Any, client_id: str, issuer: str, key_set: jwt.PyJWKClient) -> None:
        self._client, self._client_id = client, client_id
        self._tokens = AccessTokens(client_id, issuer, key_set)

    def sign_in(self, username: str, password: str) -> Tokens | Step:
        given = {"USERNAME": username, "PASSWORD": password}
        return self._went_on(self._initiate("USER_PASSWORD_AUTH", given, _PASSWORD), username)

    def new_password(self, username: str, session: str, password: str) -> Tokens | Step:
        given = {"NEW_PASSWORD": password}
        return self._respond("NEW_PASSWORD_REQUIRED", username, session, given, _NEW_PASSWORD)

    def authenticator(self, username: str, session: str, code: str) -> Tokens | Step:
        verified = self._ask(self._client.verify_software_token, _CODE, Session=session, UserCode=code)
        return self._respond("MFA_SETUP", username, verified["Session"], {}, _LATER)

    def code(self, username: str, session: str, code: str) -> Tokens | Step:
        given = {"SOFTWARE_TOKEN_MFA_CODE": code}
        return self._respond("SOFTWARE_TOKEN_MFA", username, session, given, _CODE)

    def renew(self, refresh: str) -> Tokens:
        return _tokens(self._initiate("REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": refresh}, _RENEWAL))

    def sign_out(self, token: str) -> None:
        self._ask(self._client.global_sign_out, {}, AccessToken=token)

    def holder(self, token: str, *, past_its_time: bool = False) -> Holder:
        return self._tokens.holder(token, past_its_time=past_its_time)

    def _initiate(self, flow: str, given: Mapping[str, str], errors: Errors) -> Mapping[str, Any]:
        ask = self._client.initiate_auth
        return self._ask(ask, errors, ClientId=self._client_id, AuthFlow=flow, AuthParameters=given)

    def _respond(
        self, challenge: str, username: str, session: str, given: Mapping[str, str], errors: Errors
    ) -> Tokens | Step:
        answer = self._ask(
            self._client.respond_to_auth_challenge,
            errors,
            ClientId=self._client_id,
            ChallengeName=challenge,
            Session=session,
            ChallengeResponses={"USERNAME": username, **given},
        )
        return self._went_on(answer, username)

    def _went_on(self, answer: Mapping[str, Any], username: str) -> Tokens | Step:
        if "ChallengeName" not in answer:
            return _tokens(answer)
        step, session, secret = _STEPS.get(answer["ChallengeName"]), answer["Session"], ""
        if step is None:
            raise TemporaryFailure(f"sign-in asks for {answer['ChallengeName']}")
        if step == "set-up-authenticator":
            begun = self._ask(self._client.associate_software_token, _LATER, Session=session)
            session, secret = begun["Session"], begun["SecretCode"]
        known = answer.get("ChallengeParameters", {}).get("USER_ID_FOR_SRP", username)
        return Step(step=step, username=known, session=session, secret=secret)

    def _ask(self, call: Callable[..., Mapping[str, Any]], errors: Errors, **asked: Any) -> Mapping[str, Any]:
        try:
            return call(**asked)
        except ClientError as error:
            known = errors.get(error.response["Error"]["Code"])
            raise (known() if known else TemporaryFailure("sign-in is not available")) from None
        except BotoCoreError:
            raise TemporaryFailure("sign-in is not available") from None


def _tokens(answer: Mapping[str, Any]) -> Tokens:
    given = answer["AuthenticationResult"]
    return Tokens(
        access=given["AccessToken"], refresh=given.get("RefreshToken", ""), seconds=given["ExpiresIn"]
    )
