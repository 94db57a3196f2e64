"""The services of alerts on the emulator's table, as on the fake: the same steps give the same answers."""

import pytest

from chalicelib.domain.alert import AlertStatus
from chalicelib.domain.errors import Conflict
from chalicelib.stores.table import DynamoTable
from infra.local.cloud import Cloud
from tests.desk import AUTHOR, SPOC, Desk, content
from tests.parts import AREAS

STAGE = "alerts"


@pytest.fixture(scope="module")
def table(cloud: Cloud) -> DynamoTable:
    return DynamoTable(cloud.client("dynamodb"), cloud.deploy(STAGE, "alerts.example").table)


def test_an_alert_is_written_previewed_approved_and_stopped(table: DynamoTable) -> None:
    desk = Desk(table)
    assert desk.places.areas() == sorted(AREAS, key=lambda area: area.code)
    for person in range(1, 4):
        desk.joined(person)
    assert desk.estimate(content()).channels == {"text": 0, "email": 3}
    alert = desk.submitted()
    assert [waiting.id for waiting in desk.writing.to_do(SPOC)] == [alert.id]
    approved = desk.approval.approve(SPOC, alert.id, alert.version)
    assert desk.writing.to_do(SPOC) == []
    with pytest.raises(Conflict):
        desk.approval.approve(SPOC, alert.id, alert.version)
    assert desk.writing.load(alert.id) == approved
    assert len(desk.sendings.ranges(approved.sending or "")) == len(desk.queue.bodies["plan"])
    assert desk.progress.standing(AUTHOR, alert.id).recipients == 0
    assert desk.writing.cancel(AUTHOR, alert.id).status is AlertStatus.CANCELLED
    assert [found.status for found in desk.writing.latest(AUTHOR)] == [AlertStatus.CANCELLED]
    assert [entry.action for entry in desk.alerts.log(alert.id)] == ["draft", "submit", "approve", "cancel"]
