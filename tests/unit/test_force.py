"""Force files: both that we bring are valid, and a sender that phones would refuse is refused here."""

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from chalicelib.domain.carriers import Texting
from chalicelib.domain.officer import PERMISSIONS, Role
from chalicelib.settings import load_force
from infra.site import stylesheet
from tests.factories import an_officer

TEXTING: Mapping[str, object] = {"number": "+447700900000", "pence_per_part": 2.4, "parts_per_second": 20}
WANTED = {"wildlife", "farm", "faith", "church", "school", "cctv", "dog-walkers"}


def a_texting(sender: str) -> Texting:
    return Texting.model_validate({**TEXTING, "sender": sender})


@pytest.mark.parametrize(
    "sender", ["Kent Police", "WMPolice", "a.b-c_d & e", "07700900000", "60777", "K9 Unit"]
)
def test_senders_that_networks_take(sender: str) -> None:
    assert a_texting(sender).answerable() is sender.isdigit()


@pytest.mark.parametrize(
    "sender",
    [
        "KP",
        "Kent Police HQ",
        "Alert",
        "info",
        "VERIFY",
        "0044KP",
        "K!ent",
        "...",
        "K--",
        "12345",
        "0770090000",
        "",
    ],
)
def test_senders_that_networks_refuse(sender: str) -> None:
    with pytest.raises(ValidationError):
        a_texting(sender)


@pytest.mark.parametrize(("stem", "districts"), [("fictional", 3), ("kent", 13)])
def test_the_forces_we_bring_are_whole(stem: str, districts: int) -> None:
    force = load_force(stem)
    assert len(force.districts) == districts
    assert sum(unit.id.startswith("csu-") for unit in force.units) == districts
    assert any(unit.id.startswith("snt-") for unit in force.units)
    assert force.control_unit in {unit.id for unit in force.units}
    assert {"non_emergency", "crimestoppers", "website"} <= force.contact.keys()
    assert "--accent" in stylesheet(force.colour)


@pytest.mark.parametrize("stem", ["fictional", "kent"])
def test_every_interest_has_a_place_of_its_own_in_the_index(stem: str) -> None:
    force = load_force(stem)
    assert len({interest.bit for interest in force.interests}) == len(force.interests) == 12
    assert len({interest.id for interest in force.interests}) == 12
    assert {interest.id for interest in force.interests} >= WANTED
    assert force.interest_bits(("wildlife", "unknown")) == 1


def test_nobody_may_what_no_role_allows() -> None:
    retired = an_officer("author1", *Role, active=False)
    assert not any(retired.may(action) for action in PERMISSIONS)
    liaison = an_officer("liaison1", Role.LIAISON)
    assert {action for action in PERMISSIONS if liaison.may(action)} == {
        "write an alert",
        "see alerts",
        "use templates",
        "use saved audiences",
        "see the week",
    }
