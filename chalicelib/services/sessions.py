"""Officers' sessions: signing in and out, and whose token this is."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from ..domain.errors import NotSignedIn
from ..domain.officer import Officer
from ..ports import Audit, Clock, Nonces, Officers, SignIn, Table

LONGEST = timedelta(days=1)
"""No access token lasts longer: Cognito's own limit."""


@dataclass(frozen=True)
class Sessions:
    """Role and unit come from the officer's record, never from the token."""

    table: Table
    clock: Clock
    nonces: Nonces
    officers: Officers
    audit: Audit
    pool: SignIn

    def sign_in(self, username: str, password: str) -> tuple[str, int, Officer]:
        """Answer (access token, seconds it lasts, officer); raises NotSignedIn, the same for every reason."""
        token, seconds = self.pool.sign_in(username, password)
        officer = self.officer(token)
        self.table.commit(self.audit.entry(officer.id, "signed in", officer.id))
        return token, seconds, officer

    def officer(self, token: str) -> Officer:
        """Answer the officer whose token this is; raises NotSignedIn."""
        officer = self.officers.load(self.pool.verify(token))
        if self.nonces.seen("signed-out", _digest(token)):
            raise NotSignedIn("You have signed out. Sign in again.")
        if officer is None or not officer.active:
            raise NotSignedIn("This account is not in use. Ask your administrator.")
        return officer

    def sign_out(self, officer: Officer, token: str) -> None:
        """End this session at once, and let no other of this officer be renewed."""
        # Cognito's sign-out leaves an access token good for its hour to whoever checks signatures alone.
        self.nonces.remember("signed-out", _digest(token), self.clock.now() + LONGEST)
        self.pool.sign_out(token)
        self.table.commit(self.audit.entry(officer.id, "signed out", officer.id))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
