"""`make deploy STAGE=kent`: shows every change, makes it, and says what is left to people."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.package import BUILD

from .left import left
from .stacks import Change, Stacks
from .stage import REGION, Refused, Stage
from .steps import Deployment


def _clients(service: str, region: str) -> Any:
    return boto3.client(service, region_name=region)


def check(session_region: str | None) -> str:
    """Answer the account that would be deployed to; raises Refused where there is none, or another region."""
    if session_region not in (None, REGION):
        raise Refused(f"Watchword is deployed to {REGION}, and this shell is set to {session_region}.")
    try:
        return str(_clients("sts", REGION).get_caller_identity()["Account"])
    except (BotoCoreError, ClientError) as error:
        raise Refused(
            f"No AWS account answers ({type(error).__name__}). Sign in first, for example with `aws sso "
            "login`, and set AWS_PROFILE. `make deploy DRY=yes` says the steps without an account."
        ) from None


def _asked(name: str, changes: list[Change]) -> bool:
    print(f"  {name} would change:")
    for change in changes:
        print(f"    {change}")
    return input("  Do it? [y/N] ").strip().lower() in {"y", "yes"}


def _agreed(name: str, changes: list[Change]) -> bool:
    print("\n".join([f"  {name} changes:", *(f"    {change}" for change in changes)]))
    return True


def deploy(stage: Stage, dry: bool, yes: bool) -> None:
    """Carry out every step, or with `dry` only say them; raises Refused at the first that cannot be."""
    package = BUILD / "package" / stage.name
    stacks = Stacks(_clients("cloudformation", REGION), _agreed if yes else _asked)
    deployment = Deployment(stage, package, _clients, stacks)
    if not dry:
        print(f"Deploying {stage.name} to account {check(os.environ.get('AWS_REGION'))} in {REGION}.")
    for number, step in enumerate(deployment.steps(), 1):
        print(f"{number}. {step.says}", flush=True)
        if not dry:
            step.work()
    if not dry:
        mail = json.loads((package / "code.json").read_text())["Parameters"]["MailDomain"]["Default"]
        print(
            "\n".join(
                ["Done. Left to people:", *(f"- {each}" for each in left(stage, mail, _clients, stacks))]
            )
        )


def main(words: Sequence[str]) -> int:
    """Deploy STAGE; answers 1 and says why where it could not."""
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description=__doc__)
    parser.add_argument(
        "--dry-run", action="store_true", help="say every step, touch nothing; needs no account"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before each stack")
    chosen = parser.parse_args(words)
    try:
        deploy(Stage.read(os.environ.get("STAGE") or "kent"), chosen.dry_run, chosen.yes)
    except (Refused, ClientError, BotoCoreError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
