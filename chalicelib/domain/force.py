"""What differs from one police force to the next, read from its force file."""

import re
from datetime import date
from email.utils import formataddr
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from .carriers import Emailing, Notify, Provider, Smtp, Texting
from .model import Model

_TILES = re.compile(r"(https://[a-z0-9.-]+(?::[0-9]+)?)/[^\s'\";]*")
_SHOWN = {"name", "short_name", "colour", "contact", "interests", "wording", "emergency_note", "map"}
Joining = Literal["open", "approval", "invitation"]


class Interest(Model):
    """A group one belongs to; `bit` is its fixed place in the index and is never reused.

    `out` says when these people are out and about. One joins freely, with an officer's yes, or by invitation
    only. `suggested` are codes of areas whose people are shown it first; none means everywhere.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    bit: int = Field(ge=0, lt=256)
    name: str
    description: str
    out: str = ""
    joining: Joining = "open"
    suggested: tuple[str, ...] = ()


class District(Model):
    """A district whose postcodes this force serves; its wards are loaded with the postcodes."""

    code: str = Field(pattern=r"^[A-Z][0-9]{8}$")
    name: str


class Unit(Model):
    """A team that sends alerts and owns an inbox."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    name: str


class Wording(Model):
    """The words a person agrees to, with the version that is kept as their consent."""

    version: str
    text: str


def _tiles(address: str) -> str:
    """Check the address of map tiles, whose host goes into the content policy of the site."""
    if address and not (_TILES.fullmatch(address) and all(part in address for part in ("{z}", "{x}", "{y}"))):
        raise ValueError("tiles need an address like https://tiles.example/{z}/{x}/{y}.png")
    return address


class Background(Model):
    """What maps are made of: the outlines of areas, and under them nothing or pictures of the ground.

    `credit` are the words that the outlines' licence asks for; `tiles` is the address of a server of tiles
    with {z}, {x} and {y}, and `attribution` the words of its licence.
    """

    credit: str = ""
    tiles: Annotated[str, AfterValidator(_tiles)] = ""
    attribution: str = ""

    def origin(self) -> str:
        """Answer whom a browser asks for tiles, `https://tiles.example`; "" where nobody."""
        found = _TILES.fullmatch(self.tiles)
        return found[1] if found else ""


class Force(Model):
    """One police force: its name, colour, ways to be reached, units, interests and wording."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    name: str
    short_name: str
    colour: str = Field(pattern=r"^#[0-9a-f]{6}$")
    language: str = "en"
    emergency_note: str
    contact: dict[str, str]
    households: int
    target_percent: float = Field(default=10, gt=0, le=100)
    opened: date
    control_unit: str
    texting: Texting
    emailing: Emailing
    notify: Notify = Notify()
    smtp: Smtp = Smtp()
    wording: Wording
    map: Background = Background()
    districts: tuple[District, ...]
    units: tuple[Unit, ...]
    interests: tuple[Interest, ...]

    @model_validator(mode="after")
    def _provided(self) -> Self:
        """Refuse a provider of whom the file does not say what it takes to use it."""
        texts, emails = ({provider.name for provider in self.providers(kind)} for kind in ("text", "email"))
        for named, given, field in (
            ("notify" in texts, self.notify.text_template, "notify.text_template"),
            ("notify" in emails, self.notify.email_template, "notify.email_template"),
            ("smtp" in emails, self.smtp.host, "smtp.host"),
        ):
            if named and not given:
                raise ValueError(f"the provider {field.partition('.')[0]} is named, so {field} has to be too")
        return self

    def interest_bits(self, ids: tuple[str, ...]) -> int:
        """Fold interest ids into one number; unknown ids are left out."""
        return sum(1 << interest.bit for interest in self.interests if interest.id in ids)

    def interest(self, id: str) -> Interest | None:
        """Find an interest by its id."""
        return next((known for known in self.interests if known.id == id), None)

    def serves(self, district: str) -> bool:
        """Tell whether a district, by its code, is this force's."""
        return any(known.code == district for known in self.districts)

    def providers(self, channel: str) -> tuple[Provider, ...]:
        """Answer who carries a channel's messages, first the usual one."""
        return self.texting.providers() if channel == "text" else self.emailing.providers()

    def email_from(self) -> str:
        """Answer the From of every email, with the force's name where the file gives an address alone."""
        sender = self.emailing.sender
        return sender if "<" in sender else formataddr((self.short_name, sender))

    def unit_name(self, unit: str) -> str:
        """Answer the unit's name, or its id where the force file no longer has it."""
        return next((known.name for known in self.units if known.id == unit), unit)

    def shown(self) -> dict[str, object]:
        """Answer what everybody may know of the force, as JSON: for `GET /force` and for the pages."""
        shown = self.model_dump(mode="json", include=_SHOWN)
        kinds = ["resident", "business", "community-group"]
        return {**shown, "kinds": kinds, "sms_number": self.texting.number}
