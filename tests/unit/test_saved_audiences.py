"""Saved audiences: kept, changed into versions and deleted by those whose they are."""

import pytest

from chalicelib.domain.alert import Content
from chalicelib.domain.audience import Audience, Origin
from chalicelib.domain.errors import Conflict, Forbidden, Invalid, NotFound
from chalicelib.domain.officer import Role
from chalicelib.domain.saved_audience import SavedAudience, same
from chalicelib.services.drawer import MOST
from chalicelib.services.saving_audiences import SavingAudiences
from tests.desk import ANALYST, AUTHOR, COLLEAGUE, DISTRICT, LIAISON, SPOC, STRANGER, WARD, Desk, content, to
from tests.factories import a_saved_audience
from tests.house import BY_ROLE, a_house

TOWN, LANE = to(districts=(DISTRICT,)), to(wards=(WARD,))
HOUSE_AUTHOR = BY_ROLE[Role.AUTHOR]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def saving(desk: Desk) -> SavingAudiences:
    return desk.make(SavingAudiences)


@pytest.fixture
def town(saving: SavingAudiences) -> SavedAudience:
    return saving.save(AUTHOR, "The whole town", "unit", TOWN)


def begun(saved: SavedAudience, audience: Audience | None = None) -> Content:
    rule = audience or saved.audience
    return content(audience=rule.but(origin=Origin(id=saved.id, version=saved.version)))


def test_a_rule_is_kept_under_a_name_and_in_the_audit_trail(desk: Desk, town: SavedAudience) -> None:
    assert (town.audience, town.version, town.by, town.unit) == (TOWN, 1, "author1", AUTHOR.unit)
    assert desk.audit.entries("2026-03-02")[-1].action == "save audience"


def test_a_unit_sees_its_own_and_then_the_forces_by_name(
    saving: SavingAudiences, town: SavedAudience
) -> None:
    saving.save(SPOC, "Everywhere", "force", TOWN)
    saving.save(COLLEAGUE, "lane", "unit", LANE)
    assert [each.name for each in saving.listed(LIAISON)] == ["lane", "The whole town", "Everywhere"]
    assert [each.name for each in saving.listed(STRANGER)] == ["Everywhere"]


def test_a_change_is_the_next_version_and_the_one_before_stays(
    desk: Desk, saving: SavingAudiences, town: SavedAudience
) -> None:
    changed = saving.change(COLLEAGUE, town.id, "Mill Lane only", LANE, 1)
    renamed = saving.change(AUTHOR, town.id, "Mill Lane", None, 2)
    assert (changed.version, renamed.version, renamed.audience) == (2, 3, LANE)
    assert [desk.saved.version(town.id, n) for n in (1, 2, 3)] == [town, changed, renamed]
    assert desk.saved.load(AUTHOR.unit, town.id) == renamed


def test_a_change_of_a_version_that_is_not_the_last_is_refused(
    saving: SavingAudiences, town: SavedAudience
) -> None:
    saving.change(COLLEAGUE, town.id, "Mill Lane", LANE, 1)
    with pytest.raises(Conflict, match="in the meantime"):
        saving.change(AUTHOR, town.id, "Town", None, 1)


def test_two_who_change_at_once_do_not_overwrite_each_other(
    desk: Desk, saving: SavingAudiences, town: SavedAudience
) -> None:
    desk.table.overtake(lambda: saving.change(COLLEAGUE, town.id, "Mill Lane", LANE, 1))
    with pytest.raises(Conflict):
        saving.change(AUTHOR, town.id, "Town", None, 1)


def test_the_forces_are_kept_by_spoc_and_administrator_only(saving: SavingAudiences) -> None:
    kept = saving.save(SPOC, "Everywhere", "force", TOWN)
    with pytest.raises(Forbidden):
        saving.save(AUTHOR, "Mine", "force", TOWN)
    with pytest.raises(Forbidden):
        saving.change(AUTHOR, kept.id, "Mine", None, 1)
    with pytest.raises(Forbidden):
        saving.delete(LIAISON, kept.id)


def test_another_units_is_not_there_and_who_writes_nothing_has_none(
    saving: SavingAudiences, town: SavedAudience
) -> None:
    with pytest.raises(NotFound):
        saving.change(STRANGER, town.id, "Mine", None, 1)
    with pytest.raises(NotFound):
        saving.delete(STRANGER, town.id)
    with pytest.raises(Forbidden):
        saving.listed(ANALYST)


def test_a_rule_of_nobody_or_of_nowhere_is_not_kept(saving: SavingAudiences) -> None:
    for rule, words in ((Audience(), "Choose who"), (to(wards=("M99",)), "M99")):
        with pytest.raises(Invalid) as refused:
            saving.save(AUTHOR, "Nobody", "unit", rule)
        assert words in refused.value.fields["audience"]


def test_a_name_is_there_once_and_there_are_only_so_many(
    desk: Desk, saving: SavingAudiences, town: SavedAudience
) -> None:
    with pytest.raises(Invalid):
        saving.save(AUTHOR, "THE WHOLE TOWN", "unit", LANE)
    for n in range(1, MOST):
        desk.table.commit(*desk.saved.add(a_saved_audience(id=f"S{n}", name=f"Name {n}")))
    with pytest.raises(Conflict, match="Delete one"):
        saving.save(AUTHOR, "One more", "unit", LANE)


def test_what_is_deleted_is_gone_and_its_versions_stay(
    desk: Desk, saving: SavingAudiences, town: SavedAudience
) -> None:
    saving.delete(COLLEAGUE, town.id)
    assert saving.listed(AUTHOR) == []
    assert desk.saved.version(town.id, 1) == town
    drafted = desk.writing.draft(AUTHOR, begun(town))
    assert drafted.content.audience.origin == Origin(id=town.id, version=1)


def test_an_alert_says_what_it_began_with_until_its_rule_is_another(desk: Desk, town: SavedAudience) -> None:
    drafted = desk.writing.draft(AUTHOR, begun(town))
    assert drafted.content.audience.origin == Origin(id=town.id, version=1)
    edited = desk.writing.edit(AUTHOR, drafted.id, begun(town, LANE), drafted.version)
    assert edited.content.audience == LANE


@pytest.mark.parametrize("origin", [Origin(id="none", version=1), Origin(id="S1", version=2)])
def test_an_origin_that_never_was_is_dropped(desk: Desk, origin: Origin) -> None:
    desk.table.commit(*desk.saved.add(a_saved_audience(id="S1", audience=TOWN)))
    drafted = desk.writing.draft(AUTHOR, content(audience=TOWN.but(origin=origin)))
    assert drafted.content.audience == TOWN


def test_the_same_rule_in_another_order_is_the_same() -> None:
    one, other = to(wards=("A", "B")), to(wards=("B", "A"))
    assert same(one, other.but(origin=Origin(id="S1", version=1)))
    assert not same(one, to(districts=("A", "B")))


def test_the_routes_list_save_change_and_delete_and_say_each_rule() -> None:
    with a_house() as house:
        new = {"name": "Town", "of": "unit", "audience": TOWN.model_dump(mode="json")}
        kept = house.ask("POST", "/audiences", new, by=HOUSE_AUTHOR).json_body
        assert (kept["said"], kept["version"], kept["by"], kept["kept"]) == (
            "Thistleford",
            1,
            HOUSE_AUTHOR.name,
            True,
        )
        path = f"/audiences/{kept['id']}"
        lane = {"name": "Lane", "audience": LANE.model_dump(mode="json"), "version": 1}
        assert house.ask("PUT", path, lane, by=HOUSE_AUTHOR).json_body["said"] == "Mill Lane"
        assert house.ask("PUT", path, lane, by=HOUSE_AUTHOR).status_code == 409
        (listed,) = house.ask("GET", "/audiences", by=HOUSE_AUTHOR).json_body["audiences"]
        assert (listed["name"], listed["version"], listed["of"]) == ("Lane", 2, "unit")
        assert house.ask("DELETE", path, by=HOUSE_AUTHOR).status_code == 204
