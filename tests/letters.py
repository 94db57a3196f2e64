"""An engine with the service over its dead letters, and pages that left some."""

from chalicelib.domain.dead_letter import Explained
from chalicelib.services.sending.dead_letters import DeadLetters
from chalicelib.stores import keys

from .engine import Engine
from .factories import a_contact, a_page, a_sending, a_sid

OUT, PAGE = a_sending().id, a_page().id
BODY: dict[str, object] = {"sending": OUT, "page": PAGE}


class Post(Engine):
    """An engine with the service over its dead letters."""

    def __init__(self) -> None:
        super().__init__()
        self.dead_letters = self.make(DeadLetters)

    def only(self) -> Explained:
        (letter,) = self.dead_letters.listed().letters
        return letter

    def actions(self) -> list[tuple[str, str]]:
        day = self.audit.entries(f"{self.clock.now():%Y-%m-%d}")
        return [(entry.by, entry.action) for entry in day if "dead letter" in entry.action]


def post(people: int = 3, **changes: object) -> Post:
    engine = Post()
    engine.people(a_contact(n) for n in range(1, people + 1))
    engine.release(a_page(people), **changes)
    return engine


def poisoned(people: int = 3) -> Post:
    """An engine that has sent to everybody on a page but person 2, whose contact is damaged."""
    engine = post(people, alert="ALERT1")
    engine.table.items[keys.contact(a_sid(2))]["addresses"] = "nonsense"
    engine.queue.put("routine", [BODY])
    engine.work()
    return engine
