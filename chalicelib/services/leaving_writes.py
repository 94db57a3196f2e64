"""The writes by which somebody stops, leaves or comes back, for whoever commits them."""

from dataclasses import dataclass

from ..domain.engagement import fact
from ..domain.force import Force
from ..domain.subscriber import Address, AddressState, Consent, Subscriber
from ..ports import Audit, Clock, Facts, Ids, Subscribers, Write


@dataclass(frozen=True)
class LeavingWrites:
    """Keeps contact, address, index, facts and audit in step."""

    clock: Clock
    ids: Ids
    subscribers: Subscribers
    facts: Facts
    audit: Audit
    force: Force

    def ended(self, was: Subscriber, reason: str) -> list[Write]:
        """Leave: nothing may be sent any more, no index lists the person, every address is free again."""
        contact, now = was.contact, self.clock.now()
        held = [a for a in contact.addresses if a.state is AddressState.VERIFIED]
        stopped = tuple(
            a.but(state=AddressState.OPTED_OUT, opted_out_at=a.opted_out_at or now) for a in contact.addresses
        )
        gone = was.but(contact=contact.but(addresses=stopped, left_at=now))
        return [
            *self.subscribers.save(gone, was),
            *(self.subscribers.suppress(address, contact.sid, reason) for address in held),
            self.facts.add(fact("left", self.ids.ulid(), now, was.dimensions())),
            self.audit.entry(contact.sid, "left", contact.sid, reason),
        ]

    def stopped(self, was: Subscriber, address: Address, reason: str = "stop") -> list[Write]:
        """Stop one address; who has no other one that may be sent to has left."""
        contact = was.contact
        others = [a for a in contact.addresses if a.id != address.id]
        if not any(a.state is AddressState.VERIFIED for a in others):
            return self.ended(was, reason)
        stopped = address.but(state=AddressState.OPTED_OUT, opted_out_at=self.clock.now())
        return [
            *self.subscribers.save(was.but(contact=contact.with_address(stopped)), was),
            self.subscribers.suppress(address, contact.sid, reason),
            self.audit.entry(contact.sid, f"stopped {address.channel}", contact.sid, reason),
        ]

    def bounced(self, was: Subscriber, address: Address) -> list[Write]:
        """Stop an address at which nothing arrives; its person stays, also with no other one."""
        contact, gone = was.contact, address.but(state=AddressState.BOUNCED)
        return [
            *self.subscribers.save(was.but(contact=contact.with_address(gone)), was),
            self.subscribers.suppress(address, contact.sid, "bounced"),
            self.audit.entry(contact.sid, f"{address.channel} bounced", contact.sid),
        ]

    def returned(self, was: Subscriber, address: Address) -> list[Write]:
        """Take up an address that was stopped; who had left joins again, with what they had chosen."""
        contact, now, version = was.contact, self.clock.now(), self.force.wording.version
        back = address.but(state=AddressState.VERIFIED, verified_at=now, opted_out_at=None)
        agreed = {**contact.consents, self.force.id: version}
        person = was.but(
            contact=contact.with_address(back).but(
                left_at=None, paused_from=None, paused_until=None, consents=agreed
            )
        )
        consent = Consent(
            sid=contact.sid,
            address=address.id,
            at=now,
            by=contact.sid,
            how="START by text",
            wording_version=version,
            sender=self.force.id,
        )
        joined = self.facts.add(fact("joined", self.ids.ulid(), now, person.dimensions()))
        return [
            *self.subscribers.save(person, was),
            self.subscribers.lock(back, contact.sid),
            self.subscribers.consent(consent),
            *([joined] if contact.left_at else []),
            self.audit.entry(contact.sid, "started texts again", contact.sid),
        ]

    def resumed(self, was: Subscriber) -> list[Write]:
        """End a pause before its time."""
        sid = was.contact.sid
        awake = was.but(contact=was.contact.but(paused_from=None, paused_until=None))
        return [*self.subscribers.save(awake, was), self.audit.entry(sid, "ended a pause", sid)]
