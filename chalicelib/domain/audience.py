"""The audience: where, who, and who is left out (`rule.py` judges by it)."""

from datetime import date

from pydantic import Field

from .maps.shape import MOST_SHAPES, Shape
from .model import Model
from .subscriber import Channel, Kind


class Areas(Model):
    """Where: districts, wards, neighbourhoods, postcode sectors (`ME14 1`) and shapes; any of them."""

    districts: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    neighbourhoods: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    shapes: tuple[Shape, ...] = Field(default=(), max_length=MOST_SHAPES)

    def anywhere(self) -> bool:
        """Tell whether no place is named, which leaves the whole force."""
        return not (self.codes() or self.sectors or self.shapes)

    def codes(self) -> tuple[str, ...]:
        """Answer every code of a district, ward or neighbourhood."""
        return (*self.districts, *self.wards, *self.neighbourhoods)


class Choice(Areas):
    """Where and who; `received` and `answered` are ids of earlier alerts, both days of joining count."""

    interests: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    channels: tuple[Channel, ...] = ()
    languages: tuple[str, ...] = ()
    joined_from: date | None = None
    joined_to: date | None = None
    received: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()


class Origin(Model):
    """The saved audience that a rule began with, and which version of it."""

    id: str = Field(max_length=26)
    version: int = Field(ge=1, le=1_000_000)


class Audience(Model):
    """Who is meant: in an included area (none = everywhere), with all that is required, without the excluded.

    What is required of one sort (two interests, say) is joined by or, what is of different sorts by and; all
    areas are one sort. Whoever has anything that is excluded is left out. Areas speak of one place of a
    person at a time; a place that is excluded does not exclude the person's others.
    """

    include: Areas = Areas()
    require: Choice = Choice()
    exclude: Choice = Choice()
    origin: Origin | None = None

    def sides(self) -> tuple[Areas, Choice, Choice]:
        """Answer what is included, required and excluded."""
        return self.include, self.require, self.exclude

    def empty(self) -> bool:
        """Tell whether nobody was asked for at all, which is nobody and not everybody."""
        return self.include == Areas() and self.require == Choice()
