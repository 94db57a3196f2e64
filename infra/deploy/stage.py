"""A stage: what one deployment is called, where people reach it, and what it may cost."""

import tomllib
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError

from chalicelib.domain.model import Model
from infra.doctor import ROOT

SHELF = ROOT / "infra" / "stages"
REGION = "eu-west-2"
"""London: what people tell the police stays in the country."""


class Refused(Exception):
    """Nothing was changed, or nothing more; the text says what to do."""


class Stage(Model):
    """One file of `infra/stages`. Money is US dollars a month, as AWS counts it."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{1,19}$")
    force: str
    domain: str = Field(pattern=r"^[a-z0-9-]+([.][a-z0-9-]+)+$")
    alarm_email: str = Field(pattern=r"^[^@ ]+@[^@ ]+$")
    text_dollars: int = Field(ge=1)
    budget_dollars: int = Field(ge=1)

    @classmethod
    def read(cls, name: str, shelf: Path = SHELF) -> Self:
        """Read a stage's file; raises Refused naming those there are, or what is wrong in it."""
        file = shelf / f"{name}.toml"
        if not file.exists():
            known = ", ".join(sorted(path.stem for path in shelf.glob("*.toml")))
            raise Refused(
                f"There is no infra/stages/{name}.toml. There are: {known}. Copy one and change it."
            )
        try:
            return cls.model_validate({"name": name, **tomllib.loads(file.read_text(encoding="utf-8"))})
        except (ValidationError, tomllib.TOMLDecodeError) as problem:
            raise Refused(f"{file.name}: {problem}") from None

    def stack(self, part: str) -> str:
        """Answer a stack's name, for example `watchword-kent-code`."""
        return f"watchword-{self.name}-{part}"
