"""What this machine needs before anything can run, each missing thing with the one command that mends it.

Standard library only, and no newer syntax than Python 3.8's: it has to run, and speak plainly, on a machine
that has nothing yet.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 11), (3, 13)
OLDEST_NODE = 18
DISK_MIB = 1500
# Debian, Ubuntu, Fedora, Homebrew and Chrome's own installers each choose another name.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `mend` is the command that puts it right, None when nothing is wrong.

    `needed` tells a must-have (nothing works without it) from something that only tests or one command want.
    """

    name: str
    says: str
    mend: str | None = None
    needed: bool = False

    @property
    def stops(self) -> bool:
        return self.needed and self.mend is not None


def answer_of(*command: str) -> str | None:
    """What a program prints, or None when it is absent or fails, as a version manager's shim may."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def find_chromium() -> str | None:
    """The path of this machine's Chromium (or that of `CHROMIUM`), or None; none is ever downloaded."""
    for name in (os.environ.get("CHROMIUM", ""), *BROWSERS):
        path = shutil.which(name) if name else None
        if path and answer_of(path, "--version"):
            return path
    return None


def find_npm() -> str | None:
    """The path of an npm whose Node is recent enough, or None."""
    npm, node = shutil.which("npm"), answer_of("node", "--version")
    if npm is None or node is None or answer_of(npm, "--version") is None:
        return None
    return npm if int(node.lstrip("v").split(".")[0]) >= OLDEST_NODE else None


def python(version: tuple[int, int] = sys.version_info[:2]) -> Finding:
    named = ".".join(map(str, version))
    right = OLDEST <= version <= NEWEST
    mend = None if right else "apt-get install python3 python3-venv   (Python 3.11, 3.12 or 3.13)"
    return Finding("Python", named, mend, needed=True)


def venv() -> Finding:
    there = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
    mend = None if there else "apt-get install python3-venv"
    return Finding("venv", "present" if there else "this Python cannot make environments", mend, needed=True)


def make() -> Finding:
    there = shutil.which("make") is not None
    return Finding(
        "make", "present" if there else "missing", None if there else "apt-get install make", needed=True
    )


def disk() -> Finding:
    free = shutil.disk_usage(ROOT).free // 2**20
    enough = free >= DISK_MIB or (ROOT / ".venv").exists()
    mend = None if enough else f"free {DISK_MIB - free} MiB on the disk that holds {ROOT}"
    return Finding("disk", f"{free} MiB free", mend, needed=True)


def node() -> Finding:
    found = find_npm()
    says = found or f"no npm with Node {OLDEST_NODE} or later; setup brings one as a Python package (60 MB)"
    return Finding("Node", says)


def chromium() -> Finding:
    found = find_chromium()
    says = found or "missing: browser tests and `make screenshots` cannot run"
    return Finding("Chromium", says, None if found else "apt-get install chromium")


def port() -> Finding:
    number = int(os.environ.get("PORT") or 8000)
    with socket.socket() as probe:
        taken = probe.connect_ex(("127.0.0.1", number)) == 0
    says = f"{number} is {'in use' if taken else 'free'} (`make run` listens there)"
    return Finding("port", says, f"make run PORT={number + 1}" if taken else None)


def examine() -> list[Finding]:
    return [python(), venv(), make(), disk(), node(), chromium(), port()]


def report(findings: list[Finding]) -> str:
    """One line a finding, and under each that is wrong the command that mends it."""
    lines = []
    for finding in findings:
        mark = "missing" if finding.stops else "note" if finding.mend else "ok"
        lines.append(f"{mark:>8}  {finding.name}: {finding.says}")
        if finding.mend:
            lines.append(f"{'':>10}mend it with: {finding.mend}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Print what was found; with `--quiet` only must-haves that are missing. Exit 1 when one is."""
    quiet = "--quiet" in arguments
    findings = [python(), venv(), make(), disk()] if quiet else examine()
    stopping = [finding for finding in findings if finding.stops]
    if stopping or not quiet:
        print(report(stopping if quiet else findings))
    return 1 if stopping else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
