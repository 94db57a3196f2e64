"""An officer's record and sign-in, made and made anew by whoever administers a deployment."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import TemporaryFailure
from chalicelib.domain.force import Force
from chalicelib.domain.officer import Officer, Role
from chalicelib.ports import Audit, Officers, Table
from chalicelib.services.sessions import Sessions

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


def add_officer(
    officer: Officer,
    table: Table,
    officers: Officers,
    audit: Audit,
    cognito: Any,
    pool: str,
    say: Callable[[str], None],
) -> None:
    """Write the record, then make the sign-in and say its temporary password, once.

    Doing it again changes name, unit and roles, and leaves the sign-in alone. Raises TemporaryFailure.
    """
    was = officers.load(officer.id)
    kept = officer.but(signed_out_at=was.signed_out_at) if was else officer
    note = f"{', '.join(officer.roles)} in {officer.unit}"
    table.commit(officers.add(kept), audit.entry("administrator", "added an officer", officer.id, note))
    password = secrets.token_urlsafe(WORD_BYTES)
    try:
        cognito.admin_create_user(
            UserPoolId=pool, Username=officer.id, TemporaryPassword=password, MessageAction="SUPPRESS"
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "UsernameExistsException":
            raise TemporaryFailure("the officers' pool does not answer") from None
        say(f"{officer.id} is {note} now; their sign-in is as it was.")
    except BotoCoreError:
        raise TemporaryFailure("the officers' pool does not answer") from None
    else:
        say(f"{officer.id} is {note} now. Temporary password, for a week: {password}")
        say("Hand it over in person. Signing in asks for a new one, and sets up an authenticator.")


def reset_authenticator(
    id: str,
    sessions: Sessions,
    table: Table,
    officers: Officers,
    audit: Audit,
    cognito: Any,
    pool: str,
    say: Callable[[str], None],
) -> None:
    """End the officer's sessions and say another temporary password; their record stays as it is.

    Where MFA is required, Cognito takes no authenticator away: AdminSetUserMFAPreference answers 200 and
    the next sign-in asks for the lost one's code. So the user is deleted and created again; doing it again
    mends what stopped half-way. Raises BadOfficer where there is no such officer, and TemporaryFailure.
    """
    officer = officers.load(id)
    if officer is None:
        raise BadOfficer(f"There is no officer {id!r}. Add one with add-officer.")
    sessions.end_sessions(id, "administrator")
    try:
        cognito.admin_delete_user(UserPoolId=pool, Username=id)
    except ClientError as error:
        if error.response["Error"]["Code"] != "UserNotFoundException":
            raise TemporaryFailure("the officers' pool does not answer") from None
    except BotoCoreError:
        raise TemporaryFailure("the officers' pool does not answer") from None
    add_officer(officer, table, officers, audit, cognito, pool, say)
