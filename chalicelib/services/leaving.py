"""Leaving, pausing, STOP and START: what a person can do with a link or a word alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..domain.errors import Conflict, Invalid, NotFound
from ..domain.force import Force
from ..domain.ids import SUBSCRIBER_ID, derived
from ..domain.sending import Why
from ..domain.subscriber import Address, AddressState, Subscriber
from ..ports import Audit, Clock, Keys, Subscribers, Table, Write
from .leaving_writes import LeavingWrites
from .sending.compose import LEAVE_LENGTH
from .sending.direct import Direct, Note

ATTEMPTS = 3
LONGEST_PAUSE = 365
_SID = 10
BROKEN = "This link is not complete. Copy the whole link from the message, or answer any text with STOP."


@dataclass(frozen=True)
class Leaving:
    """Everything here may be done twice; the second time changes nothing."""

    table: Table
    clock: Clock
    keys: Keys
    subscribers: Subscribers
    audit: Audit
    force: Force
    leaving_writes: LeavingWrites
    direct: Direct

    def check(self, token: str) -> None:
        """Raise NotFound where the token of a message's link was cut off or tampered with."""
        self._sid(token)

    def leave(self, token: str) -> None:
        """Leave by the link of a message; raises NotFound where the token was tampered with."""
        self.leave_as(self._sid(token))

    def pause(self, token: str, days: int) -> datetime:
        """Send nothing for so many days, and answer until when; raises NotFound or Invalid."""
        sid = self._sid(token)
        if not 1 <= days <= LONGEST_PAUSE:
            raise Invalid({"days": f"Choose between 1 and {LONGEST_PAUSE} days."})
        until = self.clock.now() + timedelta(days=days)
        for _ in range(ATTEMPTS):
            was = self.subscribers.load(sid)
            if was is None or was.contact.left_at:
                return until
            paused = was.but(contact=was.contact.but(paused_from=None, paused_until=until))
            if self._commit(*self.subscribers.save(paused, was), self.audit.entry(sid, "paused", sid)):
                return until
        raise Conflict("This was changed at the same moment. Try again.")

    def leave_as(self, sid: str) -> None:
        """Leave, for a person whose identity is proved already."""
        for _ in range(ATTEMPTS):
            was = self.subscribers.load(sid)
            if was is None:
                # Nobody joined yet, so all there is to forget is an address that waited for its code.
                gone = self.subscribers.erase(sid)
                if not gone or self._commit(*gone, self.audit.entry(sid, "left before joining", sid)):
                    return
            elif was.contact.left_at or self._commit(*self.leaving_writes.ended(was, "left")):
                return
        raise Conflict("This was changed at the same moment. Try again.")

    def stop(self, number: str, inbound: str) -> bool:
        """End texts to this number (STOP) and confirm it once; answer False where there was nothing to end.

        `inbound` identifies the text that asked for it. A person with no other way to be reached has left.
        """
        for _ in range(ATTEMPTS):
            was, address = self._texted(number)
            if was is None or address is None:
                return False
            note = self._note("opted-out", was, address, inbound)
            if self._done(note) or address.state is not AddressState.VERIFIED:
                return False
            if self._commit(*self.leaving_writes.stopped(was, address), *self.direct.writes(note)):
                self.direct.enqueue(note)
                return True
        raise Conflict("This was changed at the same moment. Try again.")

    def start(self, number: str, inbound: str) -> bool:
        """Take texts up again (START) and say so; answer False where nothing had been stopped or paused."""
        for _ in range(ATTEMPTS):
            was, address = self._texted(number)
            if was is None or address is None:
                return False
            note = self._note("opted-in", was, address, inbound)
            if self._done(note):
                return False
            if address.state is AddressState.OPTED_OUT:
                back = self.leaving_writes.returned(was, address)
            elif address.state is AddressState.VERIFIED and was.contact.paused(self.clock.now()):
                back = self.leaving_writes.resumed(was)
            else:
                return False
            if self._commit(*back, *self.direct.writes(note)):
                self.direct.enqueue(note)
                return True
        raise Conflict("This was changed at the same moment. Try again.")

    def _texted(self, number: str) -> tuple[Subscriber | None, Address | None]:
        sid = self.subscribers.owners(self.subscribers.address_hash("text", number))
        was = self.subscribers.load(sid) if sid else None
        return was, was.contact.holding("text", number) if was else None

    def _note(self, why: Why, was: Subscriber, address: Address, inbound: str) -> Note:
        return Note(
            id=derived(why, inbound),
            why=why,
            sid=was.contact.sid,
            address=address.id,
            channel=address.channel,
            unit=self.force.control_unit,
            ward=was.places[0].ward,
        )

    def _done(self, note: Note) -> bool:
        """Tell whether this very text was acted on before, perhaps by a worker that died; a later one may
        have undone it since, so it must not act again."""
        done = self.direct.exists(note)
        if done:
            self.direct.enqueue(note)
        return done

    def _commit(self, *writes: Write) -> bool:
        try:
            self.table.commit(*writes)
        except Conflict:
            return False
        return True

    def _sid(self, token: str) -> str:
        sid, signature = token[:_SID], token[_SID:]
        if not (token.isascii() and SUBSCRIBER_ID.fullmatch(sid) and len(signature) == LEAVE_LENGTH):
            raise NotFound(BROKEN)
        if not self.keys.verify("leave", sid, signature):
            raise NotFound(BROKEN)
        return sid
