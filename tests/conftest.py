"""What every test shares: how hard Hypothesis looks, the public data, and what needs emulator or browser."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from infra import package
from infra.doctor import find_chromium
from tests.architecture.packaged import STAGE, Packaged

FOLDERS = Path(__file__).parent
NEEDS = {"integration": pytest.mark.integration, "e2e": pytest.mark.e2e}

# No deadline: two cores are shared, and a slow example is not a wrong one. CI repeats the same examples every
# time, so that a red build is about the change; `HYPOTHESIS_PROFILE=thorough` goes looking for new ones.
settings.register_profile("laptop", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "thorough", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "laptop"))

_without_browser = pytest.StashKey[int]()


@pytest.fixture(scope="session")
def public_data() -> Path:
    """The folder of public data that WATCHWORD_DATA names; without one the test is skipped, saying why."""
    named = os.environ.get("WATCHWORD_DATA")
    if not named:
        pytest.skip("WATCHWORD_DATA is not set: it names a folder of ONS data (see CONTRIBUTING.md)")
    folder = Path(named)
    if not folder.is_dir():
        pytest.fail(f"WATCHWORD_DATA names {named}, which is not a folder")
    return folder


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Packaged:
    """The package, made once for all that ask it: it needs Lambda's Python and a registry of packages."""
    if package.find_python() is None:
        pytest.skip(f"no Python {' or '.join(package.RUNTIMES)} on this machine: nothing can be packaged")
    folder = tmp_path_factory.mktemp("package") / STAGE
    package.package(STAGE, package.FORCES / f"{STAGE}.toml", folder)
    return Packaged(folder)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test by the folder it lies in, and skip the browser's tests where there is no browser."""
    for item in items:
        folder = item.path.relative_to(FOLDERS).parts[0]
        if mark := NEEDS.get(folder):
            item.add_marker(mark)
    driven = [item for item in items if item.get_closest_marker("e2e")]
    if driven and not find_chromium():
        for item in driven:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
        config.stash[_without_browser] = len(driven)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say loudly what a green run did not look at."""
    if skipped := config.stash.get(_without_browser, 0):
        terminalreporter.section("NO BROWSER", red=True, bold=True)
        terminalreporter.line(f"{skipped} browser tests DID NOT RUN: there is no Chromium on this machine.")
        terminalreporter.line("Mend it with: apt-get install chromium")
