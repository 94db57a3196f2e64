"""A laptop in a process of its own, as `make run` starts it, which a test may stop or kill."""

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.doctor import ROOT
from infra.local.demo.story import Http, sign_in
from infra.local.state import state_of
from infra.local.tables import key_of


@dataclass
class Running:
    """`python -m infra.local` on a state folder; `start` again after a stop or a kill goes on from there."""

    root: Path
    subscribers: int = 200
    force: str = "fictional"
    address: str = ""
    sign_ins: list[tuple[str, str]] = field(default_factory=list)
    _process: subprocess.Popen[str] | None = None

    def start(self) -> "Running":
        """Ready when this returns; raises RuntimeError with what it said where it does not start."""
        environment = {
            **os.environ,
            "STATE": str(self.root),
            "FORCE": self.force,
            "PORT": "0",
            "SUBSCRIBERS": str(self.subscribers),
        }
        self.root.mkdir(parents=True, exist_ok=True)
        with self.log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "infra.local"],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        said, self.sign_ins = list[str](), []
        for line in self._process.stdout or ():
            said.append(line)
            if pair := re.match(r"  (\S+) +(\S.*)$", line):
                self.sign_ins.append((pair[1], pair[2]))
            if ready := re.match(r"Watchword is ready at (\S+)/$", line):
                self.address = ready[1]
                return self
        self.kill()
        raise RuntimeError(f"The laptop did not start: {''.join(said)}{self.log.read_text()[-2000:]}")

    @property
    def log(self) -> Path:
        return self.root / "stderr.txt"

    def password(self, name: str) -> str:
        return dict(self.sign_ins)[name]

    def officer(self, name: str) -> Http:
        return sign_in(self.address, name, self.password(name))

    def sent(self) -> list[dict[str, str]]:
        """What the networks carried, from the record on the disk."""
        with (self.root / self.force / "sent.jsonl").open(encoding="utf-8") as record:
            return [json.loads(line) for line in record if line.endswith("\n")]

    def carried(self, words: str) -> int:
        """How many messages with these words that is, without reading each: cheap enough to watch."""
        record, found = self.root / self.force / "sent.jsonl", words.encode()
        return sum(found in line for line in record.read_bytes().splitlines())

    def stored(self, under: str) -> dict[tuple[str, str], dict[str, Any]]:
        """The items whose sort key begins so, as a dead laptop's journal leaves them, by their keys."""
        state, sign = state_of(self.force, self.root), f'"sk":{{"S":"{under}'
        items: dict[tuple[str, str], dict[str, Any]] = {}
        for path in (state.snapshot, state.journal):
            for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
                if sign in line:
                    entry = json.loads(line)
                    items |= {key_of(item): item for item in entry.get("put", [entry])}
        return {key: item for key, item in items.items() if key[1].startswith(under)}

    def kill(self) -> None:
        """As the power cut does: no handler runs."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.wait(timeout=60)
        if self._process.stdout:
            self._process.stdout.close()
        self._process = None
