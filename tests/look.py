"""An engine that is looked over, as it is every ten minutes."""

from datetime import timedelta

from chalicelib.domain.alert import AlertStatus, LogEntry
from chalicelib.services.sending.reconciling import Reconciling

from .engine import Engine
from .factories import NOW, a_contact, a_page, a_sending, an_alert

OUT, PAGE = a_sending().id, a_page().id
BODY = {"sending": OUT, "page": PAGE}


def an_entry() -> LogEntry:
    return LogEntry(at=NOW, officer="author1", action="draft")


class Round(Engine):
    """An engine that is looked over."""

    def __init__(self) -> None:
        super().__init__()
        self.reconciling = self.make(Reconciling)
        self.people(a_contact(n) for n in (1, 2, 3))

    def look(self, **later: float) -> list[tuple[str, bool]]:
        """Look some time later; answer what was found, and whether it was mended."""
        self.clock.pass_by(**later)
        return [(each.kind, each.mended) for each in self.reconciling.run().findings]

    def left(self, **changes: object) -> None:
        """Change the state of the page as a worker would have left it."""
        was = self.sendings.state(OUT, PAGE)
        self.table.commit(self.sendings.save_state(was.but(**changes), was))

    def alert(self, status: AlertStatus, **changes: object) -> None:
        alert = an_alert(status=status, sending=OUT, **changes)
        self.table.commit(*self.alerts.add(alert, an_entry()))

    def status(self) -> AlertStatus:
        found = self.alerts.load("ALERT1")
        assert found
        return found.status


def released(**changes: object) -> Round:
    engine = Round()
    engine.release(a_page(), **changes)
    return engine


def milliseconds(minutes: float) -> int:
    return int((NOW + timedelta(minutes=minutes)).timestamp() * 1000)
