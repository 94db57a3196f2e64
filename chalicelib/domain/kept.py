"""What officers keep under a name for the next time: a unit's own, or the whole force's."""

from typing import ClassVar, Literal

from .alert import Line
from .model import Model, Moment
from .officer import Officer

Of = Literal["unit", "force"]


class Kept(Model):
    """Something with a name; `unit` is empty where it is the whole force's."""

    WHAT: ClassVar[str]
    """What it is called in a sentence."""
    USE: ClassVar[str]
    KEEP: ClassVar[str]
    """What an officer's role must allow: to use it at all, and to keep the force's."""

    id: str
    unit: str = ""
    name: Line
    by: str
    """Who saved or changed it last."""
    updated_at: Moment
    version: int = 1

    @property
    def of(self) -> Of:
        """Tell whose it is."""
        return "unit" if self.unit else "force"

    def kept_by(self, officer: Officer) -> bool:
        """Tell whether this officer may change and delete it: one of the unit, or who keeps the force's."""
        if not officer.may(self.USE):
            return False
        return officer.unit == self.unit if self.unit else officer.may(self.KEEP)
