"""A lost or changed phone: an officer's sign-in is made anew, so that another authenticator can be set up."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import TemporaryFailure
from chalicelib.ports import Audit, Officers, Table
from chalicelib.services.sessions import Sessions

from .officers import BadOfficer, add_officer


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
