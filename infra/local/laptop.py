"""The whole of Watchword on one machine: cloud, journal, application, gateway, triggers and phones."""

import json
import os
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from chalicelib.domain.force import Background
from chalicelib.domain.packed import FORMAT

from .application import load_app, read_force
from .asgi import Asgi
from .cloud import REGION, Cloud, Stack, loopback_only
from .filling import Filling
from .gateway import Gateway
from .journal import Journal
from .networks import Networks
from .notify import Notify
from .phones import FOLDER as PHONES
from .phones import Phones
from .pollers import Pollers
from .refusing import Refusing
from .routes import Authorizer, key_set_url
from .schedules import Schedules
from .sends import Sent
from .signing import LaptopCertificates, Signer
from .state import Lock, State, state_of, write_whole
from .static import Site

STAGE = "laptop"


class Stoppable(Protocol):
    """A part with threads of its own; `stop` returns when they have ended."""

    def stop(self) -> None: ...


@dataclass
class Laptop:
    """One force on this machine; one a process, since the emulator and the application's wiring are.

    `root` is where states are kept (`.local` of the checkout unless it or STATE says otherwise),
    `port` 0 any free one, `subscribers` how many made people an empty state is given; `say` hears what
    takes long.
    """

    force: str = "fictional"
    root: Path | None = None
    port: int = 0
    subscribers: int = 2000
    address: str = ""
    sign_ins: list[tuple[str, str]] = field(default_factory=list)
    say: Callable[[str], None] = lambda words: None
    cloud: Cloud = field(default_factory=Cloud)
    refusing: Refusing = field(default_factory=Refusing)
    _held: Lock | None = None
    _running: list[Stoppable] = field(default_factory=list)

    @property
    def state(self) -> State:
        return state_of(self.force, self.root)

    @property
    def sent(self) -> list[Sent]:
        """Everything the networks carried so far, oldest first."""
        return self.journal.sent

    def start(self) -> None:
        """Ready when this returns; raises AlreadyRunning, NoSuchForce, Damaged or OSError (a taken port)."""
        settings = read_force(self.force)
        self.state.readable()
        self._held = self.state.hold()
        stack = self._start_cloud(settings)
        signer = Signer.kept_in(self.state.folder)
        tiles = Background.model_validate(settings.get("map", {})).origin()
        site = Site((self.state.site, PHONES), tiles)
        authorizer = Authorizer.of(self.cloud.endpoint, REGION, stack.pool, stack.client)
        gateway = Gateway(authorizer, site, port=self.port)
        self.address = gateway.bind()
        self._set_environment(stack)
        app = load_app(LaptopCertificates(signer))
        self.phones = Phones(self.sent, signer, stack.topic_arn, settings["texting"]["number"], self.address)
        networks = Networks(
            self.sent,
            signer,
            stack.receipts_arn,
            self.address,
            lambda *event: app.handler_map["delivery_logs"](*event),
            _callback_word,
        )
        gateway.start(app, {**self.phones.extras(), **networks.extras(), **self.refusing.extras()})
        self._running.append(gateway)
        self._build_site()
        self._fill(stack)
        self._end_leases()
        self.count()
        for triggers in (Pollers.of(app, self.cloud), Schedules.of(app)):
            triggers.start()
            self._running.append(triggers)

    def around(self, app: Asgi) -> Asgi:
        """Stand before the emulator: what is refused is not carried, and so not written down."""
        return self.refusing.around(self.journal.around(self.notify.around(app)))

    def _start_cloud(self, settings: Mapping[str, Any]) -> Stack:
        self.journal, self.notify = Journal(self.state, f"watchword-{STAGE}"), Notify.of(settings)
        if not self.state.seeded.exists():
            # Killed while it was being seeded, or never seeded: half a county is worse than none.
            self.state.empty()
        self.cloud.start(self)
        stack = self.cloud.deploy(STAGE, settings["emailing"]["sender"].rpartition("@")[2].rstrip(">"))
        self.cloud.run(self.journal.replay())
        self._keep_keys(stack)
        return stack

    def _keep_keys(self, stack: Stack) -> None:
        """Give the fresh cloud the keys of the last one: without them no address would be known again."""
        secrets = self.cloud.client("secretsmanager")
        if self.state.keys.exists():
            kept = self.state.keys.read_text(encoding="utf-8").strip()
            secrets.put_secret_value(SecretId=stack.secret, SecretString=kept)
        else:
            write_whole(self.state.keys, [secrets.get_secret_value(SecretId=stack.secret)["SecretString"]])
        words = json.dumps({"notify": self.notify.key})
        secrets.put_secret_value(SecretId=stack.providers, SecretString=words)

    def _set_environment(self, stack: Stack) -> None:
        """What Lambda's configuration holds in AWS; read when the application is imported."""
        os.environ.update(
            WATCHWORD_STAGE=STAGE,
            WATCHWORD_FORCE=self.force,
            WATCHWORD_TABLE=stack.table,
            WATCHWORD_POOL_ID=stack.pool,
            WATCHWORD_POOL_ARN=stack.pool_arn,
            WATCHWORD_CLIENT_ID=stack.client,
            WATCHWORD_KEY_SET_URL=key_set_url(self.cloud.endpoint, stack.pool),
            WATCHWORD_BASE_URL=self.address,
            WATCHWORD_SECRET=stack.secret,
            WATCHWORD_PROVIDERS=stack.providers,
            WATCHWORD_NOTIFY_URL=self.cloud.endpoint,
            WATCHWORD_CENSUS=stack.census,
            WATCHWORD_INBOUND_TOPIC=stack.topic_arn,
            WATCHWORD_RECEIPTS_TOPIC=stack.receipts_arn,
        )
        shared = {
            name: value for name, value in os.environ.items() if name.startswith(("AWS_", "WATCHWORD_"))
        }
        write_whole(self.state.environment, [json.dumps(shared, indent=1)])

    def _build_site(self) -> None:
        from infra import site

        with urllib.request.urlopen(f"{self.address}/api/force") as answer:  # noqa: S310 (its own loopback address)
            site.build(json.load(answer), self.state.site)

    def _fill(self, stack: Stack) -> None:
        """Made people once, and the officers' sign-ins at each start, since no pool outlives the emulator."""
        from infra import seed

        loopback_only(os.environ["AWS_ENDPOINT_URL"])
        if not self.state.seeded.exists():
            self.say(f"Filling an empty laptop with {self.subscribers:,} made-up subscribers.")
            seed.seed(self.force, self.subscribers, Filling(self.cloud, stack.table), self.say)
            self.snapshot()
            self.state.seeded.write_text(FORMAT, encoding="utf-8")
        officers = self.cloud.client("cognito-idp")
        self.sign_ins = list(seed.sign_ins(self.force))
        for username, password in self.sign_ins:
            officers.admin_create_user(UserPoolId=stack.pool, Username=username, MessageAction="SUPPRESS")
            officers.admin_set_user_password(
                UserPoolId=stack.pool, Username=username, Password=password, Permanent=True
            )

    def _end_leases(self) -> None:
        from .leases import end_leases

        if ended := end_leases():
            self.say(f"{ended} pages were being sent when the laptop was killed.")

    def count(self) -> None:
        """Count everybody at once and not within a minute: no census outlives the emulator."""
        from chalicelib import wiring

        wiring.census().build()

    def snapshot(self) -> None:
        """Write the table down whole, so that the next start is quick."""
        self.cloud.run(self.journal.snapshot())

    def stop(self) -> None:
        """Let what is under way finish, write the state down and give it up."""
        for part in self._running:
            part.stop()
        self.state.environment.unlink(missing_ok=True)
        if self.cloud.endpoint:
            self.snapshot()
            self.cloud.stop()
            self.journal.close()
        if self._held:
            self._held.release()


def _callback_word() -> str:
    """What GOV.UK Notify was given to prove itself with."""
    from chalicelib import wiring
    from chalicelib.channels import receipts

    return receipts.word(wiring.keys())
