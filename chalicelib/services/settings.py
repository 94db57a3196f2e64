"""A person's own settings: a fresh code first, then everything can be seen and changed for half an hour."""

from dataclasses import dataclass
from datetime import timedelta

from ..domain.change import Change, an_address, with_waiting
from ..domain.errors import NotSignedIn
from ..domain.force import Force
from ..domain.ids import SUBSCRIBER_ID
from ..domain.model import Model, Moment
from ..domain.request import TOKEN_LENGTH, TRIES, Challenge, Purpose, Request
from ..domain.shown import Shown, shown
from ..domain.subscriber import AddressState, Channel, Subscriber
from ..ports import Audit, Clock, Ids, Keys, Places, Queue, Requests, Subscribers, Table
from .budgets import Budgets
from .invitations import Invitations
from .leaving import Leaving
from .lookup import Lookup
from .proofs import Proofs, wrong
from .sign_up import REQUEST_ID

SESSION = timedelta(minutes=30)
PURPOSES: tuple[Purpose, ...] = ("settings",)
ENDED = "Your half hour is over. Ask for a new code."


class Session(Model):
    """What a code was exchanged for; the token goes into a header and never into an address."""

    token: str
    expires: Moment


@dataclass(frozen=True)
class Settings:
    """Never tells whether an address is known: the lookup happens in the worker that sends the code."""

    table: Table
    clock: Clock
    ids: Ids
    keys: Keys
    queue: Queue
    subscribers: Subscribers
    requests: Requests
    lookup: Lookup
    places: Places
    audit: Audit
    force: Force
    budgets: Budgets
    proofs: Proofs
    invitations: Invitations
    leaving: Leaving

    def ask_code(self, typed: str, ip: str) -> str:
        """Ask for a code and answer the request's id; raises Invalid or TooMany."""
        channel, value = an_address(typed, self.force, "address")
        self.budgets.spend(ip, [self.subscribers.address_hash(channel, value)])
        request = self._request("settings", None, channel, value)
        self.table.commit(
            self.requests.add(request), self.audit.entry("public", "asked for settings", request.id)
        )
        self.queue.put("plan", request.tasks())
        return request.id

    def open_session(self, request_id: str, code: str) -> Session:
        """Exchange a code for half an hour; raises Invalid (wrong), Expired or TooMany."""
        asked = self.requests.load(request_id)
        channel = asked.challenges[0].channel if asked else "text"
        request, challenge = self.proofs.by_code(request_id, channel, code, PURPOSES)
        contact = self.subscribers.contact(request.sid) if request.sid else None
        address = contact.holding(channel, challenge.address) if contact else None
        if contact is None or address is None or address.state is not AddressState.VERIFIED:
            raise wrong(TRIES - challenge.tries)
        used = request.with_challenge(challenge.but(verified=True))
        self.table.commit(
            self.requests.save(used, request), self.audit.entry(contact.sid, "opened settings", contact.sid)
        )
        expires = self.clock.now() + SESSION
        value = f"{contact.sid}.{int(expires.timestamp())}"
        return Session(token=f"{value}.{self.keys.sign('settings', value, TOKEN_LENGTH)}", expires=expires)

    def show(self, token: str) -> Shown:
        """Answer everything the person may change; raises NotSignedIn."""
        return shown(self._person(token), self.lookup.shown)

    def change(self, token: str, change: Change, ip: str) -> Shown:
        """Change what was sent; a new address waits for a code of its own. Raises Invalid or Conflict."""
        was = self._person(token)
        admits, now = self.invitations.interest, self.clock.now()
        person = change.made(was, self.force, self.lookup.find, admits, now)
        request = None
        if person.places != was.places:
            self.budgets.move(was.contact.sid)
        if change.add:
            channel, value = change.add.normal(self.force)
            waiting = with_waiting(person.contact, channel, value, self.ids.short(6))
            self.budgets.spend(ip, [self.subscribers.address_hash(channel, value)])
            person = person.but(contact=waiting)
            request = self._request("add-address", was.contact.sid, channel, value)
        sid, fields = was.contact.sid, ", ".join(sorted(change.model_fields_set))
        given_up = [a for a in was.contact.addresses if not person.contact.address(a.id)]
        self.table.commit(
            *self.subscribers.save(person, was),
            *(self.subscribers.unlock(a, sid) for a in given_up if a.state is AddressState.VERIFIED),
            *([self.requests.add(request)] if request else []),
            *self.places.widened(*(place for place in person.places if place.finer)),
            self.audit.entry(sid, "changed settings", sid, fields),
        )
        if request:
            self.queue.put("plan", request.tasks())
        return shown(person, self.lookup.shown, request.id if request else None)

    def leave(self, token: str) -> None:
        """Leave at once; raises NotSignedIn."""
        self.leaving.leave_as(self._person(token).contact.sid)

    def _request(self, purpose: Purpose, sid: str | None, channel: Channel, value: str) -> Request:
        now = self.clock.now()
        challenge = Challenge(channel=channel, address=value, issued_at=now)
        return Request(
            id=self.ids.short(REQUEST_ID), purpose=purpose, at=now, sid=sid, challenges=(challenge,)
        )

    def _person(self, token: str) -> Subscriber:
        value, _, signature = token.rpartition(".")
        sid, _, expires = value.partition(".")
        shaped = token.isascii() and SUBSCRIBER_ID.fullmatch(sid) and len(signature) == TOKEN_LENGTH
        if not shaped or not self.keys.verify("settings", value, signature):
            raise NotSignedIn("Ask for a code first.")
        person = self.subscribers.load(sid) if self.clock.now().timestamp() < int(expires) else None
        if person is None or person.contact.left_at:
            raise NotSignedIn(ENDED)
        return person
