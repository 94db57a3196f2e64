"""Every mutant through the stories: `python -m tests.simulation.mutating` says which seed notices it."""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.machinery
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import CodeType, ModuleType

from infra.doctor import ROOT

from .mutants import MUTANTS, Mutant

SEEDS, LONGEST = 2000, 600
"""Stories that a mutant may live through, and seconds."""


class _Spoiling(importlib.machinery.SourceFileLoader):
    """Loads a module with some of its words replaced, and never from a cache."""

    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType:
        """Compile the spoilt words."""
        source = self.get_data(self.path).decode()
        if source.count(self.mutant.words) != 1:
            raise ImportError(f"{self.mutant.file} holds {self.mutant.words!r} not once.")
        return compile(source.replace(self.mutant.words, self.mutant.instead), self.path, "exec")


class _Finder(importlib.abc.MetaPathFinder):
    """Finds one module, to be spoilt."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Answer the spec with our loader."""
        if fullname != self._mutant.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec and spec.origin:
            loader = _Spoiling(fullname, spec.origin)
            loader.mutant = self._mutant
            spec.loader = loader
        return spec


def caught(mutant: Mutant, seeds: int) -> str:
    """Spoil the engine of this process for good, and answer which story notices, "" where none does."""
    sys.meta_path.insert(0, _Finder(mutant))
    # Only now: this imports the engine.
    from .scenario import Scenario
    from .shrinking import wrong

    for seed in range(seeds):
        if violation := wrong(Scenario.of(seed)):
            return f"seed {seed}: {violation.splitlines()[0][:90]}"
    return ""


def _beside(n: int) -> str:
    """Ask a process of its own, so that each engine is spoilt in one place."""
    command = [sys.executable, "-m", "tests.simulation.mutating", "--mutant", str(n)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return ""
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def main() -> int:
    """Answer the exit status: 1 where a mutant lives."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.mutating", description=__doc__)
    parser.add_argument("--mutant", type=int)
    given = parser.parse_args()
    if given.mutant is not None:
        found = caught(MUTANTS[given.mutant], SEEDS)
        print(found)
        # Only now, too.
        from .shrinking import leave

        leave(not found)
    living = 0
    with ThreadPoolExecutor(2) as pool:
        for mutant, found in zip(MUTANTS, pool.map(_beside, range(len(MUTANTS))), strict=True):
            living += not found
            print(f"{'caught' if found else 'LIVES ':<6}  {mutant.what}\n        {found}", flush=True)
    print(f"{len(MUTANTS) - living} of {len(MUTANTS)} mutants caught")
    return living > 0


if __name__ == "__main__":
    sys.exit(main())
