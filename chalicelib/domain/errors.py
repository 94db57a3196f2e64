"""Everything that can go wrong, as one tree.

WatchwordError
+-- Invalid           what was sent breaks a rule: one sentence per field
+-- NotSignedIn       no token, or one that does not hold
+-- Forbidden         signed in, but not allowed to do this
+-- NotFound          there is no such thing (or not for you)
+-- Conflict          somebody else changed it first, or it exists already
+-- Expired           a code or link was right once
+-- TooMany           a budget is used up
+-- Failure           a channel could not send
    +-- TemporaryFailure   nothing left us; trying again is safe
    +-- PermanentFailure   this address will never take it
    +-- Uncertain          the answer was lost; it may have been sent
"""

from collections.abc import Mapping


class WatchwordError(Exception):
    """An expected error; its message is a sentence for the person who asked."""


class Invalid(WatchwordError):
    """Input that breaks a rule; `fields` maps a field's name to a sentence saying what to do."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("There is a problem with what you sent.")
        self.fields = dict(fields)


class NotSignedIn(WatchwordError):
    """No token, or a token that does not hold."""


class Forbidden(WatchwordError):
    """The officer's role does not allow this."""


class NotFound(WatchwordError):
    """There is no such thing."""


class Conflict(WatchwordError):
    """It changed, or exists already; load it again and look."""


class Expired(WatchwordError):
    """A code or link that is no longer valid."""


class TooMany(WatchwordError):
    """Asked too often; try again later."""


class Failure(WatchwordError):
    """A channel did not send; `reason` is a short code without personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TemporaryFailure(Failure):
    """Nothing left us, so trying again cannot send twice; `retry_after` in seconds where known."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class PermanentFailure(Failure):
    """This address will never take this message."""


class Uncertain(Failure):
    """The bytes left us and no answer came: sent or not, nobody knows yet."""
