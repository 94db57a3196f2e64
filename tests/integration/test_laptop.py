"""The laptop as `make run` starts it: what it says, what it keeps, and how it goes down."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).parent.parent.parent
READY = "Watchword is ready at "


class Running:
    """A laptop in a process of its own."""

    def __init__(self, folder: Path, port: int, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.toy_laptop"],
            cwd=CHECKOUT,
            env={
                **os.environ,
                "FORCE": "",
                "SUBSCRIBERS": "7",
                "PORT": str(port),
                "STATE": str(folder),
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line.strip())
            if line.startswith(READY):
                break
        self.address = self.said[-1].removeprefix(READY).rstrip("/") if self.said else ""

    def ask(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        _, self.complaint = self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def running(tmp_path: Path, port: int) -> Iterator[Running]:
    started = Running(tmp_path, port)
    yield started
    if started.process.poll() is None:
        started.end(signal.SIGKILL)


def test_it_prints_the_sign_ins_and_one_line_with_the_address(running: Running, port: int) -> None:
    assert running.said[-1] == f"{READY}http://127.0.0.1:{port}/"
    assert any(line.split() == ["spoc", "spoc-on-this-laptop"] for line in running.said)
    assert running.ask("/api/sign-in", {}) == {"in": True}


def test_an_empty_state_is_seeded_once(running: Running, tmp_path: Path, port: int) -> None:
    assert running.ask("/api/seeded") == {"n": 7}
    running.end(signal.SIGTERM)
    again = Running(tmp_path, port, SUBSCRIBERS="8")
    assert again.ask("/api/seeded") == {"n": 7}
    again.end(signal.SIGKILL)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_data_keys_sign_ins_and_phones_outlive_a_stop_and_a_kill(
    running: Running, tmp_path: Path, port: int, end: signal.Signals
) -> None:
    for n in range(1, 4):
        assert running.ask("/api/count", {}) == {"n": n}
    key, sent = running.ask("/api/key"), running.ask("/api/text", {})
    assert running.end(end) == (-9 if end == signal.SIGKILL else 0)
    again = Running(tmp_path, port)
    assert again.ask("/api/count", {}) == {"n": 4}
    assert again.ask("/api/key") == key
    assert again.ask("/api/sign-in", {}) == {"in": True}
    (card,) = again.ask("/local/phones")["cards"]
    assert [message["id"] for message in card["messages"]] == [sent["id"]]
    again.end(signal.SIGKILL)


def test_killed_while_seeding_it_starts_from_nothing(tmp_path: Path, port: int) -> None:
    dead = Running(tmp_path, port, DIE_WHILE_SEEDING="yes")
    dead.process.communicate(timeout=30)
    again = Running(tmp_path, port)
    assert again.ask("/api/seeded") == {"n": 7}
    again.end(signal.SIGTERM)
    assert "HALF" in (tmp_path / "fictional" / "table.jsonl").read_text()


def test_a_second_start_is_refused_with_a_sentence(running: Running, tmp_path: Path, port: int) -> None:
    second = Running(tmp_path, port)
    _, complaint = second.process.communicate(timeout=30)
    assert second.process.returncode == 1
    assert "already running" in complaint
    assert running.ask("/api/count", {}) == {"n": 1}


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = Running(tmp_path, taken.getsockname()[1])
        _, complaint = refused.process.communicate(timeout=30)
    assert refused.process.returncode == 1
    assert "PORT=" in complaint
    assert "Traceback" not in complaint


def test_an_unknown_force_is_said_with_those_there_are(tmp_path: Path, port: int) -> None:
    refused = Running(tmp_path, port, FORCE="atlantis")
    _, complaint = refused.process.communicate(timeout=30)
    assert "There is no force 'atlantis'" in complaint
    assert "fictional" in complaint


def test_an_answer_reaches_the_webhook_signed(running: Running, tmp_path: Path) -> None:
    answer = {"from": "+447700900001", "text": "Saw the van on Mill Lane", "previous": None}
    assert running.ask("/local/phones/answer", answer) == {"webhook": 200}
    running.end(signal.SIGTERM)
    assert "SigningCertURL" in _inbound(tmp_path / "fictional" / "table.jsonl")


def _inbound(table: Path) -> str:
    for line in table.read_text().splitlines():
        item = json.loads(line)
        if item["pk"]["S"] == "INBOUND":
            return base64.b64decode(item["body"]["B"]).decode()
    return ""


def test_the_pages_are_built_for_the_force_and_served(running: Running) -> None:
    with urllib.request.urlopen(f"{running.address}/index.html") as page:
        assert "Marrowshire Police" in page.read().decode()
    with urllib.request.urlopen(f"{running.address}/phones.html") as page:
        assert "On this laptop only" in page.read().decode()
