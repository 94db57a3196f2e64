"""The benchmark of the hand-over, run small: what it counts, never how long it took."""

import os
import re
import subprocess
import sys

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
