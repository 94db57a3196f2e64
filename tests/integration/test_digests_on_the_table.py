"""Who waits for a digest, on the emulator: kept, taken up once, and dropped."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.digest import Awaited, Round
from chalicelib.domain.errors import Conflict
from chalicelib.domain.reach import pressed
from chalicelib.stores.digests import DigestStore
from chalicelib.stores.table import DynamoTable
from infra.local.cloud import Cloud

STAGE = "digests"


def test_what_waits_is_taken_up_by_one_digest_and_dropped_before_the_next(cloud: Cloud) -> None:
    table = DynamoTable(cloud.client("dynamodb"), cloud.deploy(STAGE, "digests.example").table)
    store, day = DigestStore(table), date(2026, 3, 3)
    for n in range(130):
        awaited = Awaited(cadence="daily", sending=f"S{n:03d}", alert="A1", numbers=pressed(1 << n))
        table.commit(store.add(awaited))
    waiting = store.awaited("daily")
    assert [each.bits() for each in waiting] == [1 << n for n in range(130)]
    assert store.awaited("weekly") == []
    first = Round(cadence="daily", day=day, sending="D1", covers=tuple(each.sending for each in waiting))
    assert store.last("daily") is None
    table.commit(store.save(first, None))
    for late in (store.save(first, None), store.save(first, first.but(day=day - timedelta(days=1)))):
        with pytest.raises(Conflict):
            table.commit(late)
    assert store.last("daily") == first
    store.drop(first)
    store.drop(first)
    assert store.awaited("daily") == []
    table.commit(store.save(first.but(day=day + timedelta(days=1), covers=()), first))
