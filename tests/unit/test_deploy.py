"""Deploying: in order, shown before it is done, and refused with a sentence."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra.deploy import __main__ as command
from infra.deploy.left import left
from infra.deploy.pages import upload
from infra.deploy.stacks import Change, Stacks
from infra.deploy.stage import REGION, SHELF, Refused, Stage
from infra.deploy.steps import Deployment, certificate

KENT = Stage.read("kent")
QUEUE = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "first"}}
LONDON = {"LocationConstraint": REGION}


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


def client(service: str, region: str = REGION) -> Any:
    return boto3.client(service, region_name=region)


def template(**resources: object) -> str:
    return json.dumps({"Resources": resources})


def never(template: str) -> str:
    raise AssertionError("this template is short enough to be sent as it is")


class Stacked:
    """Stacks on a made-up account that remember what they showed; `says` is the answer."""

    def __init__(self, says: bool = True) -> None:
        self.says, self.shown = says, list[tuple[str, list[Change]]]()
        self.stacks = Stacks(client("cloudformation"), self._agree, delay=0.01)

    def _agree(self, name: str, changes: list[Change]) -> bool:
        self.shown.append((name, changes))
        return self.says


class Told(Stacks):
    """Stacks that answer these outputs and only remember what was to be deployed."""

    def __init__(self, **outputs: str) -> None:
        super().__init__(None, lambda *_: True)
        self._outputs, self.deployed = outputs, list[tuple[str, str, Mapping[str, str]]]()

    def outputs(self, name: str) -> dict[str, str]:
        return self._outputs

    def deploy(
        self, name: str, template: str, parameters: Mapping[str, str], put: Callable[[str], str]
    ) -> None:
        self.deployed.append((name, template, parameters))


def test_a_change_is_shown_before_it_is_made() -> None:
    here = Stacked()
    here.stacks.deploy("watchword-kent-data", template(First=QUEUE), {}, never)
    assert here.shown == [("watchword-kent-data", [Change("Add", "First", "AWS::SQS::Queue", "")])]
    (url,) = client("sqs").list_queues()["QueueUrls"]
    assert url.endswith("/first")


def test_what_nobody_agreed_to_is_not_made() -> None:
    here = Stacked(says=False)
    with pytest.raises(Refused, match="was left as it is"):
        here.stacks.deploy("watchword-kent-data", template(First=QUEUE), {}, never)
    assert client("sqs").list_queues().get("QueueUrls", []) == []


def test_a_long_template_is_kept_in_a_bucket_first() -> None:
    kept = list[str]()

    def put(text: str) -> str:
        kept.append(text)
        client("s3").create_bucket(Bucket="packages", CreateBucketConfiguration=LONDON)
        client("s3").put_object(Bucket="packages", Key="t", Body=text.encode())
        return f"https://s3.{REGION}.amazonaws.com/packages/t"

    long = template(First={**QUEUE, "Metadata": {"why": "x" * 60_000}})
    Stacked().stacks.deploy("watchword-kent-code", long, {}, put)
    assert kept == [long]


def test_a_stack_that_is_not_there_is_said_in_a_sentence() -> None:
    with pytest.raises(Refused, match="deploy the stage first"):
        Stacked().stacks.outputs("watchword-kent-data")


def test_the_steps_come_in_order_and_a_dry_run_needs_no_account(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAGE", "kent")
    monkeypatch.setattr(command, "check", lambda region: pytest.fail("a dry run asks for no account"))
    assert command.main(["--dry-run"]) == 0
    steps = [line.partition(". ")[2].partition(":")[0] for line in capsys.readouterr().out.splitlines()]
    stacks = [f"watchword-kent-{part}" for part in ("data", "code", "edge", "watch")]
    assert [step for step in steps if step.startswith("watchword-")] == stacks
    assert steps[-1] == "texts"


def test_another_region_and_no_account_are_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="is deployed to eu-west-2, and this shell is set to us-east-1"):
        command.check("us-east-1")
    assert command.check(REGION).isdigit()
    monkeypatch.setattr(command, "_clients", lambda *_: boto3.Session().client("sts", REGION))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(Refused, match="Sign in first"):
        command.check(None)


def test_a_stage_without_a_file_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"There are: kent\. Copy one"):
        Stage.read("atlantis")
    (tmp_path / "odd.toml").write_text('force = "kent"\ndomain = "https://odd"\n')
    with pytest.raises(Refused, match=r"odd\.toml"):
        Stage.read("odd", tmp_path)


def test_every_stage_of_the_shelf_can_be_read_and_has_a_force() -> None:
    stages = [Stage.read(file.stem) for file in SHELF.glob("*.toml")]
    assert stages
    assert all((SHELF.parent / "forces" / f"{stage.force}.toml").exists() for stage in stages)


def a_site(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_pages_go_up_when_they_differ_and_go_away_when_they_are_no_longer_built(tmp_path: Path) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="site", CreateBucketConfiguration=LONDON)
    site = a_site(tmp_path / "one", index_html="<p>one", assets__page_js="//", old_html="old")
    assert upload(s3, "site", site) == 3
    assert upload(s3, "site", site) == 0
    assert upload(s3, "site", a_site(tmp_path / "two", index_html="<p>two", assets__page_js="//")) == 2
    there = {each["Key"] for each in s3.list_objects_v2(Bucket="site")["Contents"]}
    assert there == {"index.html", "assets/page.js"}
    page = s3.get_object(Bucket="site", Key="index.html")
    assert (page["ContentType"], page["CacheControl"]) == ("text/html; charset=utf-8", "no-cache")


def test_a_missing_certificate_is_asked_for_in_the_right_region() -> None:
    acm = client("acm", "us-east-1")
    with pytest.raises(Refused, match="request-certificate --region us-east-1 --domain-name watchword"):
        certificate(acm, KENT.domain)


def test_the_certificate_may_be_for_all_names_beside() -> None:
    class Acm:
        def get_paginator(self, name: str) -> "Acm":
            return self

        def paginate(self, **_: object) -> list[dict[str, Any]]:
            return [
                {"CertificateSummaryList": [{"DomainName": "*.kent.police.uk", "CertificateArn": "arn:star"}]}
            ]

    assert certificate(Acm(), KENT.domain) == "arn:star"


def test_the_code_is_deployed_from_its_digest(tmp_path: Path) -> None:
    client("s3").create_bucket(Bucket="packages", CreateBucketConfiguration=LONDON)
    (tmp_path / "deployment.zip").write_bytes(b"code")
    function = {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "./deployment.zip"}}
    (tmp_path / "code.json").write_text(json.dumps({"Resources": {"Plan": function}}))
    told = Told(PackagesName="packages")
    deployment = Deployment(KENT, tmp_path, client, told)
    deployment.zip()
    deployment.code()
    ((name, text, parameters),) = told.deployed
    uri = json.loads(text)["Resources"]["Plan"]["Properties"]["CodeUri"]
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    assert client("s3").get_object(Bucket=bucket, Key=key)["Body"].read() == b"code"
    assert (name, parameters) == ("watchword-kent-code", {"BaseUrl": f"https://{KENT.domain}"})


def test_the_log_of_texts_is_made_short_and_again_without_harm(tmp_path: Path) -> None:
    """Numbers stand in it; the account may have it from before."""
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    told = Told(TextLoggerArn="arn:aws:iam::123456789012:role/logger", DataKeyArn=key)
    for _ in range(2):
        Deployment(KENT, tmp_path, client, told).text_log()
    groups = client("logs").describe_log_groups()["logGroups"]
    name = f"sns/{REGION}/123456789012/DirectPublishToPhoneNumber"
    kept = {group["logGroupName"]: (group["retentionInDays"], group["kmsKeyId"]) for group in groups}
    assert kept == {name: (3, key), f"{name}/Failure": (3, key)}


def test_another_stages_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "code.json").write_text(json.dumps({"Parameters": {"Stage": {"Default": "essex"}}}))
    with pytest.raises(Refused, match="was packaged for essex, not kent"):
        Deployment(KENT, tmp_path, client, Stacked().stacks).data()


def test_more_for_texts_than_aws_granted_is_said_and_does_not_stop(tmp_path: Path) -> None:
    from botocore.exceptions import ClientError

    said = list[str]()

    class Sns:
        def set_sms_attributes(self, attributes: dict[str, str]) -> None:
            raise ClientError({"Error": {"Code": "InvalidParameter", "Message": ""}}, "SetSMSAttributes")

    told = Told(TextLoggerArn="arn:aws:iam::000000000000:role/logger")
    Deployment(KENT, tmp_path, lambda *_: Sns(), told, said.append).texts()
    assert "has not granted $2000 a month" in said[0]


def test_what_is_left_to_people_names_records_sandboxes_and_the_first_administrator() -> None:
    pool = client("cognito-idp").create_user_pool(PoolName="officers")["UserPool"]["Id"]
    told = Told(PoolId=pool, EdgeDomain="d1.example")

    class Mail:
        def get_email_identity(self, EmailIdentity: str) -> dict[str, Any]:  # noqa: N803 (boto3's name)
            return {"DkimAttributes": {"Status": "PENDING", "Tokens": ["abc"]}}

        def get_account(self) -> dict[str, bool]:
            return {"ProductionAccessEnabled": False}

    class Sns:
        def get_sms_sandbox_account_status(self) -> dict[str, bool]:
            return {"IsInSandbox": True}

    fakes: dict[str, Any] = {"sesv2": Mail(), "sns": Sns()}
    said = "\n".join(left(KENT, "kent.police.uk", lambda s, r: fakes.get(s) or client(s, r), told))
    assert "DNS: watchword.kent.police.uk CNAME d1.example" in said
    assert "DNS: abc._domainkey.kent.police.uk CNAME abc.dkim.amazonses.com" in said
    assert "SMS sandbox" in said
    assert "production access" in said
    assert "infra.admin --stage kent add-officer" in said
