"""Whether a code or link proves an address: counted tries, constant-time comparison, kind refusals."""

import hmac
import re
from collections.abc import Collection
from dataclasses import dataclass

from ..domain.errors import Conflict, Expired, Invalid, TooMany
from ..domain.request import CODE_DIGITS, TOKEN_LENGTH, TRIES, Challenge, Purpose, Request, proof
from ..ports import Clock, Keys, Requests, Table

ATTEMPTS = 5
USED = "This was used already, so the address is confirmed. You need not do anything."
LATE = "This has expired. Ask for a new one."
NEWER = "A newer one was sent after this one. Use the newest message."
USED_UP = "That was the last try. Ask for a new code."
BROKEN = "This link is not complete. Copy the whole link from the message, or use the code in it."


def wrong(left: int) -> Invalid:
    """Make the refusal of a wrong code, the same whatever it is wrong about."""
    tries = "1 try" if left == 1 else f"{left} tries"
    return Invalid({"code": f"That code is not right. You have {tries} left." if left > 0 else USED_UP})


@dataclass(frozen=True)
class Proofs:
    """Checks codes and links against a request; codes are derived again and never stored."""

    table: Table
    clock: Clock
    keys: Keys
    requests: Requests

    def by_code(
        self, request_id: str, channel: str, code: str, purposes: Collection[Purpose]
    ) -> tuple[Request, Challenge]:
        """Answer request and challenge that this code proves; raises Invalid, Expired or TooMany.

        The try is counted before anything is compared, so that a thousand guesses at once are still five.
        """
        for _ in range(ATTEMPTS):
            request = self.requests.load(request_id)
            challenge = request.challenge(channel) if request and request.purpose in purposes else None
            if request is None or challenge is None:
                raise wrong(TRIES - 1)
            self._in_time(challenge, by_link=False)
            if challenge.tries >= TRIES:
                raise TooMany(USED_UP)
            tried = challenge.but(tries=challenge.tries + 1)
            spent = request.with_challenge(tried)
            try:
                self.table.commit(self.requests.save(spent, request))
            except Conflict:
                continue
            return spent, self._compared(spent, tried, code)
        raise Conflict("Two tries came at the same moment. Try again.")

    def _compared(self, request: Request, challenge: Challenge, code: str) -> Challenge:
        right = self.keys.digits("code", proof(request.id, challenge.channel, challenge.issue), CODE_DIGITS)
        if not hmac.compare_digest(re.sub(r"[^0-9]", "", code), right):
            raise wrong(TRIES - challenge.tries)
        return challenge

    def by_link(
        self, request_id: str, token: str, purposes: Collection[Purpose]
    ) -> tuple[Request, Challenge]:
        """Answer request and challenge that this link's token proves; raises Invalid or Expired."""
        request = self.requests.load(request_id)
        if request is None or request.purpose not in purposes or len(token) != TOKEN_LENGTH:
            raise Invalid({"token": BROKEN})
        for challenge in request.challenges:
            if self._signed(request, challenge, challenge.issue, token):
                self._in_time(challenge, by_link=True)
                return request, challenge
            if any(self._signed(request, challenge, issue, token) for issue in range(1, challenge.issue)):
                raise Expired(USED if challenge.verified else NEWER)
        raise Invalid({"token": BROKEN})

    def _signed(self, request: Request, challenge: Challenge, issue: int, token: str) -> bool:
        return token.isascii() and self.keys.verify(
            "verify", proof(request.id, challenge.channel, issue), token
        )

    def _in_time(self, challenge: Challenge, by_link: bool) -> None:
        if challenge.verified:
            raise Expired(USED)
        if challenge.late(self.clock.now(), by_link):
            raise Expired(LATE)
