"""An authenticator as phones have it: six digits of a secret and the time (RFC 6238)."""

import base64
import hashlib
import hmac

STEP = 30
"""Seconds that a code holds."""


def code_of(secret: str, seconds: float) -> str:
    """Answer what an authenticator shows at this moment; the secret is base 32, spaces do not matter."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.digest(key, int(seconds // STEP).to_bytes(8, "big"), hashlib.sha1)
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"
