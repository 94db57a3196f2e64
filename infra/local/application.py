"""The application and its force, as the laptop finds them in the checkout."""

import importlib
import tomllib
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
    return app
