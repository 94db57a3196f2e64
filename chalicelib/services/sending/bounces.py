"""Bounces: a mailbox that is gone, or whose owner complained, gets nothing more; its owner is asked once."""

from contextlib import suppress
from dataclasses import dataclass

from ...domain.errors import Conflict
from ...domain.force import Force
from ...domain.ids import derived
from ...domain.receipt import Receipt
from ...domain.subscriber import Address, AddressState, Contact, Subscriber
from ...ports import Subscribers, Table, Write
from ..leaving_writes import LeavingWrites
from .direct import Direct, Note

ATTEMPTS = 4


@dataclass(frozen=True)
class Bounces:
    """Everything here may be done twice; the second time changes nothing."""

    table: Table
    subscribers: Subscribers
    leaving_writes: LeavingWrites
    direct: Direct
    force: Force

    def stop(self, sid: str, channel: str, receipt: Receipt) -> None:
        """Stop the mailbox that a receipt speaks of, if it is still this person's; raises Conflict.

        A soft bounce never does, nor does what is said of a text: a network calls a number invalid that is
        abroad, or has changed hands between networks.
        """
        if channel != "email" or receipt.outcome not in {"permanent", "complaint"}:
            return
        for _ in range(ATTEMPTS):
            was = self.subscribers.load(sid)
            address = self._meant(was.contact, receipt) if was else None
            if was is None or address is None:
                return
            writes, notes = self._change(was, address, receipt)
            with suppress(Conflict):
                self.table.commit(*writes)
                return self.direct.enqueue(*notes)
        raise Conflict("This person was changed at the same moment.")

    def _meant(self, contact: Contact, receipt: Receipt) -> Address | None:
        """Find the address, unless it was proved again since: then an old receipt speaks of the past."""
        for address in contact.addresses:
            if address.channel == "email" and address.state is AddressState.VERIFIED:
                same = self.subscribers.address_hash("email", address.value) == receipt.address
                if same and not (address.verified_at and receipt.at < address.verified_at):
                    return address
        return None

    def _change(
        self, was: Subscriber, address: Address, receipt: Receipt
    ) -> tuple[list[Write], tuple[Note, ...]]:
        """Make the writes, and the one message that asks for another mailbox, by text if there is a phone."""
        if receipt.outcome == "complaint":
            return self.leaving_writes.stopped(was, address, "complaint"), ()
        writes = self.leaving_writes.bounced(was, address)
        left = was.contact.with_address(address.but(state=AddressState.BOUNCED))
        other = left.verified("text") or left.verified("email")
        if other is None:
            return writes, ()
        note = Note(
            id=derived("bounced", was.contact.sid, receipt.address),
            why="bounced",
            sid=was.contact.sid,
            address=other.id,
            channel=other.channel,
            unit=self.force.control_unit,
            ward=was.places[0].ward,
        )
        # Asked before, and the mailbox was proved again since: once is all they are asked.
        return (writes, ()) if self.direct.exists(note) else ([*writes, *self.direct.writes(note)], (note,))
