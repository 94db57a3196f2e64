"""The benchmark of the hand-over, run small: what it counts, never how long it took."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from infra.doctor import ROOT


@pytest.mark.slow
def test_the_hand_over_costs_no_more_calls_and_write_units_on_the_emulator_than_promised() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "infra.bench", "hand-over"],
        cwd=ROOT,
        env={**os.environ, "BENCH_RECIPIENTS": "500"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = r"((?:calls|write units) a recipient, \w+) .* (kept|MISSED)$"
    promised = re.findall(found, ran.stdout, re.MULTILINE)
    assert [verdict for _, verdict in promised] == ["kept"] * 4, ran.stdout + ran.stderr


@pytest.mark.slow
def test_an_audience_is_found_in_the_requests_promised_and_counted_from_few_bytes(public_data: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "infra.bench", "audience"],
        cwd=ROOT,
        env={**os.environ, "WATCHWORD_DATA": str(public_data), "BENCH_SUBSCRIBERS": "20000"},
        capture_output=True,
        text=True,
        check=False,
    )
    bound = r"(requests|read units|people|bytes a person) .* (kept|MISSED)$"
    promised = re.findall(bound, ran.stdout, re.MULTILINE)
    units = ["requests", "read units", "people", "requests", "bytes a person"]
    assert promised == [(unit, "kept") for unit in units], ran.stdout + ran.stderr
