"""What an authenticator is set up from: a picture to point the phone at, and the same to type in."""

from urllib.parse import quote

from ..domain.session import Step
from .qr import qr


def shown(step: Step, force: str) -> dict[str, str]:
    """Answer secret in groups of four, its address (Google's Key URI format) and that as a QR picture."""
    issuer = f"Watchword {force}"
    label = quote(f"{issuer}:{step.username}", safe="")
    uri = f"otpauth://totp/{label}?secret={step.secret}&issuer={quote(issuer, safe='')}"
    return {"secret": _in_fours(step.secret), "secret_uri": uri, "qr": qr(uri)}


def _in_fours(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
