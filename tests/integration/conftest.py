"""The emulator that every test of this folder shares: it can be had once a process."""

from collections.abc import Iterator

import pytest

from infra.local.cloud import Cloud


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """An empty cloud on the loopback; deploy a stage of your own on it."""
    started = Cloud()
    started.start()
    yield started
    started.stop()
