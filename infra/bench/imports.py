"""Cold starts: what importing a function's module costs, beside importing boto3 and pydantic alone."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from infra.doctor import ROOT

from .meter import Row, medians

ROUNDS = 11
PLAIN = "import boto3; from pydantic import BaseModel"
MODULES = {
    "every route": "app",
    "every queue's worker": "chalicelib.handlers.workers",
    "every schedule": "chalicelib.handlers.schedules",
}
"""What the packaged functions import first: Chalice deploys a worker under its own module."""


def rows() -> Iterator[Row]:
    """Measure each in fresh processes, in turn; bytecode is there, as it is for boto3 in Lambda."""
    codes = {"boto3 and pydantic": PLAIN} | {name: f"import {module}" for name, module in MODULES.items()}
    for code in codes.values():
        _seconds(code, 0)
    starts = medians({name: partial(_seconds, code) for name, code in codes.items()}, ROUNDS)
    for name, seconds in starts.items():
        yield Row("import", name, 1000 * seconds, "CPU-ms")
    for name in MODULES:
        times = starts[name] / starts["boto3 and pydantic"]
        yield Row("import", f"{name} beside boto3 and pydantic", times, "times", "<= 1.6")


def _seconds(code: str, _: int) -> float:
    hidden = ("PYTHONDONTWRITEBYTECODE", "PYTHONPROFILEIMPORTTIME")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment["PYTHONPYCACHEPREFIX"] = str(ROOT / "build" / "bench-bytecode")
    before = _children()
    # Without tidying up at its end, which is no part of a start.
    subprocess.run(
        [sys.executable, "-c", f"{code}; import os; os._exit(0)"], cwd=ROOT, env=environment, check=True
    )
    return _children() - before


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
