"""What differs from one police force to the next, read from its force file."""

from datetime import date

from pydantic import Field

from .model import Model


class Interest(Model):
    """A group one belongs to; `bit` is its fixed place in the index and is never reused."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    bit: int = Field(ge=0, lt=256)
    name: str
    description: str


class Unit(Model):
    """A team that sends alerts and owns an inbox."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    name: str


class Wording(Model):
    """The words a person agrees to, with the version that is kept as their consent."""

    version: str
    text: str


class Texting(Model):
    """How texts go out: sender, price in pence and speed in message parts, all per part."""

    sender: str
    number: str
    pence_per_part: float = Field(gt=0)
    parts_per_second: float = Field(gt=0)
    islands: bool = False


class Emailing(Model):
    """How email goes out: the From address and the speed in messages a second."""

    sender: str
    per_second: float = Field(gt=0)


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
    opened: date
    control_unit: str
    texting: Texting
    emailing: Emailing
    wording: Wording
    units: tuple[Unit, ...]
    interests: tuple[Interest, ...]

    def interest_bits(self, ids: tuple[str, ...]) -> int:
        """Fold interest ids into one number; unknown ids are left out."""
        return sum(1 << interest.bit for interest in self.interests if interest.id in ids)

    def unit_name(self, unit: str) -> str:
        """Answer the unit's name, or its id where the force file no longer has it."""
        return next((known.name for known in self.units if known.id == unit), unit)
