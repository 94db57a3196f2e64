"""Invitations to a group: made for an officer to hand on, and read again wherever somebody joins."""

from dataclasses import dataclass
from datetime import datetime

from ..domain.engagement import LONDON
from ..domain.force import Force
from ..domain.groups import INVITATION_LIFETIME, Invitation
from ..domain.request import TOKEN_LENGTH
from ..ports import Clock, Keys

PURPOSE = "invitation"
BROKEN = "This invitation is not complete. Copy the whole link, or ask the officer for a new one."
EXPIRED = "This invitation has expired. Ask the officer for a new one."


@dataclass(frozen=True)
class Invitations:
    """A token is `interest.day.signature`: nothing of it is stored, and it ends by itself."""

    clock: Clock
    keys: Keys
    force: Force
    base_url: str

    def make(self, interest: str) -> Invitation:
        """Make an invitation that is good for 30 days."""
        expires = (self.clock.now() + INVITATION_LIFETIME).astimezone(LONDON).date()
        value = f"{interest}.{expires:%Y%m%d}"
        token = f"{value}.{self.keys.sign(PURPOSE, value, TOKEN_LENGTH)}"
        link = f"{self.base_url}/sign-up.html?invitation={token}"
        return Invitation(interest=interest, link=link, expires=expires)

    def interest(self, typed: str) -> str:
        """Answer the interest that a token opens, or the whole link with it; raises ValueError."""
        value, _, signature = typed.strip().rpartition("invitation=")[2].rpartition(".")
        interest, _, day = value.partition(".")
        shaped = typed.isascii() and len(signature) == TOKEN_LENGTH
        known = interest in {each.id for each in self.force.interests}
        if not (shaped and known and self.keys.verify(PURPOSE, value, signature)):
            raise ValueError(BROKEN)
        if self.clock.now().astimezone(LONDON).date() > datetime.strptime(day, "%Y%m%d").date():
            raise ValueError(EXPIRED)
        return interest
