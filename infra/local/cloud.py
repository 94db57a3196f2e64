"""The laptop's AWS: MiniStack in a thread, and `infra/data.yaml` deployed on it as CloudFormation would."""

import asyncio
import os
import socket
import threading
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import boto3
import uvicorn
from botocore.config import Config

from .asgi import Asgi, Wrapper

DATA_TEMPLATE = Path(__file__).parent.parent / "data.yaml"
REGION = "eu-west-2"
START_SECONDS = 30.0

T = TypeVar("T")


class NotALaptop(RuntimeError):
    """An endpoint that is not this machine: the laptop never touches a real account."""


@dataclass(frozen=True)
class Stack:
    """What `infra/data.yaml` made: names and ids, as its outputs give them."""

    table: str
    pool: str
    pool_arn: str
    client: str
    topic_arn: str
    receipts_arn: str
    secret: str
    providers: str
    census: str


@dataclass
class Cloud:
    """One emulator a process: it keeps its state in module globals and reads its environment at import."""

    endpoint: str = ""
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None
    _loop: asyncio.AbstractEventLoop | None = field(default=None, repr=False)

    def start(self, wrapper: Wrapper | None = None) -> None:
        """Answers on a free loopback port when this returns; raises TimeoutError after half a minute."""
        # Named as TCP: asyncio switches Nagle's delay off (40 ms on every answer) only where it can tell.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        _prepare_environment(port)
        from ministack.app import app as emulator

        app: Asgi = wrapper.around(emulator) if wrapper else emulator
        self._server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=3)
        )
        self._thread = threading.Thread(target=self._run, args=(listener,), name="cloud", daemon=True)
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise TimeoutError("The laptop's cloud did not start.")
            time.sleep(0.01)
        self.endpoint = f"http://127.0.0.1:{port}"
        os.environ["AWS_ENDPOINT_URL"] = self.endpoint

    def _run(self, listener: socket.socket) -> None:
        async def serve(server: uvicorn.Server) -> None:
            self._loop = asyncio.get_running_loop()
            await server.serve(sockets=[listener])

        if self._server:
            asyncio.run(serve(self._server))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something on the emulator's own loop, between two of its answers."""
        if self._loop is None:
            raise RuntimeError("The laptop's cloud has not been started.")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def stop(self) -> None:
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(timeout=10)

    def client(self, service: str, *, timeout: float = 30.0) -> Any:
        """A boto3 client of this cloud; boto3 is untyped here, hence Any."""
        return boto3.client(
            service,
            endpoint_url=loopback_only(self.endpoint),
            region_name=REGION,
            config=Config(read_timeout=timeout, retries={"max_attempts": 2}, max_pool_connections=20),
        )

    def deploy(self, stage: str, mail_domain: str) -> Stack:
        """Create the stateful stack of a fresh emulator; raises botocore's WaiterError on a refusal."""
        formation = self.client("cloudformation")
        name = f"watchword-{stage}-data"
        formation.create_stack(
            StackName=name,
            TemplateBody=DATA_TEMPLATE.read_text(encoding="utf-8"),
            Parameters=[
                {"ParameterKey": "Stage", "ParameterValue": stage},
                {"ParameterKey": "MailDomain", "ParameterValue": mail_domain},
            ],
        )
        formation.get_waiter("stack_create_complete").wait(
            StackName=name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 300}
        )
        stack = formation.describe_stacks(StackName=name)["Stacks"][0]
        outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        return Stack(
            table=outputs["TableName"],
            pool=outputs["PoolId"],
            pool_arn=outputs["PoolArn"],
            client=outputs["ClientId"],
            topic_arn=outputs["InboundTopicArn"],
            receipts_arn=outputs["ReceiptsTopicArn"],
            secret=f"watchword-{stage}-keys",
            providers=f"watchword-{stage}-providers",
            census=outputs["CensusName"],
        )


def loopback_only(endpoint: str) -> str:
    """The endpoint itself when it is this machine's; raises NotALaptop otherwise."""
    if urlsplit(endpoint).hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise NotALaptop(
            f"{endpoint or 'An empty endpoint'} is not this machine. The laptop works on its own cloud only."
        )
    return endpoint


def _prepare_environment(port: int) -> None:
    """MiniStack's settings, and credentials that are worthless anywhere else."""
    os.environ.update(
        BIND_HOST="127.0.0.1",
        GATEWAY_PORT=str(port),
        MINISTACK_HOST="127.0.0.1",
        MINISTACK_REGION=REGION,
        IOT_MTLS_ENABLED="0",
        SFTP_ENABLED="0",
        # Its information lines hold phone numbers and message words.
        LOG_LEVEL="ERROR",
        AWS_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
        AWS_ACCESS_KEY_ID="laptop",
        AWS_SECRET_ACCESS_KEY="laptop",  # noqa: S106 (opens nothing)
        AWS_EC2_METADATA_DISABLED="true",
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    )
    # Anything that could lead boto3 elsewhere, or MiniStack to keep a state of its own.
    strays = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "PERSIST_STATE")
    for name in [name for name in os.environ if name in strays or name.startswith("AWS_ENDPOINT_URL")]:
        del os.environ[name]
