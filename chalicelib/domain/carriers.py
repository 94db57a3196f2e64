"""Who carries a force's messages and on what terms: speed, price, limits, and what it takes to use them."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from .model import Model

_SENDER = re.compile(r"(?!00)[a-zA-Z0-9 &.\-_]{3,11}")
_NUMBER = re.compile(r"07[0-9]{9}|[6-8][0-9]{4}")
Hour = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day in London, "21:00"."""
_IMITATIONS = {"alert", "info", "verify"}


def _sender(name: str) -> str:
    """Check a sender as GOV.UK Notify does: 3 to 11 plain characters, or a number that can be answered."""
    if name.isdigit():
        fine = _NUMBER.fullmatch(name) is not None
    else:
        letters = sum(character.isalnum() for character in name)
        fine = _SENDER.fullmatch(name) is not None and letters >= 2 and name.lower() not in _IMITATIONS
    if not fine:
        raise ValueError("the sender needs 3 to 11 letters and digits, or is a number such as 07700900000")
    return name


class Provider(Model):
    """Somebody who carries messages for us: the name of its file's entry in the registry, its speed (message
    parts or emails a second) and its price in pence (a part or an email). Where several are listed the first
    that is well is used.
    """

    name: str = Field(pattern=r"^[a-z][a-z-]{1,30}$")
    per_second: float = Field(gt=0)
    pence: float = Field(default=0, ge=0)


class Texting(Model):
    """How texts go out: sender, price in pence and speed in message parts, all per part.

    `sender` is what the phone shows, `number` (E.164) is where texts to the force arrive.
    `weekly_cap` is how many texts a person gets in seven days, at most, without the urgent ones.
    `quiet` is when the force sends no text that is not urgent, in London's time, ("21:00", "08:00").
    `pounds_a_month` and `pounds_an_alert` are what texts may cost at most; sending stops before.
    """

    sender: Annotated[str, AfterValidator(_sender)]
    number: str = Field(pattern=r"^\+[0-9]{8,15}$")
    provider: str = "sns"
    pence_per_part: float = Field(gt=0)
    parts_per_second: float = Field(gt=0)
    islands: bool = False
    weekly_cap: int | None = Field(default=None, ge=1)
    quiet: tuple[Hour, Hour] | None = None
    pounds_a_month: float | None = Field(default=None, gt=0)
    pounds_an_alert: float | None = Field(default=None, gt=0)
    others: tuple[Provider, ...] = ()
    """Who else carries texts, in the order in which they are turned to when the first is not well."""

    def providers(self) -> tuple[Provider, ...]:
        """Answer who carries texts, first the usual one."""
        usual = Provider(name=self.provider, per_second=self.parts_per_second, pence=self.pence_per_part)
        return (usual, *self.others)

    def answerable(self) -> bool:
        """Tell whether one can simply reply: a sender made of letters takes no answers."""
        return self.sender.isdigit()


class Emailing(Model):
    """How email goes out: the From address and the speed in messages a second."""

    sender: str
    provider: str = "ses"
    per_second: float = Field(gt=0)
    others: tuple[Provider, ...] = ()
    """Who else carries email, in the order in which they are turned to when the first is not well."""

    def providers(self) -> tuple[Provider, ...]:
        """Answer who carries email, first the usual one."""
        return (Provider(name=self.provider, per_second=self.per_second), *self.others)


class Notify(Model):
    """Ids that GOV.UK Notify gave: of a template whose words are only ((text)), of one whose subject is
    ((subject)) and whose words are ((text)), and of who texts and emails come from where there are several.
    """

    text_template: str = ""
    email_template: str = ""
    text_sender: str = ""
    email_reply_to: str = ""


class Smtp(Model):
    """The force's own mail server: TLS from the start on port 465, on any other before anything is said."""

    host: str = ""
    port: int = Field(default=587, gt=0, lt=65536)
    user: str = ""
