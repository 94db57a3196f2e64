"""What signing in leads to: tokens, or the next step on the way to them."""

from typing import Literal

from .errors import Invalid
from .model import Model, Moment

REFUSED = "That name and password do not match. Check both and try again."
"""The one sentence for everybody who does not get in, whatever the reason."""
LATE = "That took too long, or was done already. Start again with your username and password."
ENDED = "Your sign-in has ended. Sign in again."
SHORTEST, LONGEST = 12, 256
"""Characters of a password: length, not character classes, as the National Cyber Security Centre advises; 256
is Cognito's own limit."""
CODE_DIGITS = 6
_VARIETY = 5


class Tokens(Model):
    """An officer's tokens; `refresh` is empty where Cognito gave no new one, and the old one goes on."""

    access: str
    refresh: str = ""
    seconds: int


class Step(Model):
    """What must be done before there are tokens.

    `session` is Cognito's, good for a quarter of an hour and for one step; what leaves us is sealed.
    `secret` is what an authenticator is set up with, in base 32; it comes with that step only.
    """

    step: Literal["new-password", "set-up-authenticator", "code"]
    username: str
    session: str
    secret: str = ""


class Holder(Model):
    """Whose access token this is, and when they signed in (not when the token was last renewed)."""

    officer: str
    signed_in_at: Moment


def check_password(password: str, username: str) -> None:
    """Raise Invalid where a new password is too easy to guess, with a sentence that says what to do."""
    if len(password) < SHORTEST:
        raise Invalid({"password": f"Use {SHORTEST} characters or more. Three random words are long enough."})
    # A name of three letters stands in half of all passwords and gives nothing away.
    names = ["watchword", *([username.casefold()] if len(username) > 3 else [])]
    if any(name in password.casefold() for name in names):
        raise Invalid({"password": "Leave out your username and the word Watchword: they are guessed first."})
    if len(set(password)) < _VARIETY:
        raise Invalid({"password": f"Use {_VARIETY} different characters or more."})
    if password != password.strip():
        raise Invalid({"password": "Leave out the spaces at the beginning and at the end."})
