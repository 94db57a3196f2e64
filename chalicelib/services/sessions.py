"""Officers' sessions: signing in step by step, renewal, signing out, and whose token this is."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..domain.errors import Conflict, Expired, NotFound, NotSignedIn, TemporaryFailure
from ..domain.officer import Officer
from ..domain.session import LATE, REFUSED, Step, Tokens, check_password
from ..ports import Audit, Clock, Keys, Officers, SignIn, Table
from .tries import Tries

NOT_IN_USE = "This account is not in use. Ask your administrator."
SIGNED_OUT = "You have signed out. Sign in again."
SEAL = 24
"""Characters before a step's session by which we know it as ours."""
_ATTEMPTS = 3

SignedIn = tuple[Tokens, Officer]


@dataclass(frozen=True)
class Sessions:
    """Role and unit come from the officer's record, never from the token.

    So does the end of a session: Cognito's sign-out leaves an access token good for its hour to whoever
    checks signatures alone, so the record says since when an officer is signed out.
    """

    table: Table
    clock: Clock
    keys: Keys
    officers: Officers
    audit: Audit
    pool: SignIn
    tries: Tries

    def sign_in(self, username: str, password: str, ip: str) -> SignedIn | Step:
        """Begin; raises NotSignedIn, the same for every reason, or TooMany."""
        self.tries.password(username, ip)
        return self._reached(self.pool.sign_in(username, password))

    def new_password(self, username: str, session: str, password: str, ip: str) -> SignedIn | Step:
        """Replace the administrator's password; raises Invalid, Expired or TooMany."""
        check_password(password, username)
        own = self._opened("new-password", username, session, ip)
        return self._reached(self.pool.new_password(username, own, password))

    def authenticator(self, username: str, session: str, code: str, ip: str) -> SignedIn | Step:
        """Set the authenticator up with a first code; raises Invalid, Expired or TooMany."""
        own = self._opened("set-up-authenticator", username, session, ip)
        return self._reached(self.pool.authenticator(username, own, code))

    def code(self, username: str, session: str, code: str, ip: str) -> SignedIn | Step:
        """Give the authenticator's code; raises Invalid, Expired or TooMany."""
        own = self._opened("code", username, session, ip)
        return self._reached(self.pool.code(username, own, code))

    def renew(self, token: str, refresh: str) -> SignedIn:
        """Exchange a refresh token, together with the access token it came with; raises NotSignedIn.

        The access token may be past its time; whoever it was given to must be whom the new one names.
        """
        officer = self._holder(token, past_its_time=True)
        tokens = self.pool.renew(refresh)
        if self.officer(tokens.access).id != officer.id:
            raise NotSignedIn(SIGNED_OUT)
        return tokens, officer

    def officer(self, token: str) -> Officer:
        """Answer the officer whose token this is; raises NotSignedIn."""
        return self._holder(token)

    def sign_out(self, officer: Officer, token: str) -> None:
        """End every session of this officer at once, here and elsewhere."""
        self._end(officer.id, officer.id, "signed out", self.pool.holder(token).signed_in_at)
        # The record has ended them all, renewal included; Cognito's own list is a second fence.
        with suppress(TemporaryFailure):
            self.pool.sign_out(token)

    def end_sessions(self, officer: str, by: str) -> None:
        """End every session of another officer at once; raises NotFound."""
        self._end(officer, by, "ended sessions")

    def _end(self, officer: str, by: str, action: str, *sessions: datetime) -> None:
        # A token tells whole seconds: who signs in again within this one is in, and is not taken for the old.
        at = max([self.clock.now().replace(microsecond=0) - timedelta(seconds=1), *sessions])
        for left in reversed(range(_ATTEMPTS)):
            was = self.officers.load(officer)
            if was is None:
                raise NotFound("There is no such officer.")
            try:
                entry = self.audit.entry(by, action, officer)
                return self.table.commit(self.officers.save(was.signed_out(at), was), entry)
            except Conflict:
                if not left:
                    raise

    def _reached(self, result: Tokens | Step) -> SignedIn | Step:
        if isinstance(result, Step):
            seal = self.keys.sign("sign-in step", _proof(result.step, result.username, result.session), SEAL)
            return result.but(session=seal + result.session)
        try:
            officer = self.officer(result.access)
        except NotSignedIn:
            raise NotSignedIn(REFUSED) from None
        self.table.commit(self.audit.entry(officer.id, "signed in", officer.id))
        return result, officer

    def _opened(self, step: str, username: str, sealed: str, ip: str) -> str:
        """Answer Cognito's session, one try later.

        The seal comes first: whoever has not given the password can use up nobody's codes.
        """
        seal, session = sealed[:SEAL], sealed[SEAL:]
        if not self.keys.verify("sign-in step", _proof(step, username, session), seal):
            raise Expired(LATE)
        self.tries.code(username, ip)
        return session

    def _holder(self, token: str, *, past_its_time: bool = False) -> Officer:
        held = self.pool.holder(token, past_its_time=past_its_time)
        officer = self.officers.load(held.officer)
        if officer is None or not officer.active:
            raise NotSignedIn(NOT_IN_USE)
        if not officer.still_in(held.signed_in_at):
            raise NotSignedIn(SIGNED_OUT)
        return officer


def _proof(step: str, username: str, session: str) -> str:
    return f"{step}#{session}#{username}"
