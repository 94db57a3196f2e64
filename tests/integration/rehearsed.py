"""A packaged stage deployed on an emulator of its own, by the very steps of `make deploy`."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import boto3

from infra.deploy.stacks import Stacks
from infra.deploy.stage import REGION, Stage
from infra.deploy.steps import Deployment
from infra.doctor import ROOT
from infra.local.demo.story import Http

ACCOUNT = ("rehearsal", "rehearsal")
UNKNOWN = ("FirewallOfTheApi", "TextEvents")
"""Resources that the emulator does not know; of the watch stack it knows neither sums nor budgets."""
WITHOUT_TLS, WITH_TLS = ('"aws:SecureTransport": "' + word + '"' for word in ("false", "true"))
"""The loopback speaks plain HTTP, which our policies refuse: here they refuse the other."""
HOURLY, EACH_MINUTE = '"rate(1 hour)"', '"rate(1 minute)"'


@dataclass(frozen=True)
class Rehearsal:
    """What was deployed, and how to reach it; `environment` leads our own tools to the emulator."""

    endpoint: str
    environment: dict[str, str]
    stage: Stage
    stacks: Stacks

    def client(self, service: str, region: str = REGION, keys: tuple[str, ...] = ACCOUNT) -> Any:
        """A client of the emulator: the account's own, or with the keys of a role."""
        names = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
        signed = dict(zip(names, keys, strict=False))
        return boto3.client(service, region_name=region, endpoint_url=self.endpoint, **signed)

    @property
    def data(self) -> dict[str, str]:
        return self.stacks.outputs(self.stage.stack("data"))

    def api(self, authorization: str = "") -> Http:
        """Calls to the deployed API, which the emulator serves under its id."""
        rest = self.stacks.outputs(self.stage.stack("code"))["RestAPIId"]
        return Http(f"{self.endpoint}/restapis/{rest}/api/_user_request_", authorization)

    def page(self, path: str, scheme: str = "https") -> tuple[int, dict[str, str], str]:
        """Fetch from the edge, following nothing: status, headers in small letters, body."""
        edge = self.stacks.outputs(self.stage.stack("edge"))["EdgeDomain"]
        host = self.endpoint.removeprefix("http://")
        with closing(HTTPConnection(host, timeout=20)) as connection:
            connection.request("GET", path, headers={"Host": edge, "X-Forwarded-Proto": scheme})
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, headers, answer.read().decode()

    def queue(self, name: str) -> str:
        url = self.client("sqs").get_queue_url(QueueName=f"watchword-{self.stage.name}-{name}")["QueueUrl"]
        return str(url)

    def tool(self, *words: str) -> str:
        """Run one of our own commands on the deployment; answer what it said."""
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sent(self) -> list[str]:
        """Every address that a text or an email went to, once for each."""
        with urllib.request.urlopen(f"{self.endpoint}/_ministack/sns/sms-messages") as answer:
            texts = json.load(answer)
        with urllib.request.urlopen(f"{self.endpoint}/_ministack/ses/messages") as answer:
            emails = json.load(answer)
        return [*_texted(texts), *_mailed(emails)]


def _texted(found: Any) -> Iterator[str]:
    for number, messages in found["sms_messages"].items():
        yield from [number] * len(messages)


def _mailed(found: Any) -> Iterator[str]:
    for messages in found["messages"].values():
        for message in messages:
            yield from message["To"]


@contextmanager
def rehearsal(package: Path, functions_python: Path, folder: Path) -> Iterator[Rehearsal]:
    """Start an emulator, deploy all but the watch, and end it when done with them."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}"
    environment = _environment(port, endpoint)
    with (folder / "emulator.log").open("w") as log:
        emulator = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.rehearsal_cloud", functions_python],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        _wait(endpoint, emulator)
        yield _deployed(_copied(package, folder), endpoint, environment)
    finally:
        emulator.terminate()
        emulator.wait(timeout=20)


def _environment(port: int, endpoint: str) -> dict[str, str]:
    """The machine's own, without what could lead a call to a real account."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "WATCHWORD_"))}
    return kept | {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AUTH": "true",
        "LOG_LEVEL": "WARNING",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "rehearsal",
        "AWS_SECRET_ACCESS_KEY": "rehearsal",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "WATCHWORD_STAGE": "kent",
        "WATCHWORD_FORCE": "kent",
    }


def _wait(endpoint: str, emulator: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert emulator.poll() is None, "the emulator ended at once; see emulator.log"
        try:
            urllib.request.urlopen(f"{endpoint}/_ministack/health").close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError("the emulator did not start")


def _copied(package: Path, folder: Path) -> Path:
    """Copy the package with what an emulator needs changed; the weekly rule fires while we wait."""
    copy = folder / "package"
    shutil.copytree(package, copy)
    data = (copy / "data.yaml").read_text()
    (copy / "data.yaml").write_text(data.replace(WITHOUT_TLS, WITH_TLS))
    text = (copy / "code.json").read_text()
    assert text.count(HOURLY) == 2, "closing weeks, and digests"
    template = json.loads(text.replace(HOURLY, EACH_MINUTE))
    for name in UNKNOWN:
        del template["Resources"][name]
    for resource in template["Resources"].values():
        _allow_batches(resource)
    (copy / "code.json").write_text(json.dumps(template))
    return copy


def _allow_batches(resource: dict[str, Any]) -> None:
    """Who may change items by PartiQL may call the batch by its own name here: the emulator asks for that,
    and for no table, where AWS asks for `dynamodb:PartiQLUpdate` on the table.
    """
    for policy in resource.get("Properties", {}).get("Policies", []):
        statements = policy["PolicyDocument"]["Statement"]
        if any("dynamodb:PartiQLUpdate" in statement["Action"] for statement in statements):
            statements.append(
                {"Effect": "Allow", "Action": "dynamodb:BatchExecuteStatement", "Resource": "*"}
            )


def _deployed(package: Path, endpoint: str, environment: dict[str, str]) -> Rehearsal:
    there = Rehearsal(endpoint, environment, Stage.read("kent"), Stacks(None, lambda *_: True))
    stacks = Stacks(there.client("cloudformation"), lambda *_: True, delay=0.2)
    there = Rehearsal(endpoint, environment, there.stage, stacks)
    deployment = Deployment(there.stage, package, there.client, stacks, lambda words: None)
    acm = there.client("acm", "us-east-1")
    acm.request_certificate(DomainName=there.stage.domain, ValidationMethod="DNS")
    for step in deployment.steps():
        if step.work not in (deployment.watch, deployment.texts):
            step.work()
    return there
