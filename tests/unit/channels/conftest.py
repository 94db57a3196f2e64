"""A provider for every test here, to which each channel is led."""

from collections.abc import Callable, Iterator

import pytest

from chalicelib.channels import registry
from chalicelib.domain.carriers import Notify
from chalicelib.ports import Channel
from chalicelib.settings import Settings
from tests.factories import a_force
from tests.providers import Provider, a_provider

Make = Callable[..., Channel]
NOTIFY = Notify(text_template="t-template", email_template="e-template")


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with a_provider() as stub:
        monkeypatch.setenv("AWS_ENDPOINT_URL", stub.url)
        monkeypatch.setenv("WATCHWORD_NOTIFY_URL", stub.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        yield stub


@pytest.fixture
def a_channel(provider: Provider) -> Make:
    """Make a provider's channel by its name, `text sns`, for a force changed as said, led to the stub."""

    def make(named: str, url: str = "", **changes: object) -> Channel:
        channel, _, name = named.partition(" ")
        settings = Settings.read({"WATCHWORD_NOTIFY_URL": url or provider.url})
        return registry.PROVIDERS[channel][name](settings, a_force(**{"notify": NOTIFY, **changes}))

    return make
