"""The application and its force, as the laptop finds them in the checkout."""

import importlib
import pkgutil
import tomllib
from collections.abc import Iterator
from typing import Any

from .lambdas import App
from .signing import LaptopCertificates
from .state import CHECKOUT

FORCES = CHECKOUT / "infra" / "forces"


class NoSuchForce(ValueError):
    """There is no force file of this name."""


def read_force(name: str) -> dict[str, Any]:
    """The force file as it is written; raises NoSuchForce."""
    file = FORCES / f"{name}.toml"
    if not file.is_file():
        known = ", ".join(sorted(path.stem for path in FORCES.glob("*.toml")))
        raise NoSuchForce(f"There is no force {name!r} in infra/forces. There are: {known}.")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def load_app(certificates: LaptopCertificates) -> App:
    """Import the application, now that its environment is set, and give it the laptop's SNS certificate."""
    wiring = importlib.import_module("chalicelib.wiring")
    vars(wiring)["certificates"] = lambda: certificates
    app: App = importlib.import_module("app").app
    _complete()
    return app


def _complete() -> None:
    """Import every room and build every model now: threads share them here, and a Lambda has one.

    Both happen on first use otherwise, and pydantic does not build a model in two threads at once.
    """
    rooms = importlib.import_module("chalicelib").__path__
    for room in pkgutil.walk_packages(rooms, "chalicelib."):
        importlib.import_module(room.name)
    for model in _under(importlib.import_module("chalicelib.domain.model").Model):
        model.model_rebuild()


def _under(kind: Any) -> Iterator[Any]:
    for model in kind.__subclasses__():
        yield model
        yield from _under(model)
