"""What the scenes of the demonstration share: the laptop, the people, and the record of steps."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from chalicelib.domain.engagement import week_of

from ..laptop import Laptop
from . import headcount
from .story import Http, Resident, an_appeal, sign_in


class Record(Protocol):
    """Where the steps go."""

    def step(self, says: str, expected: object, got: object) -> None: ...


@dataclass
class Stage:
    """What one scene leaves to the next."""

    laptop: Laptop
    record: Record
    neighbours: headcount.Headcount
    text_only: Resident
    email_only: Resident
    both: Resident
    officers: dict[str, Http]
    began: str
    alert: dict[str, Any] = field(default_factory=dict)
    reached: int = 0

    @classmethod
    def of(cls, laptop: Laptop, record: Record) -> "Stage":
        neighbours, http = headcount.take(laptop.force, laptop.subscribers), Http(laptop.address)
        home = neighbours.home
        return cls(
            laptop=laptop,
            record=record,
            neighbours=neighbours,
            text_only=Resident(http, "Wilma Farthing", home, number="07700 900001"),
            email_only=Resident(http, "Ossian Reeve", home, mailbox="ossian.reeve@example.com"),
            both=Resident(http, "Petra Vane", home, number="07700 900002", mailbox="petra.vane@example.com"),
            officers={name: sign_in(laptop.address, name, word) for name, word in laptop.sign_ins},
            began=week_of(datetime.now(UTC)),
        )

    @property
    def residents(self) -> tuple[Resident, ...]:
        return self.text_only, self.email_only, self.both

    def step(self, says: str, expected: object, got: object) -> None:
        self.record.step(says, expected, got)

    def words(self, headline: str, priority: str) -> dict[str, Any]:
        """An alert to the two wards of the headcount."""
        return an_appeal(headline, priority, wards=list(self.neighbours.wards))

    def carried(self, words: str) -> Counter[str]:
        """How often each address was sent a message with these words, counted from the networks' journal."""
        return Counter(
            m["to"] for m in list(self.laptop.sent) if words in m["text"] and m["status"] == "accepted"
        )

    def holders(self, carried: Counter[str]) -> list[str]:
        """Whose these addresses are, a name for each: a person twice where two of theirs were used."""
        own = [each.name for each in self.residents for known in each.addresses if carried[known]]
        return own + self.neighbours.holders(carried)
