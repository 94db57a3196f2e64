"""Everybody who can carry messages, by channel and name: a new one is its file, one line here and its row in
the contract test.
"""

from collections.abc import Callable, Mapping
from importlib import import_module

from ..domain.force import Force
from ..ports import Channel
from ..settings import Settings

Create = Callable[[Settings, Force], Channel]


def _by(path: str) -> Create:
    """Answer the function at "module.function", imported when first asked: no force uses every provider."""
    module, _, name = path.rpartition(".")

    def create(settings: Settings, force: Force) -> Channel:
        made: Channel = getattr(import_module(f".{module}", __package__), name)(settings, force)
        return made

    return create


PROVIDERS: Mapping[str, Mapping[str, Create]] = {
    "text": {
        "sns": _by("sns_text.create"),
        "end-user-messaging": _by("end_user_messaging.create"),
        "notify": _by("notify.create_texts"),
    },
    "email": {
        "ses": _by("ses.create"),
        "notify": _by("notify.create_emails"),
        "smtp": _by("smtp.create"),
    },
}


def channels(settings: Settings, force: Force) -> dict[str, dict[str, Channel]]:
    """Make whom the force's file names for each channel, in its order; raises ValueError for a stranger."""
    return {
        channel: {
            provider.name: _known(channel, provider.name)(settings, force)
            for provider in force.providers(channel)
        }
        for channel in PROVIDERS
    }


def _known(channel: str, provider: str) -> Create:
    known = PROVIDERS[channel]
    if provider not in known:
        raise ValueError(
            f"The force file names {provider!r} for {channel}s, whom nobody knows. "
            f"Name one of: {', '.join(known)}."
        )
    return known[provider]
