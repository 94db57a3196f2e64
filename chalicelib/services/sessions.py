"""Officers' sessions: signing in and out, and whose token this is."""

from dataclasses import dataclass

from ..domain.errors import NotSignedIn
from ..domain.officer import Officer
from ..ports import Audit, Officers, SignIn, Table


@dataclass(frozen=True)
class Sessions:
    """Role and unit come from the officer's record, never from the token."""

    table: Table
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
        if officer is None or not officer.active:
            raise NotSignedIn("This account is not in use. Ask your administrator.")
        return officer

    def sign_out(self, officer: Officer, token: str) -> None:
        """End every session of this officer."""
        self.pool.sign_out(token)
        self.table.commit(self.audit.entry(officer.id, "signed out", officer.id))
