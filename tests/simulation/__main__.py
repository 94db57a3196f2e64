"""Runs many stories and prints what struck; or one, by its seed, just as it was when it failed.

python -m tests.simulation --seeds 10000 --first 0
python -m tests.simulation --seed 277 --faults F8,F22 --people 3
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from typing import Any

from .reports import Report, stories, table
from .scenario import Scenario
from .shrinking import LEAST, leave, shrunk, wrong

BATCH = 20


def main() -> int:
    """Answer the exit status: 1 where something did not hold."""
    given = _arguments()
    if given.seed is not None:
        return _one(_overruled(Scenario.of(given.seed), given))
    began = time.monotonic()
    whole = _many(given.first, given.seeds, given.processes)
    print(table(whole.counts))
    print(f"{whole.stories} stories, {whole.taken} messages taken, {time.monotonic() - began:.0f} seconds")
    if whole.failed is None:
        print("0 violations")
        return 0
    return _one(shrunk(Scenario.of(whole.failed)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, help="run this story alone")
    parser.add_argument("--faults", help="with these faults only, as in F5,F8")
    for name in LEAST:
        parser.add_argument(f"--{name.replace('_', '-')}", type=int)
    return parser.parse_args()


def _overruled(scenario: Scenario, given: argparse.Namespace) -> Scenario:
    changes: dict[str, Any] = {name: getattr(given, name) for name in LEAST}
    if given.faults is not None:
        changes["faults"] = tuple(filter(None, given.faults.split(",")))
    return scenario.but(**{name: value for name, value in changes.items() if value is not None})


def _many(first: int, seeds: int, processes: int) -> Report:
    """Run seeds side by side, and no more once one has failed."""
    whole, cores = Report(), multiprocessing.Value("i", 0)
    starts = range(first, first + seeds, BATCH)
    batches = [(start, min(BATCH, first + seeds - start)) for start in starts]
    # This pool ends its processes, whatever threads of a failed story still wait in them.
    with multiprocessing.Pool(processes, _on_one_core, (cores,)) as pool:
        for report in pool.imap(_batch, batches):
            whole = whole + report
            if whole.failed is not None:
                break
            if whole.stories % 1000 < BATCH:
                print(f"{whole.stories} stories", file=sys.stderr)
    return whole


def _batch(seeds: tuple[int, int]) -> Report:
    return stories(*seeds)


def _on_one_core(cores: Any) -> None:
    """Stay on a core of one's own: threads that take turns are four times as quick there."""
    if hasattr(os, "sched_setaffinity"):
        with cores.get_lock():
            cores.value += 1
        there = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {there[cores.value % len(there)]})


def _one(scenario: Scenario) -> int:
    """Run one story and say how to run it again; the last line is what to type."""
    violation = wrong(scenario)
    if not violation:
        print(f"Seed {scenario.seed} holds.")
        return 0
    usual = Scenario.of(scenario.seed)
    flags = [
        f"--{name.replace('_', '-')} {getattr(scenario, name)}"
        for name in LEAST
        if getattr(scenario, name) != getattr(usual, name)
    ]
    flags += [f"--faults {','.join(scenario.faults) or 'none'}"] if scenario.faults != usual.faults else []
    print(f"Seed {scenario.seed} fails: {violation}")
    print(f"Replay: .venv/bin/python -m tests.simulation --seed {' '.join([str(scenario.seed), *flags])}")
    return 1


if __name__ == "__main__":
    leave(main())
