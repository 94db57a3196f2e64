"""Codes on their way: a worker looks up whose address it is, out of sight of whoever asked."""

from dataclasses import dataclass

from ..domain.engagement import fact
from ..domain.errors import Conflict
from ..domain.force import Force
from ..domain.ids import derived
from ..domain.request import CODE_LIFETIME, LINK_LIFETIME, Challenge, Request
from ..ports import Clock, Facts, Ids, Places, Requests, Subscribers, Table, Write
from .sending.direct import Direct, Note

ATTEMPTS = 5
"""Tries to write past somebody else's change of the same request: its two addresses are worked on at once."""


@dataclass(frozen=True)
class Codes:
    """Sends what a request asks for, once for each code, whatever crashes in between."""

    table: Table
    clock: Clock
    ids: Ids
    subscribers: Subscribers
    requests: Requests
    places: Places
    facts: Facts
    force: Force
    direct: Direct

    def dispatch(self, request_id: str, channel: str) -> None:
        """Send the code of this channel, or word that the address is known; nothing where it is done."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._dispatch(request_id, channel)
            except Conflict:
                if attempt == ATTEMPTS:
                    raise

    def _dispatch(self, request_id: str, channel: str) -> None:
        request = self.requests.load(request_id)
        challenge = request.challenge(channel) if request else None
        if request is None or challenge is None or challenge.dispatched or challenge.verified:
            return
        owner = self.subscribers.owner(channel, challenge.address)
        note = self._note(request, challenge, owner)
        done = request.with_challenge(challenge.but(dispatched=True))
        if request.purpose == "settings":
            done = done.but(sid=owner)
        sending = self.direct.writes(note) if note else []
        self.table.commit(self.requests.save(done, request), *sending, *self._counted(request, challenge))
        if note:
            self.direct.enqueue(note)

    def _note(self, request: Request, challenge: Challenge, owner: str | None) -> Note | None:
        """Choose what goes to whom: nobody's settings, or an address held already, need nothing."""
        settings = request.purpose == "settings"
        known = owner is not None and not settings
        sid = owner if owner or settings else request.sid
        if sid is None or (known and owner == request.sid):
            return None
        contact = self.subscribers.contact(sid)
        address = contact.holding(challenge.channel, challenge.address) if contact else None
        if address is None:
            return None
        lifetime = CODE_LIFETIME if settings else LINK_LIFETIME
        return Note(
            id=derived("request", request.id, challenge.channel, str(challenge.issue)),
            why="known" if known else "code",
            sid=sid,
            address=address.id,
            channel=challenge.channel,
            unit=self.force.control_unit,
            values=_values(request, challenge),
            expires_at=challenge.issued_at + lifetime,
        )

    def _counted(self, request: Request, challenge: Challenge) -> list[Write]:
        """Count the sign-up with its first code, unless one of its addresses is known already."""
        form, first = request.form, request.challenges[0]
        if form is None or challenge.channel != first.channel or challenge.issue > 1:
            return []
        if any(self.subscribers.owner(c.channel, c.address) for c in request.challenges):
            return []
        place = self.places.postcode(form.postcode)
        dimensions = {
            "channel": "+".join(form.addresses()),
            "source": form.source,
            "campaign": form.campaign or "",
            "district": place.district if place else "",
            "ward": place.ward if place else "",
            "kind": form.kind,
        }
        return [self.facts.add(fact("sign-up", self.ids.ulid(), self.clock.now(), dimensions))]


def _values(request: Request, challenge: Challenge) -> dict[str, str]:
    source = request.form.source if request.form else "web"
    return {
        "request": request.id,
        "issue": str(challenge.issue),
        "purpose": request.purpose,
        "source": source,
    }
