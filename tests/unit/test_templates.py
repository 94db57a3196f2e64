"""Saved templates: kept, used, renamed and deleted by those whose they are, without audience and dates."""

import pytest

from chalicelib.domain.errors import Conflict, Forbidden, Invalid, NotFound
from chalicelib.domain.officer import Officer, Role
from chalicelib.domain.sms_text import downgrade, size
from chalicelib.domain.template import KEPT
from chalicelib.services.drawer import MOST
from chalicelib.services.saving_templates import SavingTemplates
from infra.templates import load_templates, read_templates
from tests.desk import ANALYST, AUTHOR, COLLEAGUE, LIAISON, SPOC, STRANGER, Desk, content
from tests.factories import NOW, a_template, an_officer

ADMIN = an_officer("admin1", Role.ADMIN, unit="control-room")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def keeping(desk: Desk) -> SavingTemplates:
    return desk.make(SavingTemplates)


def alert(desk: Desk, **changes: object) -> str:
    return desk.writing.draft(AUTHOR, content(**changes)).id


def names(keeping: SavingTemplates, officer: Officer) -> list[tuple[str, str]]:
    return [(template.name, template.of) for template in keeping.listed(officer)]


def test_a_template_holds_the_words_and_neither_audience_nor_dates(
    desk: Desk, keeping: SavingTemplates
) -> None:
    words = {"asks_for": "Dashcam film", "other_ways": ("Call 101",), "crime_recorded_at": NOW}
    kept = keeping.save(AUTHOR, "Vans", "unit", alert(desk, **words))
    assert set(kept.model_dump()) == KEPT | {"id", "unit", "name", "by", "updated_at", "version"}
    assert (kept.headline, kept.asks_for, kept.other_ways) == (
        "Vans broken into",
        "Dashcam film",
        ("Call 101",),
    )
    assert desk.audit.entries("2026-03-02")[-1].action == "save template"


def test_a_unit_sees_its_own_and_then_the_forces_by_name(desk: Desk, keeping: SavingTemplates) -> None:
    for name in ("Vans", "burglary"):
        keeping.save(AUTHOR, name, "unit", alert(desk))
    for name in ("Missing person", "Events"):
        keeping.save(SPOC, name, "force", alert(desk))
    shared = [("Events", "force"), ("Missing person", "force")]
    assert names(keeping, COLLEAGUE) == [("burglary", "unit"), ("Vans", "unit"), *shared]
    assert names(keeping, STRANGER) == names(keeping, ADMIN) == shared


def test_the_forces_templates_are_kept_by_spoc_and_administrator_only(
    desk: Desk, keeping: SavingTemplates
) -> None:
    kept = keeping.save(ADMIN, "Events", "force", alert(desk))
    for officer in (AUTHOR, LIAISON):
        with pytest.raises(Forbidden):
            keeping.save(officer, "Mine", "force", alert(desk))
        with pytest.raises(Forbidden):
            keeping.rename(officer, kept.id, "Mine", 1)
        with pytest.raises(Forbidden):
            keeping.delete(officer, kept.id)
    assert keeping.rename(SPOC, kept.id, "Open days", 1).name == "Open days"


def test_another_units_template_is_not_there(desk: Desk, keeping: SavingTemplates) -> None:
    kept = keeping.save(AUTHOR, "Vans", "unit", alert(desk))
    for officer in (STRANGER, ADMIN):
        with pytest.raises(NotFound):
            keeping.rename(officer, kept.id, "Mine", 1)
        with pytest.raises(NotFound):
            keeping.delete(officer, kept.id)


def test_who_neither_writes_nor_administers_has_no_templates(keeping: SavingTemplates) -> None:
    with pytest.raises(Forbidden):
        keeping.listed(ANALYST)
    assert not a_template().kept_by(ANALYST.but(unit="snt-mill-lane"))


def test_a_name_is_there_once_whatever_its_letters(desk: Desk, keeping: SavingTemplates) -> None:
    kept = keeping.save(AUTHOR, "Vans", "unit", alert(desk))
    with pytest.raises(Invalid) as refused:
        keeping.save(COLLEAGUE, "VANS", "unit", alert(desk))
    assert "already" in refused.value.fields["name"]
    assert keeping.save(SPOC, "Vans", "force", alert(desk)).unit == ""
    assert keeping.rename(AUTHOR, kept.id, "VANS", 1).version == 2


def test_two_who_rename_at_once_do_not_overwrite_each_other(desk: Desk, keeping: SavingTemplates) -> None:
    kept = keeping.save(AUTHOR, "Vans", "unit", alert(desk))
    keeping.rename(COLLEAGUE, kept.id, "White vans", 1)
    with pytest.raises(Conflict):
        keeping.rename(AUTHOR, kept.id, "Vans again", 1)


def test_a_template_that_is_deleted_is_gone_and_its_alerts_are_not(
    desk: Desk, keeping: SavingTemplates
) -> None:
    begun = alert(desk)
    kept = keeping.save(AUTHOR, "Vans", "unit", begun)
    keeping.delete(COLLEAGUE, kept.id)
    assert names(keeping, AUTHOR) == []
    assert desk.writing.load(begun).id == begun
    assert desk.audit.entries("2026-03-02")[-1].action == "delete template"


def test_there_are_only_so_many(desk: Desk, keeping: SavingTemplates) -> None:
    full = [desk.templates.add(a_template(id=f"T{n}", name=f"Name {n}")) for n in range(MOST)]
    desk.table.commit(*full[:60])
    desk.table.commit(*full[60:])
    with pytest.raises(Conflict, match="Delete one"):
        keeping.save(AUTHOR, "One more", "unit", alert(desk))


def test_the_words_of_no_alert_cannot_be_kept(keeping: SavingTemplates) -> None:
    with pytest.raises(NotFound):
        keeping.save(AUTHOR, "Vans", "unit", "none")


def test_a_blank_of_a_template_that_was_not_filled_in_is_not_submitted(desk: Desk) -> None:
    left = content(headline="Burglary in [street]", text="[When] a home in [street] was burgled.")
    drafted = desk.writing.draft(AUTHOR, left)
    with pytest.raises(Invalid) as refused:
        desk.writing.submit(AUTHOR, drafted.id, drafted.version)
    assert refused.value.fields == {"headline": "Fill in [street].", "text": "Fill in [When], [street]."}


def test_a_force_begins_with_templates_whose_blanks_are_in_brackets_and_whose_texts_are_short(
    desk: Desk,
) -> None:
    read = read_templates(NOW)
    assert len(read) >= 6
    assert len({template.name for template in read}) == len({template.id for template in read}) == len(read)
    for template in read:
        words = {name: getattr(template, name) for name in KEPT}
        begun = content(**words)
        assert set(begun.blanks()) >= {"headline", "text", "email"}, template.name
        assert size(desk.compose.sample(template.text)).parts <= 2, template.name
        assert size(template.text).encoding == "GSM-7", template.name
        assert downgrade(template.text)[1] == [], template.name


def test_loading_the_templates_again_adds_nothing_and_leaves_a_new_name_alone(
    desk: Desk, keeping: SavingTemplates
) -> None:
    new, among = load_templates(desk.table, desk.templates, NOW)
    assert new == among
    first = keeping.listed(SPOC)[0]
    keeping.rename(SPOC, first.id, "Another name", 1)
    assert load_templates(desk.table, desk.templates, NOW) == (0, among)
    assert "Another name" in [template.name for template in keeping.listed(SPOC)]
