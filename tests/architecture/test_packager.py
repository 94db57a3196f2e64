"""The packager keeps its promises: what is in the zip, and what stops the build."""

import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

from infra import package
from infra.doctor import ROOT

from .packaged import STAGE, Packaged, functions_python


@pytest.mark.slow
def test_the_zip_has_the_force_and_every_locked_wheel_built_for_lambda(packaged: Packaged) -> None:
    with zipfile.ZipFile(packaged.folder / "deployment.zip") as archive:
        names, force = archive.namelist(), archive.read("chalicelib/force.toml").decode()
    assert tomllib.loads(force)["id"] == STAGE
    pins = re.findall(r"^([a-z0-9-]+)==([^ ]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    brought = {name.partition(".dist-info/")[0] for name in names}
    assert {f"{name.replace('-', '_')}-{version}" for name, version in pins} <= brought
    tag = "cpython-" + packaged.functions()["APIHandler"]["Runtime"].removeprefix("python").replace(".", "")
    assert not [name for name in names if name.endswith(".so") and not re.search(rf"{tag}-x86_64|abi3", name)]


@pytest.mark.slow
def test_the_zip_leaves_out_what_lambda_brings_and_what_is_not_deployed(packaged: Packaged) -> None:
    with zipfile.ZipFile(packaged.folder / "deployment.zip") as archive:
        rooms = {name.partition("/")[0] for name in archive.namelist()}
        assert not [
            name for name in archive.namelist() if name.startswith(("chalicelib", "app")) and ".pyc" in name
        ]
    assert not rooms & {"boto3", "botocore", "infra", "tests", "web", "build"}


@pytest.mark.slow
def test_every_function_is_found_by_lambdas_python_with_the_zip_and_boto3_alone(
    packaged: Packaged, tmp_path: Path
) -> None:
    """Each module by itself: a worker's process never imports app.py."""
    with zipfile.ZipFile(packaged.folder / "deployment.zip") as archive:
        archive.extractall(tmp_path)
    functions, python = packaged.functions().values(), functions_python(packaged, tmp_path)
    for module in {function["Handler"].rpartition(".")[0] for function in functions}:
        names = [f["Handler"].rpartition(".")[2] for f in functions if f["Handler"].startswith(f"{module}.")]
        asked = (python, "-c", f"from {module} import {', '.join(names)}")
        environment = {"PYTHONPATH": str(tmp_path), "WATCHWORD_STAGE": STAGE}
        done = subprocess.run(asked, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_packaging_leaves_the_checkout_as_it_was(packaged: Packaged) -> None:
    assert not (ROOT / "chalicelib" / "force.toml").exists()
    assert {path.name for path in packaged.folder.iterdir()} == {*package.TEMPLATES, "deployment.zip", "site"}


def test_a_missing_wheel_fails_the_build(tmp_path: Path) -> None:
    """Chalice says so, leaves the wheel out and exits 0."""
    chalice = tmp_path / "chalice"
    chalice.write_text("#!/bin/sh\necho 'Could not install dependencies:\nnumpy==2.0.0'\n")
    chalice.chmod(0o755)
    with pytest.raises(package.NotPackaged, match=r"numpy==2\.0\.0"):
        package.run_chalice(chalice, STAGE, tmp_path, tmp_path)


def test_a_machine_without_lambdas_python_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "find_python", lambda: None)
    with pytest.raises(package.NotPackaged, match="mend it with: "):
        package.package(STAGE, package.FORCES / f"{STAGE}.toml", tmp_path)


def test_a_shim_that_fails_is_no_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in package.RUNTIMES:
        shim = tmp_path / f"python{version}"
        shim.write_text("#!/bin/sh\nexit 127\n")
        shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    assert package.find_python() is None


def test_a_package_that_is_too_large_fails_the_build(tmp_path: Path) -> None:
    archive = tmp_path / "deployment.zip"
    archive.write_bytes(b"\0" * (package.MOST_BYTES + 1))
    with pytest.raises(package.NotPackaged, match="12 are the most"):
        package.weighed(archive)
