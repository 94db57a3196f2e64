"""A saved audience: a rule of who is meant, kept under a name; what it was under each version stays."""

from typing import ClassVar

from .audience import Audience
from .kept import Kept


class SavedAudience(Kept):
    """A rule to begin an alert with; a change of name or rule makes the next version."""

    WHAT: ClassVar[str] = "saved audience"
    USE: ClassVar[str] = "use saved audiences"
    KEEP: ClassVar[str] = "keep the force's saved audiences"

    audience: Audience


def same(one: Audience, other: Audience) -> bool:
    """Tell whether two rules mean the same people, in whatever order they say so."""
    return _sorted(one) == _sorted(other)


def _sorted(audience: Audience) -> object:
    rule = audience.model_dump(mode="json", exclude={"origin"})
    return {
        side: {
            name: sorted(value, key=repr) if isinstance(value, list) else value
            for name, value in named.items()
        }
        for side, named in rule.items()
    }
