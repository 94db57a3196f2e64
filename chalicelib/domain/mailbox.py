"""Email addresses: what people type, put into one form."""

import re

from .phone import visible

LONGEST = 254
"""Characters in an address, by RFC 5321 (erratum 1690)."""
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})")

MISSING = "Enter an email address, like name@example.com."
ODD = "Enter an email address in the right form, like name@example.com."
TOO_LONG = f"That email address is too long. Enter one of at most {LONGEST} characters."


def mailbox(typed: str) -> str:
    """Put a typed email address into one form: trimmed, domain in lower case and ASCII.

    Raises ValueError with a sentence that says what to do.
    """
    seen = visible(typed)
    if not seen:
        raise ValueError(MISSING)
    local, _, domain = seen.rpartition("@")
    address = f"{local}@{_ascii(domain)}"
    if len(address) > LONGEST:
        raise ValueError(TOO_LONG)
    if len(local) > 64 or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(_ascii(domain)):
        raise ValueError(ODD)
    return address


def _ascii(domain: str) -> str:
    """Write a domain as mail travels, `xn--` for what is not ASCII; as it is where it cannot be one."""
    try:
        return domain.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return domain.lower()
