"""Facts, weeks, officers and the audit trail in the table."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.engagement import Week, fact
from chalicelib.domain.errors import Conflict
from chalicelib.domain.officer import Role
from chalicelib.stores.audit import AuditStore
from chalicelib.stores.facts import FactStore
from chalicelib.stores.officers import OfficerStore
from tests.factories import NOW, an_officer
from tests.fakes import FakeClock, FakeIds, MemoryTable


def a_week(week: str = "2026-W10") -> Week:
    figures = {"sign-ups by source": {"web": 12}}
    return Week(week=week, starts=date(2026, 3, 2), ends=date(2026, 3, 8), closed_at=NOW, figures=figures)


def test_a_fact_written_twice_is_one() -> None:
    table = MemoryTable()
    facts = FactStore(table)
    joined = fact("joined", "F1", NOW, {"ward": "W1"})
    table.commit(facts.add(joined))
    table.commit(facts.add(joined))
    assert list(facts.of("2026-W10")) == [joined]
    assert list(facts.of("2026-W11")) == []


def test_a_fact_has_the_day_and_week_of_london() -> None:
    late = fact("joined", "F1", NOW.replace(month=6, day=7, hour=23, minute=30), {})
    assert (late.dimensions["day"], late.week) == ("2026-06-08", "2026-W24")


def test_a_week_is_closed_once_and_the_newest_come_first() -> None:
    facts = FactStore(MemoryTable())
    assert facts.week("2026-W10") is None
    facts.close(a_week("2026-W09"))
    facts.close(a_week())
    with pytest.raises(Conflict):
        facts.close(a_week())
    assert facts.week("2026-W10") == a_week()
    assert facts.weeks() == ["2026-W10", "2026-W09"]


def test_an_officer_comes_back_with_their_roles_and_changes_by_the_last_word() -> None:
    table = MemoryTable()
    officers = OfficerStore(table)
    assert officers.load("spoc1") is None
    table.commit(officers.add(an_officer("spoc1", Role.SPOC, Role.AUTHOR)))
    table.commit(officers.add(an_officer("spoc1", Role.SPOC)))
    assert officers.load("spoc1") == an_officer("spoc1", Role.SPOC)
    assert officers.everyone() == [an_officer("spoc1", Role.SPOC)]


def test_audit_entries_are_kept_by_day_in_order_and_never_overwritten() -> None:
    table, clock = MemoryTable(), FakeClock(NOW)
    audit = AuditStore(table, clock, FakeIds())
    write = audit.entry("author1", "wrote", "ALERT1", "note")
    table.commit(write, audit.entry("spoc1", "approved", "ALERT1"))
    clock.pass_by(days=1)
    table.commit(audit.entry("spoc1", "looked", "ALERT1"))
    assert [entry.action for entry in audit.entries("2026-03-02")] == ["wrote", "approved"]
    assert [entry.at for entry in audit.entries("2026-03-03")] == [NOW + timedelta(days=1)]
    with pytest.raises(Conflict):
        table.commit(write)
