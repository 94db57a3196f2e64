"""Adding an officer: a record with role and unit, a sign-in with a password said once."""

from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.domain.officer import Role
from chalicelib.stores.audit import AuditStore
from chalicelib.stores.officers import OfficerStore
from infra.officers import BadOfficer, SignIns, an_officer
from tests.fakes import FakeClock, FakeIds, MemoryTable
from tests.parts import FORCE


class Office:
    """A table and a pool of nobody."""

    def __init__(self) -> None:
        self.clock, self.table, self.said = FakeClock(), MemoryTable(), list[str]()
        self.officers = OfficerStore(self.table)
        self.audit = AuditStore(self.table, self.clock, FakeIds())
        self.cognito: Any = boto3.client("cognito-idp", region_name="eu-west-2")
        self.pool = self.cognito.create_user_pool(PoolName="officers")["UserPool"]["Id"]

    def add(self, *roles: str, unit: str | None = None) -> None:
        officer = an_officer("kit.farrow", "Kit Farrow", unit, roles, FORCE)
        stores = self.table, self.officers, self.audit
        SignIns(*stores, self.cognito, self.pool, self.said.append).add(officer)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield Office()


def test_the_first_administrator_gets_a_record_a_sign_in_and_an_entry(office: Office) -> None:
    office.add("admin")
    kit = office.officers.load("kit.farrow")
    assert kit
    assert (kit.name, kit.unit, kit.roles) == ("Kit Farrow", FORCE.control_unit, (Role.ADMIN,))
    user = office.cognito.admin_get_user(UserPoolId=office.pool, Username="kit.farrow")
    assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert "Temporary password" in office.said[0]
    (entry,) = office.audit.entries(f"{office.clock.now():%Y-%m-%d}")
    assert (entry.by, entry.subject) == ("administrator", "kit.farrow")


def test_adding_again_changes_the_role_and_neither_the_password_nor_a_sign_out(office: Office) -> None:
    office.add("author")
    was = office.officers.load("kit.farrow")
    assert was
    office.table.commit(office.officers.add(was.signed_out(office.clock.now())))
    office.add("author", "SPOC")
    kit = office.officers.load("kit.farrow")
    assert kit
    assert (kit.roles, kit.signed_out_at) == ((Role.AUTHOR, Role.SPOC), office.clock.now())
    assert office.said[-1].endswith("their sign-in is as it was.")


@pytest.mark.parametrize(
    ("unit", "role", "says"), [("moon", "admin", "There is no unit"), (None, "king", "no role")]
)
def test_an_unknown_unit_or_role_is_refused_with_those_there_are(
    office: Office, unit: str | None, role: str, says: str
) -> None:
    with pytest.raises(BadOfficer, match=says):
        office.add(role, unit=unit)
    assert not office.officers.everyone()
