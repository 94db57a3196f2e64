"""An officer, their roles and what each role may do."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from .errors import Forbidden
from .model import Model, Moment


class Role(StrEnum):
    """What somebody is in the force; one officer may hold several."""

    AUTHOR = "author"
    LIAISON = "liaison"
    SPOC = "SPOC"
    CONTROL = "control"
    ANALYST = "analyst"
    ADMIN = "admin"


_R = Role
PERMISSIONS: dict[str, set[Role]] = {
    "write an alert": {_R.AUTHOR, _R.LIAISON, _R.SPOC, _R.CONTROL},
    "approve an alert": {_R.SPOC},
    "cancel an alert": {_R.AUTHOR, _R.SPOC, _R.CONTROL},
    "cancel anybody's alert": {_R.SPOC, _R.CONTROL},
    "send an alert again": {_R.AUTHOR, _R.SPOC, _R.CONTROL},
    "see alerts": set(Role),
    "see the ledger": {_R.AUTHOR, _R.SPOC, _R.CONTROL, _R.ADMIN},
    "use the inbox": {_R.AUTHOR, _R.SPOC, _R.CONTROL},
    "see every inbox": {_R.CONTROL},
    "use templates": {_R.AUTHOR, _R.LIAISON, _R.SPOC, _R.CONTROL, _R.ADMIN},
    "keep the force's templates": {_R.SPOC, _R.ADMIN},
    "use saved audiences": {_R.AUTHOR, _R.LIAISON, _R.SPOC, _R.CONTROL, _R.ADMIN},
    "keep the force's saved audiences": {_R.SPOC, _R.ADMIN},
    "type in a paper form": {_R.AUTHOR, _R.SPOC, _R.CONTROL, _R.ADMIN},
    "manage groups": {_R.AUTHOR, _R.SPOC, _R.CONTROL, _R.ADMIN},
    "see the week": set(Role),
    "look after delivery": {_R.CONTROL, _R.ADMIN},
    "end an officer's sessions": {_R.ADMIN},
}
"""Deny by default: what is not in this table nobody may do. Liaison volunteers see counts only."""
MOST_DRAWN: dict[Role, int | None] = {_R.LIAISON: 25, _R.AUTHOR: 500, _R.SPOC: None, _R.CONTROL: None}
"""Square kilometres that an audience may be drawn on the map, by role; None for any."""


class Officer(Model):
    """One officer; the id is also the sign-in name."""

    id: str
    name: str
    unit: str
    roles: tuple[Role, ...]
    active: bool = True
    signed_out_at: Moment | None = None
    """Whoever signed in at or before this moment is signed out, whatever a token says of its end."""

    def signed_out(self, at: datetime) -> Self:
        """End every session that began until now; never takes back what was ended before."""
        return self.but(signed_out_at=max(at, self.signed_out_at or at))

    def still_in(self, signed_in_at: datetime) -> bool:
        """Tell whether a session that began then goes on."""
        return self.signed_out_at is None or signed_in_at > self.signed_out_at

    def may(self, action: str) -> bool:
        """Tell whether one of the roles allows this action."""
        return self.active and any(role in PERMISSIONS[action] for role in self.roles)

    def require(self, action: str) -> None:
        """Raise Forbidden unless one of the roles allows this action."""
        if not self.may(action):
            raise Forbidden(f"Your role does not allow you to {action}.")

    def most_drawn(self) -> int | None:
        """Answer how many km² this officer may draw, by the most that one of the roles allows; None: any."""
        caps = [MOST_DRAWN.get(role, 0) for role in self.roles]
        return None if None in caps else max((cap for cap in caps if cap is not None), default=0)
