"""Signing up: a form becomes a request, and each address given gets its code."""

from dataclasses import dataclass
from datetime import timedelta

from ..domain.application import Application, PaperApplication
from ..domain.errors import Invalid
from ..domain.force import Force
from ..domain.officer import Officer
from ..domain.request import REQUEST_LIFETIME, Challenge, Form, Request
from ..domain.subscriber import Address, Contact
from ..ports import Audit, Clock, Ids, Queue, Requests, Subscribers, Table
from .budgets import Budgets
from .invitations import Invitations
from .lookup import Lookup

REQUEST_ID = 16
"""Base-32 characters of a request's id, 80 bits: whoever knows it may try five codes."""
OLDEST_FORM = timedelta(days=366)
"""A paper form older than this is no fresh agreement any more."""


@dataclass(frozen=True)
class SignUp:
    """Takes forms; never looks whether an address is known, so neither answer nor time can tell."""

    table: Table
    clock: Clock
    ids: Ids
    queue: Queue
    subscribers: Subscribers
    requests: Requests
    lookup: Lookup
    audit: Audit
    force: Force
    budgets: Budgets
    invitations: Invitations

    def apply(self, application: Application, ip: str) -> str:
        """Take a form from the web and answer the request's id; raises Invalid or TooMany."""
        form = application.form(self.force, self.lookup.find, self.invitations.interest)
        self._spend(form, ip)
        if application.nickname:
            # A robot gets the answer of a person, and nothing is kept.
            return self.ids.short(REQUEST_ID)
        return self._ask(form, by="public", officer=None)

    def paper(self, application: PaperApplication, officer: Officer) -> str:
        """Take a paper form that an officer types in; raises Invalid, TooMany or Forbidden."""
        officer.require("type in a paper form")
        today = self.clock.now().date()
        if not today - OLDEST_FORM <= application.form_date <= today:
            raise Invalid(
                {"form_date": "Enter the date on the form: within the last year, not in the future."}
            )
        admits, wording = self.invitations.interest, application.wording_version
        form = application.form(self.force, self.lookup.find, admits, "paper", wording)
        self._spend(form, None)
        signed = form.but(signed_on=application.form_date.isoformat())
        return self._ask(signed, by=officer.id, officer=officer.id)

    def resend(self, request_id: str, channel: str, ip: str) -> None:
        """Send a new code, which kills the one before; the same for a request that does not exist."""
        request = self.requests.load(request_id)
        challenge = request.challenge(channel) if request and request.purpose != "settings" else None
        spent = [self.subscribers.address_hash(channel, challenge.address)] if challenge else []
        self.budgets.spend(ip, spent)
        if request is None or challenge is None or challenge.verified:
            return
        renewed = request.with_challenge(challenge.reissued(self.clock.now()))
        self.table.commit(
            self.requests.save(renewed, request),
            self.audit.entry("public", "asked for a new code", request.id),
        )
        self.queue.put("plan", renewed.tasks())

    def _spend(self, form: Form, ip: str | None) -> None:
        given = form.addresses().items()
        self.budgets.spend(ip, [self.subscribers.address_hash(channel, value) for channel, value in given])

    def _ask(self, form: Form, by: str, officer: str | None) -> str:
        now, given = self.clock.now(), form.addresses()
        request = Request(
            id=self.ids.short(REQUEST_ID),
            purpose="sign-up",
            at=now,
            sid=self.ids.short(),
            form=form,
            challenges=tuple(Challenge(channel=c, address=v, issued_at=now) for c, v in given.items()),
            officer=officer,
        )
        addresses = tuple(Address(id=self.ids.short(6), channel=c, value=v) for c, v in given.items())
        contact = Contact(sid=str(request.sid), addresses=addresses, language=self.force.language)
        self.table.commit(
            self.requests.add(request),
            self.subscribers.pending(contact, now + REQUEST_LIFETIME),
            self.audit.entry(by, "took a sign-up form", request.id),
        )
        self.queue.put("plan", request.tasks())
        return request.id
