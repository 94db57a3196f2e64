"""How often anybody may try to sign in, counted before the password is looked at, right or wrong.

Names are counted alike whether an officer has them or not, so the refusal tells nothing of a name.
"""

from dataclasses import dataclass

from ..domain.errors import TooMany
from ..ports import Clock, Keys, Requests
from .budgets import network

PER_NETWORK = 600
"""Tries an hour from one network: a headquarters stands behind one address."""
PER_NAME_HERE = 30
"""Passwords an hour for one name from one network. Who uses them up elsewhere locks nobody out here."""
PER_NAME = 150
"""Passwords an hour for one name from everywhere. Five networks at once can lock a name for that long: the
price of counting a guess from many networks as a guess all the same."""
CODES_PER_NAME = 20
"""Codes an hour for one name, asked only of whoever gave its password; of a million three hold at a time."""
TOO_OFTEN = "There were too many tries to sign in. Wait an hour, or ask your administrator."


@dataclass(frozen=True)
class Tries:
    """Takes from the hour's tries; where they cannot be counted nobody signs in (TemporaryFailure)."""

    requests: Requests
    keys: Keys
    clock: Clock

    def password(self, username: str, ip: str) -> None:
        """Count a name with its password; raises TooMany.

        The asker's own budget comes first, so that a flood from one network cannot use up the others.
        """
        asker, name = network(ip), username.strip().casefold()
        self._spend("sign-in network", asker, PER_NETWORK)
        self._spend("sign-in here", f"{name} {asker}", PER_NAME_HERE)
        self._spend("sign-in", name, PER_NAME)

    def code(self, username: str, ip: str) -> None:
        """Count a code, or a new password, of somebody who gave their password; raises TooMany."""
        self._spend("sign-in network", network(ip), PER_NETWORK)
        self._spend("sign-in code", username.strip().casefold(), CODES_PER_NAME)

    def _spend(self, purpose: str, who: str, most: int) -> None:
        try:
            self.requests.spend(purpose, self.keys.hash(purpose, who), most, self.clock.now())
        except TooMany:
            raise TooMany(TOO_OFTEN) from None
