"""Reach on the emulator's table, as on the fake: bitmaps come back as they were written."""

from datetime import timedelta

from chalicelib.domain.reach import Reach, pressed
from chalicelib.stores.reaches import ReachStore
from chalicelib.stores.table import DynamoTable
from infra.local.cloud import Cloud
from tests.factories import NOW

STAGE = "reach"
CROWD = sum(1 << n for n in range(0, 750_000, 3))


def test_the_reach_of_a_whole_force_is_written_over_counted_and_found_by_its_alert(cloud: Cloud) -> None:
    store = ReachStore(DynamoTable(cloud.client("dynamodb"), cloud.deploy(STAGE, "reach.example").table))
    planned = Reach(
        sending="OUT1", alert="ALERT1", at=NOW, channel="text", priority="low", numbers=pressed(CROWD)
    )
    for reach in (planned, planned.but(numbers=pressed(0b110))):
        store.table.commit(*store.put([reach, reach.but(channel="email", numbers=pressed(0b1000))]))
        assert store.of("ALERT1") == reach.bits() | 0b1000
        assert store.capped(NOW, 1) == reach.bits()
    assert store.capped(NOW + timedelta(days=7), 1) == 0
    for number in (5, 749_999, 5):
        store.table.commit(store.answer("ALERT1", number))
    assert store.answered("ALERT1") == 1 << 5 | 1 << 749_999
