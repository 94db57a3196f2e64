"""What is left to people: records to publish, limits to ask for, and the first administrator."""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from .stacks import Stacks
from .stage import REGION, Stage
from .steps import Clients


def left(stage: Stage, mail_domain: str, clients: Clients, stacks: Stacks) -> Iterator[str]:
    """Answer one sentence for each thing that only people can do, and that is not done yet."""
    edge = stacks.outputs(stage.stack("edge"))
    yield f"DNS: {stage.domain} CNAME {edge['EdgeDomain']}"
    yield from _mail(clients("sesv2", REGION), mail_domain)
    if clients("sns", REGION).get_sms_sandbox_account_status()["IsInSandbox"]:
        yield (
            "Texts reach only numbers you verify: leave the sandbox in the SNS console (Text messaging, Exit "
            "SMS sandbox), and ask for the spend limit and for 20 texts a second or more."
        )
    pool = stacks.outputs(stage.stack("data"))["PoolId"]
    if not clients("cognito-idp", REGION).list_users(UserPoolId=pool, Limit=1)["Users"]:
        yield (
            "Nobody can sign in yet. Add the first administrator:\n    .venv/bin/python -m infra.admin "
            f"--stage {stage.name} add-officer kit.farrow 'Kit Farrow' --role admin"
        )


def _mail(ses: Any, domain: str) -> Iterator[str]:
    try:
        identity = ses.get_email_identity(EmailIdentity=domain)
    except ClientError:
        identity = {}
    signing = identity.get("DkimAttributes", {})
    if signing.get("Status") != "SUCCESS":
        for token in signing.get("Tokens", []):
            yield f"DNS: {token}._domainkey.{domain} CNAME {token}.dkim.amazonses.com"
    if not ses.get_account()["ProductionAccessEnabled"]:
        yield "Email reaches only addresses you verify: ask for production access in the SES console."
