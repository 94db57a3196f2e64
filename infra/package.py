"""`make package`: what one force needs to be deployed, in build/package/<stage>/; no account is asked for."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import yaml

from chalicelib.channels import registry
from chalicelib.domain.force import Force
from infra import policies, site
from infra.doctor import ROOT, answer_of
from infra.edge import template
from infra.setup import once

RUNTIMES = ("3.13", "3.12")
"""Lambda's Pythons that we package for, the newest first; its 3.11 ended on 30 June 2026."""
TEMPLATES = ("data.yaml", "code.json", "edge.yaml", "watch.yaml")
MOST_BYTES = 12 * 2**20
REGION = os.environ.get("AWS_DEFAULT_REGION") or "eu-west-2"
BUILD = ROOT / "build"
FORCES = ROOT / "infra" / "forces"
STAGE = re.compile(r"[a-z][a-z0-9-]{1,19}")
_PROBE = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
_HIDDEN = ("AWS_", "WATCHWORD_", "PYTHON")


class NotPackaged(Exception):
    """Something is missing or wrong; the text says what to do."""


def find_python() -> Path | None:
    """Find a Python that Lambda runs, on PATH or among pyenv's; each is tried: a shim may exist and fail."""
    for version in RUNTIMES:
        for candidate in _candidates(version):
            if answer_of(candidate, "-c", _PROBE) == version:
                return Path(candidate)
    return None


def _candidates(version: str) -> Iterator[str]:
    yield sys.executable
    yield f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(map(str, pyenv.glob(f"versions/{version}.*/bin/python")), reverse=True)


def package(stage: str, force: Path, out: Path) -> Path:
    """Write all templates, the zip and the built site into `out`, lint them, and answer the zip's path.

    `force` is the force file that goes into the package. Raises NotPackaged.
    """
    python = find_python()
    if python is None:
        raise NotPackaged(
            f"Lambda runs Python {' and '.join(RUNTIMES)}, and this machine has neither.\n"
            "mend it with: pyenv install 3.13   (or install python3.13 with its venv module)"
        )
    chalice = _environment(python)
    shutil.rmtree(out, ignore_errors=True)
    tree = out / "tree"
    known = _read(force)
    _lay_out(tree, force)
    for policy in (tree / ".chalice").glob("policy-*.json"):
        policy.write_text(json.dumps(policies.narrowed(json.loads(policy.read_text()), known)))
    run_chalice(chalice, stage, tree, out)
    shutil.rmtree(tree)
    _settle(out, stage, known.emailing.sender)
    for name in ("data.yaml", "watch.yaml"):
        shutil.copy(ROOT / "infra" / name, out / name)
    _build_site(known, out)
    _run(
        Path(sys.executable).with_name("cfn-lint"),
        "--regions",
        REGION,
        "--",
        *(out / name for name in TEMPLATES),
    )
    return weighed(out / "deployment.zip")


def _read(force: Path) -> Force:
    """Read the force file; raises NotPackaged where it is wrong or names a provider that there is not."""
    try:
        known = Force.model_validate(tomllib.loads(force.read_text(encoding="utf-8")))
        registry.check(known)
    except ValueError as problem:
        raise NotPackaged(f"{force.name}: {problem}") from None
    return known


def _build_site(force: Force, out: Path) -> None:
    """Render the pages from the force file alone, and the edge that serves them."""
    try:
        site.build(force.shown(), out / "site")
        (out / "edge.yaml").write_text(template.filled(out / "site", force.map.origin()), encoding="utf-8")
    except ValueError as problem:
        raise NotPackaged(str(problem)) from None


def _environment(python: Path) -> Path:
    """Make the packager's own environment from its lock; answer its `chalice`."""
    version = answer_of(str(python), "-c", _PROBE)
    home, lock = BUILD / f"packager-{version}", ROOT / "requirements-package.txt"
    mine = home / "bin" / "python"
    pip = (mine, "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary=:all:", "--no-deps")

    def make() -> None:
        _run(python, "-m", "venv", "--clear", home)
        _run(*pip, "-r", lock)

    home.parent.mkdir(exist_ok=True)
    if not mine.exists():
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(exist_ok=True)
    once(home / ".stamp", [lock], make)
    return home / "bin" / "chalice"


def _lay_out(tree: Path, force: Path) -> None:
    """Copy what is packaged to a clean tree: the checkout is never touched, and only its sources go in."""
    leave = shutil.ignore_patterns("__pycache__", "force.toml", "deployments", "deployed")
    for folder in ("chalicelib", ".chalice"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=leave)
    for file in ("app.py", "requirements.txt"):
        shutil.copy(ROOT / file, tree / file)
    shutil.copy(force, tree / "chalicelib" / "force.toml")


def run_chalice(chalice: Path, stage: str, tree: Path, out: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_HIDDEN)}
    environment |= {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "PYTHONDONTWRITEBYTECODE": "1",
        # Queue names are read while the app is imported.
        "WATCHWORD_STAGE": stage,
    }
    overlay = ROOT / "infra" / "overlay.yaml"
    told = _run(
        *(chalice, "--project-dir", tree, "package", "--stage", stage, "--merge-template", overlay, out),
        environment=environment,
    )
    # Chalice says this, leaves the wheels out and exits 0.
    if "Could not install dependencies" in told:
        raise NotPackaged(f"A wheel is missing for Lambda:\n{told}")


def _settle(out: Path, stage: str, sender: str) -> None:
    """Write Chalice's template as code.json: YAML lets it use aliases, which CloudFormation refuses.

    The parameters that are decided already are fixed: one stage's package cannot be deployed as another's.
    """
    template = yaml.safe_load((out / "sam.yaml").read_text())
    for name, value in (("Stage", stage), ("MailDomain", sender.partition("@")[2])):
        template["Parameters"][name] |= {"Default": value, "AllowedValues": [value]}
    (out / "code.json").write_text(json.dumps(template, indent=2) + "\n")
    (out / "sam.yaml").unlink()


def weighed(archive: Path) -> Path:
    size = archive.stat().st_size
    if size > MOST_BYTES:
        raise NotPackaged(f"{archive} has {size / 2**20:.1f} MiB; {MOST_BYTES / 2**20:.0f} are the most.")
    return archive


def _run(*command: str | Path, environment: dict[str, str] | None = None) -> str:
    """Run a command and answer what it printed; raises NotPackaged with those words when it fails."""
    words = [str(part) for part in command]
    done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise NotPackaged(f"{' '.join(words)}\nfailed with status {done.returncode}:\n{done.stdout}")
    return done.stdout


def main() -> int:
    """Package STAGE (kent) with the force file FORCE (the one named like the stage)."""
    stage = os.environ.get("STAGE") or "kent"
    force = FORCES / f"{os.environ.get('FORCE') or stage}.toml"
    if not STAGE.fullmatch(stage) or not force.exists():
        known = ", ".join(sorted(file.stem for file in FORCES.glob("*.toml")))
        print(f"make package STAGE=<2 to 20 of a-z, 0-9 and -> FORCE=<one of {known}>", file=sys.stderr)
        return 2
    try:
        archive = package(stage, force, BUILD / "package" / stage)
    except NotPackaged as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{archive.parent.relative_to(ROOT)}: {', '.join(TEMPLATES)}, site/, {archive.name}", end=" ")
    print(f"({archive.stat().st_size / 2**20:.1f} MiB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
