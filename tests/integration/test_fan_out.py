"""The fan-out on DynamoDB's own types and conditions: planned, sent, killed, recorded, closed."""

import pytest

from chalicelib.domain.alert import AlertStatus
from chalicelib.domain.delivery import mark, total
from chalicelib.domain.sending import SendingStatus
from infra.local.cloud import Cloud
from tests.engine import Engine
from tests.factories import a_place, a_range, a_sending, a_sid, a_subscriber
from tests.fakes import Killed
from tests.integration.tables import a_table

PEOPLE = 60
SPANS = (
    a_range(n=0, runs=(("G#u10hb", "u10hb0", "u10hb3~"),)),
    a_range(n=1, runs=(("G#u10hb", "u10hb4", "u10hb7~"),)),
)


def settled(cloud: Cloud, name: str) -> Engine:
    engine = Engine(threads=4, on=a_table(cloud, name))
    for n in range(1, PEOPLE + 1):
        person = a_subscriber(n, places=(a_place(n, geohash=f"u10hb{n % 8}{n:03d}"),))
        engine.people([person.contact])
        engine.table.commit(*engine.subscribers.add(person, person.contact))
    engine.approve(*SPANS)
    return engine


def test_an_approved_alert_reaches_everybody_once_and_closes(cloud: Cloud) -> None:
    engine = settled(cloud, "fan-out-whole")
    engine.work()
    head, alert = engine.sendings.load(a_sending().id), engine.alerts.load("ALERT1")
    assert head
    assert alert
    assert (head.status, alert.status) == (SendingStatus.CLOSED, AlertStatus.SENT)
    assert len({message.to for message in engine.email.sent}) == len(engine.email.sent) == PEOPLE
    assert total(engine.sendings.states(head.id))["sent"] == PEOPLE
    (row,) = engine.subscribers.history(a_sid(1), 10)
    assert row.mark in {mark(f"email-{n:08d}") for n in range(1, PEOPLE + 1)}
    facts = [fact for fact in engine.facts.of("2026-W10") if fact.kind == "deliveries"]
    assert sum(fact.counts["sent"] for fact in facts) == PEOPLE
    assert not engine.sendings.open(engine.clock.now())


def test_a_worker_killed_on_a_real_table_loses_one_window_and_doubles_nobody(cloud: Cloud) -> None:
    engine = settled(cloud, "fan-out-killed")

    def kill(name: str) -> None:
        engine.email.after = lambda name: None
        raise Killed

    engine.email.after = kill
    with pytest.raises(Killed):
        engine.work()
    for _ in range(3):
        engine.clock.pass_by(minutes=2)
        engine.sweep.run()
        engine.work()
    counts = total(engine.sendings.states(a_sending().id))
    assert counts["sent"] + counts["uncertain"] == PEOPLE
    assert 0 < counts["uncertain"] <= 50
    assert len({message.to for message in engine.email.sent}) == len(engine.email.sent) == PEOPLE
