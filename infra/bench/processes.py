"""Processes beside the measured one, so that what they cost is not counted, or is counted alone."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from infra.doctor import ROOT

from .meter import Row


@dataclass(frozen=True)
class Beside:
    """A process that runs: `said` is its first line, `ask` has it say another."""

    said: Mapping[str, Any]
    _process: subprocess.Popen[str]

    def ask(self) -> dict[str, Any]:
        """Answer what the process says of itself now."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("This process cannot be asked.")
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found


@contextmanager
def beside(module: str, *words: str) -> Iterator[Beside]:
    """Run a module of ours until the block ends; raises RuntimeError where it does not start."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        if process.stdout is None or not (line := process.stdout.readline()):
            raise RuntimeError(f"{module} did not start.")
        try:
            yield Beside(json.loads(line), process)
        finally:
            # Its input ends, and it with it: also where this process is killed.
            process.communicate()


def rows_of(module: str, *words: str, **environment: str) -> Iterator[Row]:
    """Measure in a process of its own, for another force; `tell` there is heard here."""
    command = [sys.executable, "-m", module, *words]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    ) as process:
        yield from (Row(**json.loads(line)) for line in process.stdout or ())
    if process.returncode:
        raise RuntimeError(f"{module} failed.")


def tell(rows: Iterable[Row]) -> None:
    """Say each row to the process that asked for it."""
    for row in rows:
        print(json.dumps(asdict(row)), flush=True)


def ready(report: Callable[[], object] = dict, **said: object) -> None:
    """Say that this process may be used, and report whenever asked, until nobody needs it any more."""
    print(json.dumps(said), flush=True)
    for _ in sys.stdin:
        print(json.dumps(report()), flush=True)
