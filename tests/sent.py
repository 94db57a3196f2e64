"""An alert that was sent, and all that can be done with it afterwards, on fakes."""

from collections import Counter

from chalicelib.domain.alert import Alert
from chalicelib.domain.errors import PermanentFailure, TemporaryFailure, Uncertain
from chalicelib.domain.place import Area
from chalicelib.domain.sending import Sending
from chalicelib.services.again import Again

from .desk import AUTHOR
from .engine import Engine
from .factories import DISTRICT, a_contact, a_content, a_place, a_range, a_subscriber

SPAN = a_range(runs=(("G#u10hb", "u10hb0", "u10hb7~"),))


class Sent(Engine):
    """An urgent alert to five people, by text: the first two were never reached, the third perhaps.

    The first has no mailbox to fall back to, and the second is only hard to reach.
    """

    def __init__(self, most: int = 100, *, sent: bool = True) -> None:
        super().__init__(most)
        self.again = self.make(Again)
        cells = tuple(f"u10hb{n}" for n in range(8))
        town = Area(
            code=DISTRICT,
            kind="district",
            name="Marrow Vale",
            edition="2020-12",
            district=DISTRICT,
            cells=cells,
            postcodes=40,
        )
        self.places.put_areas([town])
        self.settle(*range(1, 6))
        self.people([a_contact(1, addresses=a_contact(1).addresses[:1])])
        self.text.fails = {
            number(1): [PermanentFailure("invalid-number")],
            number(2): [TemporaryFailure("busy")] * 999,
            number(3): [Uncertain("read time-out")],
        }
        self.approve(SPAN, content=a_content(priority="urgent"), unit=AUTHOR.unit)
        if sent:
            self.drain()

    def settle(self, *people: int) -> None:
        for n in people:
            person = a_subscriber(n, places=(a_place(n, geohash=f"u10hb{n % 8}{n:03d}"),))
            for write in self.subscribers.add(person, person.contact):
                assert write.item
                self.table.items[write.key] = write.item

    def drain(self) -> None:
        """Work and sweep until nothing is open."""
        for _ in range(40):
            self.work()
            if not self.sendings.open(self.clock.now()):
                return
            self.clock.pass_by(minutes=16)
            self.sweep.run()
        raise AssertionError("something stays open")

    def alert(self) -> Alert:
        found = self.alerts.load("ALERT1")
        assert found
        return found

    def retry(self) -> Alert:
        return self.again.retry(AUTHOR, "ALERT1", self.alert().version)

    def went(self) -> list[Sending]:
        return self.again.rounds.of(self.alert())

    def slots(self, sending: Sending) -> dict[str, str]:
        """Answer the letter of each person in a round."""
        return {
            r.sid: letter
            for page in self.sendings.pages(sending.id)
            if page.recipients
            for r, letter in zip(page.recipients, self.sendings.state(sending.id, page.id).slots, strict=True)
        }

    def texts(self) -> Counter[str]:
        return Counter(message.to for message in self.text.sent)


def number(n: int) -> str:
    return f"+4470000{n:05d}"
