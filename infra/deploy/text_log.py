"""Amazon SNS's two logs of what became of texts: one pair an account, whatever stages it has."""

from typing import Any

from botocore.exceptions import ClientError

KEPT_DAYS = 3
"""Numbers stand in it: long enough for whoever looks into a fault."""


def names(region: str, account: str) -> tuple[str, str]:
    """Answer what SNS calls them (its Developer Guide, "Viewing CloudWatch metrics and logs for SMS")."""
    taken = f"sns/{region}/{account}/DirectPublishToPhoneNumber"
    return taken, f"{taken}/Failure"


def keep(logs: Any, names: tuple[str, str], key: str) -> None:
    """Make both logs, encrypted with this key and short; one that is there already is only made short."""
    for name in names:
        try:
            logs.create_log_group(logGroupName=name, kmsKeyId=key)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceAlreadyExistsException":
                raise
        logs.put_retention_policy(logGroupName=name, retentionInDays=KEPT_DAYS)
