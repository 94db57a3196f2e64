"""Every channel there is, by name: a new one is its file, one line here and its row in the contract test."""

from collections.abc import Callable, Mapping

from ..domain.force import Force
from ..ports import Channel
from ..settings import Settings
from . import email, sms

CHANNELS: Mapping[str, Callable[[Settings, Force], Channel]] = {
    "text": sms.create,
    "email": email.create,
}
