"""Cognito as AWS documents it, behind boto3's own client: its shapes checked in and out, nothing sent.

The emulator lets somebody who has no authenticator straight in; AWS does not, and neither does this. MFA is
on, names do not tell whether they exist, and a session is good for one step.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import boto3
from botocore.validate import validate_parameters

from .authenticator import STEP, code_of
from .fakes import FakeClock

Fields = dict[str, Any]
HOLDS = timedelta(minutes=15)
"""AuthSessionValidity in infra/data.yaml."""
ATTEMPTS = 5
BUSY = "Password attempts exceeded"


class Refused(Exception):
    """An error as Cognito names it."""


class Http(NamedTuple):
    """All that boto3 asks of the transport's answer."""

    status_code: int


@dataclass
class Account:
    """One officer in the pool; `secret` is empty until an authenticator is set up."""

    password: str
    temporary: bool = False
    secret: str = ""
    state: str = ""
    failed: int = 0
    codes: set[int] = field(default_factory=set)


@dataclass
class Session:
    """Where somebody stands on the way to tokens."""

    username: str
    challenge: str
    ends: datetime
    secret: str = ""


@cache
def _model() -> Any:
    return boto3.client("cognito-idp", region_name="eu-west-2").meta.service_model


@dataclass
class FakeCognito:
    """`client` is boto3's; `error` is what it answers instead; `calls` are the operations asked for."""

    mint: Callable[[str, datetime], str]
    clock: FakeClock = field(default_factory=FakeClock)
    mfa: bool = True
    accounts: dict[str, Account] = field(default_factory=dict)
    error: str = ""
    calls: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    _sessions: dict[str, Session] = field(default_factory=dict)
    _refresh: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)

    @property
    def client(self) -> Any:
        client = boto3.client("cognito-idp", region_name="eu-west-2")
        client.meta.events.register("before-call.cognito-idp", self._call)
        return client

    def _call(self, model: Any, params: Fields, **_: Any) -> tuple[Http, Fields]:
        self.calls.append(model.name)
        try:
            if self.error:
                raise Refused(self.error)
            answer: Fields = getattr(self, f"_{model.name}")(json.loads(params["body"])) or {}
        except Refused as refused:
            code, *words = str(refused).split(": ")
            return Http(400), {"Error": {"Code": code, "Message": " ".join(words)}, "ResponseMetadata": {}}
        validate_parameters(answer, _model().operation_model(model.name).output_shape)
        return Http(200), answer

    def _InitiateAuth(self, asked: Fields) -> Fields:  # noqa: N802 - Cognito's own names, here and below
        given = asked["AuthParameters"]
        if asked["AuthFlow"] == "REFRESH_TOKEN_AUTH":
            return self._renewed(given["REFRESH_TOKEN"])
        account = self.accounts.get(given["USERNAME"].lower())
        if account is None or account.state == "disabled":
            raise Refused("NotAuthorizedException: Incorrect username or password.")
        if account.failed >= ATTEMPTS:
            raise Refused(f"NotAuthorizedException: {BUSY}")
        if account.password != given["PASSWORD"]:
            account.failed += 1
            raise Refused("NotAuthorizedException: Incorrect username or password.")
        if account.state:
            raise Refused(f"{account.state}: ")
        account.failed = 0
        return self._next(given["USERNAME"].lower(), account)

    def _next(self, username: str, account: Account) -> Fields:
        if account.temporary:
            return self._challenge(
                "NEW_PASSWORD_REQUIRED", username, requiredAttributes="[]", userAttributes="{}"
            )
        if not self.mfa:
            return self._result(username)
        if not account.secret:
            return self._challenge("MFA_SETUP", username, MFAS_CAN_SETUP='["SOFTWARE_TOKEN_MFA"]')
        return self._challenge("SOFTWARE_TOKEN_MFA", username, FRIENDLY_DEVICE_NAME="phone")

    def _challenge(self, name: str, username: str, **more: str) -> Fields:
        parameters = {"USER_ID_FOR_SRP": username, **more}
        session = self._begin(Session(username, name, self.clock.now() + HOLDS))
        return {"ChallengeName": name, "Session": session, "ChallengeParameters": parameters}

    def _begin(self, session: Session) -> str:
        name = f"session-{len(self._sessions):020}"
        self._sessions[name] = session
        return name

    def _found(self, name: str, challenge: str) -> Session:
        session = self._sessions.get(name)
        if session is None or session.challenge != challenge:
            raise Refused(
                "NotAuthorizedException: Invalid session for the user, session can only be used once."
            )
        if self.clock.now() > session.ends:
            raise Refused("NotAuthorizedException: Invalid session for the user, session is expired.")
        return session

    def _RespondToAuthChallenge(self, asked: Fields) -> Fields:  # noqa: N802
        challenge, given = asked["ChallengeName"], asked["ChallengeResponses"]
        wanted = "verified" if challenge == "MFA_SETUP" else challenge
        session = self._found(asked["Session"], wanted)
        if given["USERNAME"].lower() != session.username:
            raise Refused("NotAuthorizedException: Invalid session for the user.")
        account = self.accounts[session.username]
        if challenge == "NEW_PASSWORD_REQUIRED":
            if len(given["NEW_PASSWORD"]) < 12:
                raise Refused("InvalidPasswordException: Password not long enough")
            account.password, account.temporary = given["NEW_PASSWORD"], False
        elif challenge == "SOFTWARE_TOKEN_MFA":
            self._check(account, account.secret, given["SOFTWARE_TOKEN_MFA_CODE"], "CodeMismatchException")
        del self._sessions[asked["Session"]]
        done = challenge in {"SOFTWARE_TOKEN_MFA", "MFA_SETUP"}
        return self._result(session.username) if done else self._next(session.username, account)

    def _check(self, account: Account, secret: str, code: str, error: str) -> None:
        now = self.clock.now().timestamp()
        if code != code_of(secret, now):
            raise Refused(f"{error}: Code mismatch")
        if now // STEP in account.codes:
            raise Refused("ExpiredCodeException: Your software token has already been used once.")
        account.codes.add(int(now // STEP))

    def _AssociateSoftwareToken(self, asked: Fields) -> Fields:  # noqa: N802
        session = self._found(asked["Session"], "MFA_SETUP")
        del self._sessions[asked["Session"]]
        secret = base64.b32encode(f"{session.username:-<40}"[:32].encode()).decode().rstrip("=")
        secret = secret[: len(secret) // 8 * 8]
        begun = Session(session.username, "associated", session.ends, secret)
        return {"SecretCode": secret, "Session": self._begin(begun)}

    def _VerifySoftwareToken(self, asked: Fields) -> Fields:  # noqa: N802
        session = self._found(asked["Session"], "associated")
        account = self.accounts[session.username]
        self._check(account, session.secret, asked["UserCode"], "EnableSoftwareTokenMFAException")
        account.secret = session.secret
        del self._sessions[asked["Session"]]
        return {
            "Status": "SUCCESS",
            "Session": self._begin(Session(session.username, "verified", session.ends)),
        }

    def _result(self, username: str, signed_in_at: datetime | None = None) -> Fields:
        at = signed_in_at or self.clock.now()
        access, refresh = self.mint(username, at), f"refresh-{len(self._refresh)}"
        self._tokens[access] = username
        tokens: Fields = {"AccessToken": access, "ExpiresIn": 3600, "TokenType": "Bearer", "IdToken": "id"}
        if signed_in_at is None:
            self._refresh[refresh] = (username, at)
            tokens["RefreshToken"] = refresh
        return {"ChallengeParameters": {}, "AuthenticationResult": tokens}

    def _renewed(self, refresh: str) -> Fields:
        if refresh not in self._refresh:
            raise Refused("NotAuthorizedException: Refresh Token has been revoked")
        return self._result(*self._refresh[refresh])

    def _GlobalSignOut(self, asked: Fields) -> None:  # noqa: N802
        self.ended.append(asked["AccessToken"])
        theirs = self._tokens.get(asked["AccessToken"])
        self._refresh = {name: kept for name, kept in self._refresh.items() if kept[0] != theirs}
