"""The package, made once for all tests that ask it: it needs Lambda's Python and a registry of packages."""

import pytest

from infra import package

from .packaged import STAGE, Packaged


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Packaged:
    if package.find_python() is None:
        pytest.skip(f"no Python {' or '.join(package.RUNTIMES)} on this machine: nothing can be packaged")
    folder = tmp_path_factory.mktemp("package") / STAGE
    package.package(STAGE, package.FORCES / f"{STAGE}.toml", folder)
    return Packaged(folder)
