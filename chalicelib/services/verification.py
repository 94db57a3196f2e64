"""Verifying: a code or link proves an address, and the first one makes a subscriber."""

from dataclasses import dataclass

from ..domain.engagement import fact
from ..domain.errors import Conflict, Expired
from ..domain.force import Force
from ..domain.ids import derived
from ..domain.model import Model
from ..domain.new_subscriber import joining
from ..domain.request import TRIES, Challenge, Purpose, Request
from ..domain.sending import Why
from ..domain.subscriber import Address, AddressState, Channel, Consent, Contact, Subscriber
from ..ports import Audit, Clock, Facts, Ids, Places, Requests, Subscribers, Table
from .proofs import USED, Proofs, wrong
from .sending.direct import Direct, Note

ATTEMPTS = 3
PURPOSES: tuple[Purpose, ...] = ("sign-up", "add-address")
RUN_OUT = "This sign-up has run out. Fill in the form again."


class Verified(Model):
    """Which of a request's addresses are proved and which still wait."""

    verified: tuple[Channel, ...]
    waiting: tuple[Channel, ...]


@dataclass(frozen=True)
class Verification:
    """Turns a proved address into one that may be sent to."""

    table: Table
    clock: Clock
    ids: Ids
    subscribers: Subscribers
    requests: Requests
    places: Places
    facts: Facts
    audit: Audit
    force: Force
    proofs: Proofs
    direct: Direct

    def by_code(self, request_id: str, channel: str, code: str) -> Verified:
        """Verify with a typed code; raises Invalid (wrong), Expired or TooMany."""
        request, challenge = self.proofs.by_code(request_id, channel, code, PURPOSES)
        return self._settle(request, challenge, "code")

    def by_link(self, request_id: str, token: str) -> Verified:
        """Verify with the token of a link; raises Invalid (not complete) or Expired."""
        request, challenge = self.proofs.by_link(request_id, token, PURPOSES)
        return self._settle(request, challenge, "link")

    def _settle(self, request: Request, challenge: Challenge, how: str) -> Verified:
        """Write it in one transaction; what somebody changed in between is looked at again."""
        for _ in range(ATTEMPTS):
            try:
                return self._prove(request, challenge, how)
            except Conflict:
                owner = self.subscribers.owner(challenge.channel, challenge.address)
                if owner not in {None, request.sid}:
                    # Another person proved it first: say no more than to anybody who guesses.
                    raise wrong(TRIES - challenge.tries) from None
                request, challenge = self._again(request, challenge)
        raise Conflict("This was changed at the same moment. Try again.")

    def _again(self, request: Request, was: Challenge) -> tuple[Request, Challenge]:
        found = self.requests.load(request.id)
        challenge = found.challenge(was.channel) if found else None
        if found is None or challenge is None or challenge.verified or challenge.issue != was.issue:
            raise Expired(USED)
        return found, challenge

    def _prove(self, request: Request, challenge: Challenge, how: str) -> Verified:
        sid, now = str(request.sid), self.clock.now()
        was = self.subscribers.load(sid)
        contact = was.contact if was else self.subscribers.contact(sid)
        address = contact.holding(challenge.channel, challenge.address) if contact else None
        if contact is None or contact.left_at or address is None:
            raise Expired(RUN_OUT)
        proved = address.but(state=AddressState.VERIFIED, verified_at=now, opted_out_at=None)
        consent = self._consent(request, proved, how)
        agreed = {**contact.consents, consent.sender: consent.wording_version}
        changed = contact.with_address(proved).but(consents=agreed)
        person = was.but(contact=changed) if was else self._joining(request, changed)
        done = request.with_challenge(challenge.but(verified=True))
        notes = self._notes(request, contact, proved, person)
        counted = ["verified"] if was else ["verified", "joined"]
        dimensions = {**person.dimensions(), "channel": challenge.channel}
        self.table.commit(
            self.requests.save(done, request),
            self.subscribers.lock(proved, sid),
            *(self.subscribers.save(person, was) if was else self.subscribers.add(person, contact)),
            self.subscribers.consent(consent),
            *(self.facts.add(fact(kind, self.ids.ulid(), now, dimensions)) for kind in counted),
            self.audit.entry("public", "verified an address", sid, challenge.channel),
            *(write for note in notes for write in self.direct.writes(note)),
        )
        self.direct.enqueue(*notes)
        return _standing(done)

    def _consent(self, request: Request, address: Address, how: str) -> Consent:
        form = request.form
        origin = f"{form.source} form" if form else "settings"
        signed = f" signed {form.signed_on}" if form and form.signed_on else ""
        return Consent(
            sid=str(request.sid),
            address=address.id,
            at=self.clock.now(),
            by=request.officer or str(request.sid),
            how=f"{origin}{signed}, {address.channel} confirmed by {how}",
            wording_version=form.wording_version if form else self.force.wording.version,
            sender=self.force.id,
        )

    def _joining(self, request: Request, contact: Contact) -> Subscriber:
        """Make the subscriber; a number that is taken and then not used leaves a gap, which does no harm."""
        form = request.form
        found = self.places.postcode(form.postcode) if form else None
        if form is None or found is None:
            raise Expired(RUN_OUT)
        numbered = contact.but(number=self.subscribers.next_number())
        return joining(form, numbered, found, self.clock.now())

    def _notes(self, request: Request, was: Contact, proved: Address, person: Subscriber) -> list[Note]:
        """Welcome the new address; one added later is announced to the old ones, where its owner may look."""
        told: list[tuple[Why, Address]] = [("welcome", proved)]
        if request.purpose == "add-address":
            verified = [a for a in was.addresses if a.state is AddressState.VERIFIED and a.id != proved.id]
            told += [("new-address", address) for address in verified]
        return [
            Note(
                id=derived(why, request.id, proved.id, address.id),
                why=why,
                sid=was.sid,
                address=address.id,
                channel=address.channel,
                unit=self.force.control_unit,
                ward=person.places[0].ward,
            )
            for why, address in told
        ]


def _standing(request: Request) -> Verified:
    verified = tuple(c.channel for c in request.challenges if c.verified)
    return Verified(verified=verified, waiting=tuple(c.channel for c in request.challenges if not c.verified))
