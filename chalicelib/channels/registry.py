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
    check(force)
    return {
        channel: {each.name: known[each.name](settings, force) for each in force.providers(channel)}
        for channel, known in PROVIDERS.items()
    }


def check(force: Force) -> None:
    """Raise ValueError, saying what to do, where a force file names somebody who is not known here."""
    for channel, known in PROVIDERS.items():
        for provider in force.providers(channel):
            if provider.name not in known:
                raise ValueError(
                    f"{provider.name!r} is named for {channel}s, and nobody knows them. "
                    f"Name one of: {', '.join(known)}."
                )
