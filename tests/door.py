"""The front door on fakes: signing up, proving, settings and leaving, with everybody's phone and mailbox."""

from typing import Any

from chalicelib.domain.application import Application, PaperApplication
from chalicelib.domain.request import CODE_DIGITS, TOKEN_LENGTH, proof
from chalicelib.domain.sending import Message
from chalicelib.domain.subscriber import Contact, Subscriber
from chalicelib.ports import Item, Key
from chalicelib.services.codes import Codes
from chalicelib.services.leaving import Leaving
from chalicelib.services.sending.compose import LEAVE_LENGTH, Compose
from chalicelib.services.settings import Settings
from chalicelib.services.sign_up import SignUp
from chalicelib.services.verification import Verification
from chalicelib.stores.places import PlaceStore

from .fakes import MemoryTable
from .parts import AREAS, POSTCODES, Parts
from .parts import BASE as BASE
from .parts import FORCE as FORCE

IP = "203.0.113.7"


def _loaded() -> dict[Key, Item]:
    table = MemoryTable()
    PlaceStore(table).put_areas(AREAS)
    PlaceStore(table).put_postcodes(POSTCODES)
    return table.items


LOADED = _loaded()
"""The items of all places, made once for every door."""
TEXT, EMAIL = "+447700900123", "ann@example.org"


def an_application(**changes: object) -> Application:
    return Application(
        name="Ann Marrow",
        text="07700 900123",
        email="ann@example.org",
        postcode=POSTCODES[0].postcode.lower(),
        house="12A",
        interests=("wildlife", "dog-walkers"),
        campaign="victim-card",
        consent=True,
    ).but(**changes)


def a_paper_form(**changes: object) -> PaperApplication:
    fields = {"form_date": "2026-02-20", "wording_version": "leaflet-3", **dict(an_application())}
    return PaperApplication.model_validate({**fields, **changes})


class Door(Parts):
    """Everybody's way in and out, with all places loaded."""

    def __init__(self, table: Any = None) -> None:
        super().__init__(table)
        if isinstance(self.table, MemoryTable):
            self.table.items.update(LOADED)
        else:
            self.table.put_many(LOADED.values())
        self.compose, self.leaving = self.make(Compose), self.make(Leaving)
        self.sign_up, self.codes = self.make(SignUp), self.make(Codes)
        self.verification, self.settings = self.make(Verification), self.make(Settings)

    def work(self) -> list[Message]:
        """Let the worker look up who asked, and deliver what goes to single persons."""
        for body in self.queue.take("plan"):
            self.codes.dispatch(str(body["request"]), str(body["channel"]))
        delivered = [self._delivered(body) for body in self.queue.take("direct")]
        return [message for message in delivered if message]

    def _delivered(self, body: dict[str, object]) -> Message | None:
        """Make the message, or None where the window would skip the person: they stopped in the meantime."""
        job = self.sendings.job(str(body["sending"]), str(body["page"]))
        recipient = job.page.recipients[0]
        contact = self.subscribers.contact(recipient.sid)
        address = job.sending.address(recipient, contact, job.page.channel)
        if contact is None or address is None:
            return None
        return self.compose(job.sending, job.forms, "reference", contact, address)

    def code(self, request: str, channel: str, issue: int = 1) -> str:
        """Answer the code that stands in the message."""
        return self.keys.digits("code", proof(request, channel, issue), CODE_DIGITS)

    def link(self, request: str, channel: str, issue: int = 1) -> str:
        """Answer the token of the link that stands in the message."""
        return self.keys.sign("verify", proof(request, channel, issue), TOKEN_LENGTH)

    def leave_token(self, sid: str) -> str:
        return sid + self.keys.sign("leave", sid, LEAVE_LENGTH)

    def asked(self, **changes: object) -> str:
        """Fill in the form and let the codes go out; answer the request."""
        request = self.sign_up.apply(an_application(**changes), IP)
        self.work()
        return request

    def joined(self, *channels: str, **changes: object) -> Subscriber:
        """Sign up and prove an address on each of these channels, both unless told otherwise."""
        wanted = channels or ("text", "email")
        left_out = {channel: None for channel in ("text", "email") if channel not in wanted}
        request = self.asked(**{**left_out, **changes})
        for channel in wanted:
            self.verification.by_code(request, channel, self.code(request, channel))
        self.work()
        return self.person(self.sid(request))

    def sid(self, request: str) -> str:
        found = self.requests.load(request)
        assert found
        return str(found.sid)

    def person(self, sid: str) -> Subscriber:
        person = self.subscribers.load(sid)
        assert person, "nobody joined"
        return person

    def contact(self, sid: str) -> Contact:
        contact = self.subscribers.contact(sid)
        assert contact
        return contact

    def session(self, typed: str = "07700 900123") -> str:
        """Ask for a settings code and exchange it; answer the token."""
        request = self.settings.ask_code(typed, IP)
        self.work()
        channel = "email" if "@" in typed else "text"
        return self.settings.open_session(request, self.code(request, channel)).token

    def kinds(self, *kinds: str) -> list[dict[str, str]]:
        """Answer the dimensions of the facts of these kinds."""
        return [fact.dimensions for fact in self.facts.of("2026-W10") if fact.kind in kinds]

    def indexed(self) -> list[Item]:
        """Answer the items that stand in the audience index."""
        return [item for item in self.table.items.values() if "g1pk" in item]
