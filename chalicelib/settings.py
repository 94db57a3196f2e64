"""Every setting, read from the environment here and nowhere else.

| variable | what | default |
|---|---|---|
| WATCHWORD_STAGE | the deployment's name; table, queues and keys are named after it | laptop |
| WATCHWORD_FORCE | the force file's stem | fictional |
| WATCHWORD_TABLE | the table | watchword-<stage> |
| WATCHWORD_SECRET | the Secrets Manager secret with the HMAC keys | watchword-<stage>-keys |
| WATCHWORD_PROVIDERS | the secret with keys of other providers than Amazon | watchword-<stage>-providers |
| WATCHWORD_NOTIFY_URL | where GOV.UK Notify is asked | https://api.notifications.service.gov.uk |
| WATCHWORD_CENSUS | the bucket in which the census lies | watchword-<stage>-census |
| WATCHWORD_BASE_URL | the origin people see, without a slash at the end | http://127.0.0.1:8000 |
| WATCHWORD_POOL_ID | the officers' Cognito user pool | |
| WATCHWORD_POOL_ARN | the same, as an ARN, for the gateway's authorizer | |
| WATCHWORD_CLIENT_ID | the pool's client | |
| WATCHWORD_ISSUER | who issues the tokens | Cognito's address of the pool |
| WATCHWORD_KEY_SET_URL | where the pool's public keys are | <issuer>/.well-known/jwks.json |
| WATCHWORD_INBOUND_TOPIC | allowed topic ARNs of incoming texts, with commas between | |
| WATCHWORD_RECEIPTS_TOPIC | allowed topic ARNs of receipts, with commas between | |
| WATCHWORD_VIEWER_HEADER | the header in which only the site's edge names the caller's address | |
| WATCHWORD_SNS_SIGNATURE_1 | `yes` also takes SHA-1 signatures of notifications | no |
| AWS_REGION | the region | eu-west-2 |
"""

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Self

from .domain.force import Force
from .domain.model import Model

QUEUES = ("plan", "urgent", "routine", "direct", "record", "inbound", "receipts")
_HERE = Path(__file__).parent


class Settings(Model):
    """The settings of this process."""

    stage: str
    force_file: str
    table: str
    secret: str
    providers: str
    notify_url: str
    census: str
    base_url: str
    pool_id: str
    pool_arn: str
    client_id: str
    issuer: str
    key_set_url: str
    inbound_topics: tuple[str, ...]
    receipt_topics: tuple[str, ...]
    viewer_header: str
    sns_signature_1: bool
    region: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings; everything has a default that suits the laptop."""
        get = environment.get
        stage, region = get("WATCHWORD_STAGE", "laptop"), get("AWS_REGION", "eu-west-2")
        pool = get("WATCHWORD_POOL_ID", f"{region}_laptop")
        issuer = get("WATCHWORD_ISSUER", f"https://cognito-idp.{region}.amazonaws.com/{pool}")
        return cls(
            stage=stage,
            region=region,
            force_file=get("WATCHWORD_FORCE", "fictional"),
            table=get("WATCHWORD_TABLE", f"watchword-{stage}"),
            secret=get("WATCHWORD_SECRET", f"watchword-{stage}-keys"),
            providers=get("WATCHWORD_PROVIDERS", f"watchword-{stage}-providers"),
            notify_url=get("WATCHWORD_NOTIFY_URL", "https://api.notifications.service.gov.uk").rstrip("/"),
            census=get("WATCHWORD_CENSUS", f"watchword-{stage}-census"),
            base_url=get("WATCHWORD_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
            pool_id=pool,
            pool_arn=get("WATCHWORD_POOL_ARN", f"arn:aws:cognito-idp:{region}:000000000000:userpool/{pool}"),
            client_id=get("WATCHWORD_CLIENT_ID", ""),
            issuer=issuer,
            key_set_url=get("WATCHWORD_KEY_SET_URL", f"{issuer}/.well-known/jwks.json"),
            inbound_topics=tuple(filter(None, get("WATCHWORD_INBOUND_TOPIC", "").split(","))),
            receipt_topics=tuple(filter(None, get("WATCHWORD_RECEIPTS_TOPIC", "").split(","))),
            viewer_header=get("WATCHWORD_VIEWER_HEADER", ""),
            sns_signature_1=get("WATCHWORD_SNS_SIGNATURE_1", "no") == "yes",
        )

    def configuration_set(self) -> str:
        """Answer what SES and End User Messaging keep their events under: both are named like us."""
        return f"watchword-{self.stage}"

    def queue(self, name: str) -> str:
        """Answer a queue's full name."""
        return f"watchword-{self.stage}-{name}"


@cache
def settings() -> Settings:
    """Answer this process's settings, read once."""
    return Settings.read(os.environ)


def load_force(stem: str) -> Force:
    """Read a force file: the packaged copy beside this module, else the one of this name in infra/forces.

    Raises FileNotFoundError naming the forces there are.
    """
    packaged, shelf = _HERE / "force.toml", _HERE.parent / "infra" / "forces"
    path = packaged if packaged.exists() else shelf / f"{stem}.toml"
    if not path.exists():
        known = ", ".join(sorted(file.stem for file in shelf.glob("*.toml")))
        raise FileNotFoundError(f"There is no force file for {stem!r}. There are: {known}.")
    return Force.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
