"""The steps of a deployment, in their order: state, code, edge, watch, pages, texts."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from . import text_log
from .pages import upload
from .stacks import Stacks
from .stage import REGION, Refused, Stage

Clients = Callable[[str, str], Any]
"""Answers boto3's client of a service in a region."""


class Step(NamedTuple):
    """What a step does, in words, and the doing."""

    says: str
    work: Callable[[], None]


@dataclass(frozen=True)
class Deployment:
    """One package on its way into an account."""

    stage: Stage
    package: Path
    clients: Clients
    stacks: Stacks
    say: Callable[[str], None] = print

    def steps(self) -> Iterator[Step]:
        """Answer what there is to do, in order; each can be done again and changes only what differs."""
        stage, name = self.stage, self.stage.stack
        yield Step(
            f"{name('data')}: table, queues, topic, officers' pool, keys; they outlive code", self.data
        )
        yield Step(
            "the log of what became of texts: numbers stand in it, so it is encrypted and short",
            self.text_log,
        )
        yield Step(
            "the code's zip, under its own digest, and the templates into the bucket of packages", self.zip
        )
        yield Step(
            f"{name('code')}: functions, roles, API, firewall, schedules for https://{stage.domain}",
            self.code,
        )
        yield Step(
            f"{name('edge')}: the site's bucket, and CloudFront with the certificate of {stage.domain}",
            self.edge,
        )
        yield Step(
            f"{name('watch')}: alarms to {stage.alarm_email}, dashboard, a budget of ${stage.budget_dollars}",
            self.watch,
        )
        yield Step(
            "the pages into the site's bucket; what has gone is taken away, and caches are told", self.pages
        )
        yield Step(f"texts: transactional, logged, and at most ${stage.text_dollars} a month", self.texts)

    def data(self) -> None:
        domain = self._fixed()["MailDomain"]["Default"]
        text = (self.package / "data.yaml").read_text(encoding="utf-8")
        self.stacks.deploy(
            self.stage.stack("data"), text, {"Stage": self.stage.name, "MailDomain": domain}, self._keep
        )
        self.stacks.protect(self.stage.stack("data"))

    def text_log(self) -> None:
        """Make the log before the code's stack subscribes to it."""
        out = self.stacks.outputs(self.stage.stack("data"))
        account = out["TextLoggerArn"].split(":")[4]
        text_log.keep(self.clients("logs", REGION), text_log.names(REGION, account), out["DataKeyArn"])

    def zip(self) -> None:
        body = (self.package / "deployment.zip").read_bytes()
        bucket, key = self._packages(), self._zip_key()
        self._s3().put_object(Bucket=bucket, Key=key, Body=body)

    def code(self) -> None:
        template = json.loads((self.package / "code.json").read_text(encoding="utf-8"))
        uri = f"s3://{self._packages()}/{self._zip_key()}"
        for resource in template["Resources"].values():
            if resource["Type"] == "AWS::Serverless::Function":
                resource["Properties"]["CodeUri"] = uri
        parameters = {"BaseUrl": f"https://{self.stage.domain}"}
        self.stacks.deploy(self.stage.stack("code"), json.dumps(template), parameters, self._keep)

    def edge(self) -> None:
        parameters = {
            "Stage": self.stage.name,
            "Domain": self.stage.domain,
            "CertificateArn": certificate(self.clients("acm", "us-east-1"), self.stage.domain),
        }
        text = (self.package / "edge.yaml").read_text(encoding="utf-8")
        self.stacks.deploy(self.stage.stack("edge"), text, parameters, self._keep)

    def watch(self) -> None:
        parameters = {
            "Stage": self.stage.name,
            "AlarmEmail": self.stage.alarm_email,
            "TextDollars": str(self.stage.text_dollars),
            "BudgetDollars": str(self.stage.budget_dollars),
        }
        text = (self.package / "watch.yaml").read_text(encoding="utf-8")
        self.stacks.deploy(self.stage.stack("watch"), text, parameters, self._keep)

    def pages(self) -> None:
        out = self.stacks.outputs(self.stage.stack("edge"))
        changed = upload(self._s3(), out["SiteBucket"], self.package / "site")
        self.say(f"  {changed} pages and files differed")
        if changed:
            self.clients("cloudfront", "us-east-1").create_invalidation(
                DistributionId=out["DistributionId"],
                InvalidationBatch={
                    "Paths": {"Quantity": 1, "Items": ["/*"]},
                    "CallerReference": self._zip_key() + str(changed),
                },
            )

    def texts(self) -> None:
        """Set how texts are sent and logged; more than AWS granted is refused with what to ask for."""
        limit, sns = str(self.stage.text_dollars), self.clients("sns", REGION)
        role = self.stacks.outputs(self.stage.stack("data"))["TextLoggerArn"]
        try:
            sns.set_sms_attributes(
                attributes={"DeliveryStatusIAMRole": role, "DeliveryStatusSuccessSamplingRate": "100"}
            )
            sns.set_sms_attributes(attributes={"DefaultSMSType": "Transactional", "MonthlySpendLimit": limit})
        except ClientError as error:
            self.say(
                f"  AWS has not granted ${limit} a month for texts ({error.response['Error']['Code']}). Ask "
                "for it in Service Quotas (SNS, account spend threshold), then deploy again."
            )

    def _s3(self) -> Any:
        return self.clients("s3", REGION)

    def _packages(self) -> str:
        return self.stacks.outputs(self.stage.stack("data"))["PackagesName"]

    def _zip_key(self) -> str:
        return f"{hashlib.sha256((self.package / 'deployment.zip').read_bytes()).hexdigest()}.zip"

    def _keep(self, template: str) -> str:
        """Keep a template under its digest; answer its URL."""
        bucket, key = self._packages(), f"{hashlib.sha256(template.encode()).hexdigest()}.template"
        self._s3().put_object(Bucket=bucket, Key=key, Body=template.encode())
        return f"https://s3.{REGION}.amazonaws.com/{bucket}/{key}"

    def _fixed(self) -> dict[str, dict[str, str]]:
        """The parameters that the packager has decided."""
        found: dict[str, dict[str, str]] = json.loads((self.package / "code.json").read_text())["Parameters"]
        if found["Stage"]["Default"] != self.stage.name:
            raise Refused(
                f"{self.package} was packaged for {found['Stage']['Default']}, not {self.stage.name}."
            )
        return found


def certificate(acm: Any, domain: str) -> str:
    """Find a domain's issued certificate, or that of all names beside it; raises Refused."""
    wanted = {domain, "*." + domain.partition(".")[2]}
    pages = acm.get_paginator("list_certificates").paginate(CertificateStatuses=["ISSUED"])
    for page in pages:
        for each in page["CertificateSummaryList"]:
            if wanted & {each["DomainName"], *each.get("SubjectAlternativeNameSummaries", [])}:
                return str(each["CertificateArn"])
    raise Refused(
        f"There is no issued certificate for {domain} in us-east-1, where CloudFront looks. Ask for it:\n"
        f"  aws acm request-certificate --region us-east-1 --domain-name {domain} --validation-method DNS\n"
        "and publish the record that it names."
    )
