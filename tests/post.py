"""A post office on fakes: people who want what is not urgent gathered, alerts, and their mornings."""

from datetime import datetime, timedelta

from chalicelib.domain.alert import Alert, AlertStatus
from chalicelib.domain.digest import Cadence
from chalicelib.domain.place import Area
from chalicelib.domain.sending import SendingStatus
from chalicelib.domain.subscriber import Contact
from chalicelib.services.sending.digesting import Digesting
from chalicelib.stores import keys
from chalicelib.stores.items import item_of

from .engine import Engine
from .factories import (
    DISTRICT,
    NOW,
    WARD,
    a_contact,
    a_content,
    a_place,
    a_range,
    a_sending,
    a_subscriber,
    an_alert,
    some_forms,
)

CELLS = tuple(f"u10hb{letter}" for letter in "0123")
AREA = Area(code=WARD, kind="ward", name="Mill", edition="2026", district=DISTRICT, cells=CELLS, postcodes=4)


class Post(Engine):
    """An engine with people in one ward, numbered from 1, each with what they chose."""

    def __init__(self, *cadences: Cadence | None, most: int = 100) -> None:
        super().__init__(most=most)
        self.places.put_areas([AREA])
        self.digesting = self.make(Digesting)
        self.digesting.run()
        for n, cadence in enumerate(cadences, 1):
            self.settle(n, a_contact(n, digest=cadence))

    def settle(self, n: int, contact: Contact) -> None:
        """Let a person live here with this contact, in the place of the one they had."""
        place = a_place(n, geohash=f"u10hb{n % 4}{n:03d}")
        person = a_subscriber(n, contact=contact, places=(place,))
        for write in self.subscribers.add(person, contact):
            if write.item is not None:
                self.table.items[write.key] = write.item

    def alert(self, n: int = 1, **words: object) -> Alert:
        """Approve an alert to everybody that is not urgent and good for a month, and ask for its planning."""
        content = a_content(headline=f"Alert {n}").but(
            **{"priority": "low", "expires": NOW + timedelta(days=30), **words}
        )
        sending = a_sending(
            id=f"SENDING{n}",
            status=SendingStatus.PLANNING,
            released_at=None,
            ranges=1,
            alert=f"ALERT{n}",
            code=f"CODE000{n}",
            priority=content.priority,
            created_at=self.clock.now(),
            expires_at=content.expires,
        )
        alert = an_alert(
            id=f"ALERT{n}",
            code=sending.code,
            content=content,
            status=AlertStatus.APPROVED,
            sending=sending.id,
        )
        key = keys.alert(alert.id)
        self.table.items[key] = item_of(alert, key)
        span = a_range(sending=sending.id, runs=(("G#u10hb", "u10hb0", "u10hb3~"),))
        self.sendings.put_ranges([span])
        self.table.commit(*self.sendings.add(sending, some_forms(sending=sending.id)))
        self.queue.put("plan", [{"task": "range", "sending": sending.id, "range": 0}])
        return alert

    def sent(self, n: int = 1, **words: object) -> str:
        """Send an alert the whole way; answer its slots in the order of people."""
        self.alert(n, **words)
        self.work()
        return self.slots(f"SENDING{n}")

    def until(self, moment: datetime) -> None:
        """Let the time pass until then."""
        self.clock.pass_by(seconds=(moment - self.clock.now()).total_seconds())

    def morning(self, at: datetime) -> list[str]:
        """Begin what is due at this time and send it; answer the digests that were begun."""
        self.until(at)
        begun = self.digesting.run()
        self.work()
        return begun

    def slots(self, sending: str) -> str:
        """Answer a sending's letters, page by page."""
        return "".join(state.slots for state in self.sendings.states(sending))

    def subjects(self) -> list[tuple[str, str]]:
        """Answer to whom email went and of what it is the subject, in order."""
        return [(message.to, message.subject) for message in self.email.sent]
