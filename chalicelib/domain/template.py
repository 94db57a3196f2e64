"""A saved template: the words of an alert kept for the next one, without its audience and dates."""

from datetime import datetime
from typing import ClassVar, Self

from pydantic import Field

from .alert import AlertKind, Content, EmailWords, Line, Priority, TextWords
from .kept import Kept

KEPT = {"headline", "text", "email", "kind", "priority", "other_ways", "asks_for"}


class Template(Kept):
    """Words to begin an alert with."""

    WHAT: ClassVar[str] = "template"
    USE: ClassVar[str] = "use templates"
    KEEP: ClassVar[str] = "keep the force's templates"

    headline: Line
    text: TextWords
    email: EmailWords
    kind: AlertKind
    priority: Priority
    other_ways: tuple[Line, ...] = Field(default=(), max_length=6)
    asks_for: str | None = Field(default=None, max_length=200)

    @classmethod
    def saved(cls, id: str, unit: str, name: str, content: Content, by: str, at: datetime) -> Self:
        """Keep the words of an alert under a name."""
        kept = content.model_dump(include=KEPT)
        return cls(id=id, unit=unit, name=name, by=by, updated_at=at, **kept)
