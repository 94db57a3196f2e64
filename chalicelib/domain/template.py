"""A saved template: the words of an alert kept for the next one, without its audience and dates."""

from typing import Literal, Self

from pydantic import Field

from .alert import AlertKind, Content, EmailWords, Line, Priority, TextWords
from .model import Model, Moment
from .officer import Officer

Of = Literal["unit", "force"]
KEPT = {"headline", "text", "email", "kind", "priority", "other_ways", "asks_for"}


class Template(Model):
    """Words to begin an alert with; `unit` is empty where they are the whole force's."""

    id: str
    unit: str = ""
    name: Line
    headline: Line
    text: TextWords
    email: EmailWords
    kind: AlertKind
    priority: Priority
    other_ways: tuple[Line, ...] = Field(default=(), max_length=6)
    asks_for: str | None = Field(default=None, max_length=200)
    by: str
    """Who saved or renamed it last."""
    updated_at: Moment
    version: int = 1

    @classmethod
    def saved(cls, id: str, unit: str, name: str, content: Content, by: str, at: Moment) -> Self:
        """Keep the words of an alert under a name."""
        kept = content.model_dump(include=KEPT)
        return cls(id=id, unit=unit, name=name, by=by, updated_at=at, **kept)

    @property
    def of(self) -> Of:
        """Tell whose it is."""
        return "unit" if self.unit else "force"

    def kept_by(self, officer: Officer) -> bool:
        """Tell whether this officer may rename and delete it: one of the unit, or who keeps the force's."""
        if not officer.may("use templates"):
            return False
        return officer.unit == self.unit if self.unit else officer.may("keep the force's templates")
