"""Letting people into groups: who waits, yes or no, and invitations."""

from dataclasses import dataclass

from ..domain.errors import Conflict, NotFound
from ..domain.force import Force, Interest
from ..domain.groups import Invitation
from ..domain.ids import derived
from ..domain.model import Model, Moment
from ..domain.officer import Officer
from ..domain.subscriber import Kind, Subscriber
from ..ports import Audit, Places, Subscribers, Table
from .invitations import Invitations
from .sending.direct import Direct, Note

MANAGE = "manage groups"
ATTEMPTS = 3
MOST = 50
"""People shown who wait for one group, the longest first; the next ones follow as these are decided."""
NOBODY = "Nobody of this number waits for this group."


class Waiting(Model):
    """Somebody who asked to join: who and where, and nothing of how to reach them."""

    sid: str
    name: str
    kind: Kind
    ward: str
    asked_at: Moment


@dataclass(frozen=True)
class Admission:
    """For those who manage groups; the model of a person says what asking and being a member mean."""

    table: Table
    subscribers: Subscribers
    places: Places
    audit: Audit
    force: Force
    invitations: Invitations
    direct: Direct

    def waiting(self, officer: Officer, interest: str) -> list[Waiting]:
        """Answer who waits for a group, the longest first; that somebody looked is an audit entry."""
        officer.require(MANAGE)
        group = self._group(interest)
        names = self.places.names()
        found = [self.subscribers.load(sid) for sid in self.subscribers.asked(group.id)[:MOST]]
        self.table.commit(self.audit.entry(officer.id, "looked who asked to join", group.id))
        return [_shown(person, group.id, names) for person in found if person and group.id in person.asked]

    def decide(self, officer: Officer, interest: str, sid: str, *, admit: bool) -> None:
        """Let somebody in, who is told, or decline, which nobody is; raises NotFound or Conflict."""
        officer.require(MANAGE)
        group = self._group(interest)
        for _ in range(ATTEMPTS):
            was = self.subscribers.load(sid)
            if was is None or was.contact.left_at or group.id not in was.asked:
                raise NotFound(NOBODY)
            try:
                self._commit(officer, group, was, admit)
            except Conflict:
                continue
            return
        raise Conflict("This was changed at the same moment. Try again.")

    def invite(self, officer: Officer, interest: str) -> Invitation:
        """Make a link into a group for the officer to hand on; raises Conflict where none is needed."""
        officer.require(MANAGE)
        group = self._group(interest)
        if group.joining == "open":
            raise Conflict("Anybody may join this group: it needs no invitation.")
        self.table.commit(self.audit.entry(officer.id, "made an invitation", group.id))
        return self.invitations.make(group.id)

    def _commit(self, officer: Officer, group: Interest, was: Subscriber, admit: bool) -> None:
        sid, asked = was.contact.sid, {each: at for each, at in was.asked.items() if each != group.id}
        joined = tuple(sorted({*was.interests, group.id})) if admit else was.interests
        notes = self._notes(group, was) if admit else []
        self.table.commit(
            *self.subscribers.save(was.but(interests=joined, asked=asked), was),
            *(write for note in notes for write in self.direct.writes(note)),
            self.audit.entry(
                officer.id, "let into a group" if admit else "declined for a group", sid, group.id
            ),
        )
        self.direct.enqueue(*notes)

    def _notes(self, group: Interest, was: Subscriber) -> list[Note]:
        """Tell them once, by the channel they chose for what is not urgent; there may be none just now."""
        contact = was.contact
        wished = (*contact.order.get("standard", ()), "email", "text")
        address = next((found for channel in wished if (found := contact.verified(channel))), None)
        note = address and Note(
            id=derived("admitted", contact.sid, group.id, was.asked[group.id].isoformat()),
            why="admitted",
            sid=contact.sid,
            address=address.id,
            channel=address.channel,
            unit=self.force.control_unit,
            ward=was.places[0].ward,
            values={"interest": group.id},
        )
        return [note] if note else []

    def _group(self, interest: str) -> Interest:
        found = self.force.interest(interest)
        if found is None:
            raise NotFound("There is no such group.")
        return found


def _shown(person: Subscriber, interest: str, names: dict[str, str]) -> Waiting:
    home, profile = person.places[0], person.profile
    local = home.neighbourhood or home.ward
    return Waiting(
        sid=profile.sid,
        name=profile.name,
        kind=profile.kind,
        ward=names.get(local, local),
        asked_at=person.asked[interest],
    )
