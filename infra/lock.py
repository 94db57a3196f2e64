"""`make lock`: the locks with a hash for every file, for every Python we support, naming no registry.

The Lambda's lock is cut from the laptop's, so that what is tested is what is deployed.
"""

import os
import subprocess
import sys

from infra.doctor import OLDEST, ROOT
from infra.setup import npm

UV = (sys.executable, "-m", "uv", "pip", "compile", "--no-config", "--quiet", "--upgrade", "--universal")
# A lock is read by other machines: where this one fetches packages from stays out of it.
NEUTRAL = ("--generate-hashes", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links")
LOCKS: dict[str, tuple[str, ...]] = {
    "requirements-dev.txt": ("pyproject.toml", "--group", "dev"),
    "requirements.txt": ("pyproject.toml", "--constraints", "requirements-dev.txt"),
    "requirements-package.txt": (
        "pyproject.toml",
        "--group",
        "package",
        "--constraints",
        "requirements-dev.txt",
    ),
    "requirements-node.txt": ("--group", "node"),
}


def main() -> int:
    environment = os.environ | {"UV_CUSTOM_COMPILE_COMMAND": "make lock"}
    oldest = ".".join(map(str, OLDEST))
    for lock, sources in LOCKS.items():
        command = (*UV, *NEUTRAL, "--python-version", oldest, *sources, "--output-file", lock)
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    npm_lock()
    return 0


def npm_lock() -> None:
    """package-lock.json from package.json, whose versions are exact: nothing moves that was not asked for."""
    command = (
        *npm(),
        "install",
        "--package-lock-only",
        "--ignore-scripts",
        "--omit-lockfile-registry-resolved=true",
    )
    subprocess.run([str(part) for part in command], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
