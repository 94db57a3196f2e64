"""An officer's record and sign-in, made and made anew by whoever administers a deployment."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import wiring
from chalicelib.domain.errors import TemporaryFailure
from chalicelib.domain.force import Force
from chalicelib.domain.officer import Officer, Role
from chalicelib.ports import Audit, Officers, Table
from chalicelib.services.sessions import Sessions
from chalicelib.settings import settings

WORD_BYTES = 15
"""Of a temporary password, which Cognito takes for a week and the officer replaces when first signing in."""


class BadOfficer(ValueError):
    """The force has no such unit or role; the text names those it has."""


def an_officer(id: str, name: str, unit: str | None, roles: Sequence[str], force: Force) -> Officer:
    """Check who is to be added; without a unit they belong to the control room. Raises BadOfficer."""
    units, known = {unit.id for unit in force.units}, {role.value for role in Role}
    chosen = unit or force.control_unit
    if chosen not in units:
        raise BadOfficer(f"There is no unit {chosen!r}. There are: {', '.join(sorted(units))}.")
    if unknown := set(roles) - known:
        raise BadOfficer(f"There is no role {unknown.pop()!r}. There are: {', '.join(sorted(known))}.")
    return Officer(id=id, name=name, unit=chosen, roles=tuple(Role(role) for role in roles))


@dataclass(frozen=True)
class SignIns:
    """Officers' records and the sign-ins that go with them; every method may raise TemporaryFailure."""

    table: Table
    officers: Officers
    audit: Audit
    cognito: Any
    pool: str
    say: Callable[[str], None]

    @classmethod
    def of_this_table(cls, say: Callable[[str], None]) -> Self:
        """Work on the deployment that the environment names."""
        stores = wiring.table(), wiring.officers(), wiring.audit()
        return cls(*stores, wiring.client("cognito-idp"), settings().pool_id, say)

    def add(self, officer: Officer) -> None:
        """Write the record, then make the sign-in and say its temporary password, once.

        Doing it again changes name, unit and roles, and leaves the sign-in alone.
        """
        was = self.officers.load(officer.id)
        kept = officer.but(signed_out_at=was.signed_out_at) if was else officer
        note = f"{', '.join(officer.roles)} in {officer.unit}"
        entry = self.audit.entry("administrator", "added an officer", officer.id, note)
        self.table.commit(self.officers.add(kept), entry)
        password = secrets.token_urlsafe(WORD_BYTES)
        who = {"UserPoolId": self.pool, "Username": officer.id}
        with _besides("UsernameExistsException") as there:
            self.cognito.admin_create_user(**who, TemporaryPassword=password, MessageAction="SUPPRESS")
        if there:
            self.say(f"{officer.id} is {note} now; their sign-in is as it was.")
        else:
            self.say(f"{officer.id} is {note} now. Temporary password, for a week: {password}")
            self.say("Hand it over in person. Signing in asks for a new one, and sets up an authenticator.")

    def reset_authenticator(self, id: str, sessions: Sessions) -> None:
        """End the officer's sessions and say another temporary password; their record stays as it is.

        Where MFA is required, Cognito takes no authenticator away: AdminSetUserMFAPreference answers 200 and
        the next sign-in asks for the lost one's code. So the user is deleted and created again; doing it
        again mends what stopped half-way. Raises BadOfficer where there is no such officer.
        """
        officer = self.officers.load(id)
        if officer is None:
            raise BadOfficer(f"There is no officer {id!r}. Add one with add-officer.")
        sessions.end_sessions(id, "administrator")
        with _besides("UserNotFoundException"):
            self.cognito.admin_delete_user(UserPoolId=self.pool, Username=id)
        self.add(officer)


@contextmanager
def _besides(expected: str) -> Iterator[list[str]]:
    """Answer a list that holds Cognito's error of this name if it came; any other is a TemporaryFailure."""
    came: list[str] = []
    try:
        yield came
    except (BotoCoreError, ClientError) as error:
        if not isinstance(error, ClientError) or error.response["Error"]["Code"] != expected:
            raise TemporaryFailure("the officers' pool does not answer") from None
        came.append(expected)
