"""The base of every model: frozen, strict about unknown fields, with times in UTC."""

from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

ZONED = "Write a time with its zone, for example 2026-03-01T09:30:00Z."


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(ZONED)
    return moment.astimezone(UTC)


def _written(value: object) -> object:
    # A number would be taken for seconds since 1970, which nobody means who sends one.
    if isinstance(value, int | float):
        raise ValueError(ZONED)
    return value


Moment = Annotated[datetime, BeforeValidator(_written), AfterValidator(_in_utc)]
"""A point in time, always held in UTC; a number, or input without a zone, is refused."""


class Model(BaseModel):
    """A value that never changes; `but` answers a changed and re-validated copy."""

    # Built on first use: a function starts with all the models and uses a few of them.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def but(self, **changes: object) -> Self:
        """Answer a copy with these fields changed, validated like a new one."""
        return type(self).model_validate({**dict(self), **changes})
