"""The environment in which an administrator's command works on a deployment, as its functions have it."""

from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from .stacks import Stacks
from .stage import REGION, Refused, Stage


def environment(name: str, formation: Any = None) -> dict[str, str]:
    """Answer the variables of a stage; raises Refused where it is not deployed, or no account answers."""
    stage = Stage.read(name)
    stacks = Stacks(formation or boto3.client("cloudformation", region_name=REGION), lambda *_: False)
    try:
        data = stacks.outputs(stage.stack("data"))
    except (BotoCoreError, ClientError) as error:
        raise Refused(f"No AWS account answers ({type(error).__name__}). Sign in first.") from None
    return {
        "WATCHWORD_STAGE": stage.name,
        "WATCHWORD_FORCE": stage.force,
        "WATCHWORD_POOL_ID": data["PoolId"],
        "WATCHWORD_CLIENT_ID": data["ClientId"],
        "AWS_REGION": REGION,
    }
