"""Who carries messages: how well each provider is, what was spent, and the one chosen by hand."""

import pytest

from chalicelib.domain.carriers import Provider
from chalicelib.domain.errors import Conflict, Invalid, NotFound
from chalicelib.domain.officer import Role
from chalicelib.domain.traffic import Line, Traffic
from chalicelib.services.carriers import Carried, Carriers
from tests.factories import NOW, a_force, an_officer
from tests.parts import Parts

CONTROL = an_officer("control1", Role.CONTROL)
MOMENT = int(NOW.timestamp() * 1000)
SECOND = Provider(name="second", per_second=50, pence=2.4)


class Depot(Parts):
    """A force with two providers of texts."""

    def __init__(self) -> None:
        super().__init__()
        texting = a_force().texting.but(others=(SECOND,), pounds_a_month=500.0)
        self.force = a_force(texting=texting)
        self.carriers = self.make(Carriers)

    def texts(self) -> Carried:
        return self.carriers.listed()[0]

    def traffic(self, **changes: object) -> None:
        """Change what the workers of texts share, as one of them would."""
        was = self.traffics.load("text")
        self.table.commit(self.traffics.save(was.but(**changes), was))


def states(carried: Carried) -> list[tuple[str, str, bool]]:
    return [(each.name, each.state, each.in_use) for each in carried.carriers]


def test_providers_stand_in_the_order_of_the_force_and_the_first_is_in_use() -> None:
    depot = Depot()
    assert states(depot.texts()) == [("sns", "unused", True), ("second", "unused", False)]
    assert [each.channel for each in depot.carriers.listed()] == ["text", "email"]


def test_one_that_is_away_gives_way_to_the_next_and_says_until_when() -> None:
    depot = Depot()
    away = Line(next=MOMENT, score=0.2, outcomes=5, strikes=1, away_until=MOMENT + 60_000)
    depot.traffic(lines={"sns": away, "second": Line(next=MOMENT, score=0.8, outcomes=5)})
    assert states(depot.texts()) == [("sns", "away", False), ("second", "unsteady", True)]
    until = depot.texts().carriers[0].away_until
    assert until
    assert (until - NOW).total_seconds() == 60
    depot.clock.pass_by(seconds=60)
    assert states(depot.texts())[0] == ("sns", "trying", True)


def test_what_was_spent_is_of_this_month_in_london() -> None:
    depot = Depot()
    depot.traffic(month="2026-03", spent=1_234_000)
    assert (depot.texts().pounds, depot.texts().most_pounds) == (12.34, 500.0)
    depot.clock.pass_by(days=31)
    assert depot.texts().pounds == 0


def test_an_officer_chooses_one_and_takes_that_back_and_both_are_audited() -> None:
    depot = Depot()
    assert depot.carriers.choose(CONTROL, "text", "second").chosen == "second"
    assert states(depot.texts()) == [("sns", "unused", False), ("second", "unused", True)]
    assert depot.carriers.choose(CONTROL, "text", "").chosen == ""
    entries = depot.audit.entries("2026-03-02")
    assert [(entry.by, entry.action, entry.subject, entry.note) for entry in entries] == [
        ("control1", "choose provider", "text", "second"),
        ("control1", "choose provider", "text", "the first that is well"),
    ]


def test_a_choice_wins_over_workers_that_write_at_the_same_moment_and_takes_nothing_from_them() -> None:
    depot = Depot()
    depot.traffic(spent=1)
    depot.table.overtake(lambda: depot.traffic(spent=2))
    depot.carriers.choose(CONTROL, "text", "second")
    traffic = depot.traffics.load("text")
    assert (traffic.chosen, traffic.spent) == ("second", 2)


def test_a_choice_that_never_gets_through_says_so() -> None:
    depot = Depot()
    depot.traffics.load("text")

    def busy(name: str) -> None:
        if name == "transaction":
            raise Conflict("changed")

    depot.table.before = busy
    with pytest.raises(Conflict, match="leave so fast"):
        depot.carriers.choose(CONTROL, "text", "second")


def test_what_the_force_does_not_have_cannot_be_chosen() -> None:
    depot = Depot()
    with pytest.raises(Invalid) as refused:
        depot.carriers.choose(CONTROL, "text", "pigeons")
    assert refused.value.fields == {"provider": "Choose one of sns, second, or none."}
    with pytest.raises(NotFound):
        depot.carriers.choose(CONTROL, "voice", "")
    assert Traffic(channel="text").chosen == ""
