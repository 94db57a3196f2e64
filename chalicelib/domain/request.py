"""A request that waits for a code or link: a sign-up to verify, or a change of settings."""

from datetime import datetime, timedelta
from typing import Literal

from .model import Model, Moment
from .subscriber import Channel, Kind, Source

Purpose = Literal["sign-up", "settings", "add-address"]
CODE_LIFETIME = timedelta(minutes=10)
LINK_LIFETIME = timedelta(days=2)
REQUEST_LIFETIME = timedelta(days=7)
"""How long an unfinished request and its unverified addresses are kept at most."""
TRIES = 5
CODE_DIGITS = 7
"""Seven digits are 23 bits; ASVS 5.0 asks for at least 20 in an out-of-band code."""
TOKEN_LENGTH = 24
"""Base-32 characters in a link's token: 120 bits, since nobody types them."""


def proof(request: str, channel: str, issue: int | str) -> str:
    """Answer what a code (`keys.digits("code", proof, CODE_DIGITS)`) or a link's token
    (`keys.sign("verify", proof, TOKEN_LENGTH)`) is derived from; neither is ever stored."""
    return f"{request}#{channel}#{issue}"


class Form(Model):
    """What a person wrote on the sign-up form, already normalised."""

    name: str
    text: str | None = None
    email: str | None = None
    postcode: str
    house: str | None = None
    interests: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """Groups that an officer must say yes to first; `interests` are those they will be in at once."""
    kind: Kind = "resident"
    campaign: str | None = None
    source: Source = "web"
    wording_version: str
    signed_on: str | None = None
    """The date written on a paper form, YYYY-MM-DD."""

    def addresses(self) -> dict[Channel, str]:
        """Answer the addresses given, by channel."""
        given: dict[Channel, str | None] = {"text": self.text, "email": self.email}
        return {channel: value for channel, value in given.items() if value}


class Challenge(Model):
    """One address that waits to be proved; `issue` grows with each new code and kills the one before.

    `dispatched` tells whether the present issue is on its way.
    """

    channel: Channel
    address: str
    issued_at: Moment
    issue: int = 1
    tries: int = 0
    dispatched: bool = False
    verified: bool = False

    def late(self, now: datetime, by_link: bool) -> bool:
        """Tell whether a code (10 minutes) or link (two days) came too late."""
        return now > self.issued_at + (LINK_LIFETIME if by_link else CODE_LIFETIME)

    def reissued(self, now: datetime) -> "Challenge":
        """Ask for a new code, which kills the one before."""
        return self.but(issue=self.issue + 1, issued_at=now, tries=0, dispatched=False)


class Request(Model):
    """Someone asked; nobody yet knows whether the address is theirs.

    `sid` is the subscriber it will be (sign-up) or already is (settings; None while the address has not
    been looked up, and for ever where nobody is known by it).
    """

    id: str
    purpose: Purpose
    at: Moment
    sid: str | None = None
    form: Form | None = None
    challenges: tuple[Challenge, ...]
    officer: str | None = None
    version: int = 1

    def challenge(self, channel: str) -> Challenge | None:
        """Find the challenge on this channel."""
        return next((known for known in self.challenges if known.channel == channel), None)

    def with_challenge(self, challenge: Challenge) -> "Request":
        """Put this challenge in the place of the one on the same channel, one version on."""
        kept = tuple(challenge if c.channel == challenge.channel else c for c in self.challenges)
        return self.but(challenges=kept, version=self.version + 1)

    def undispatched(self) -> tuple[Channel, ...]:
        """Answer the channels whose code still has to be sent."""
        return tuple(c.channel for c in self.challenges if not c.dispatched)

    def tasks(self) -> list[dict[str, object]]:
        """Answer what the plan queue is told: one task, ids only, for each code that still has to be sent."""
        return [{"task": "request", "request": self.id, "channel": c} for c in self.undispatched()]
