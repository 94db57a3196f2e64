"""A force that nobody has thought of needs a file and nothing else: the one of docs/second-force.md."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from chalicelib import settings
from chalicelib.domain.carriers import Emailing, Notify, Smtp, Texting
from chalicelib.domain.force import Background, Force, Wording
from chalicelib.domain.place import areas_of
from chalicelib.stores.places import PlaceStore
from infra import site
from infra.doctor import ROOT
from infra.geography.directory import read_postcodes
from infra.geography.files import BadFile
from tests.architecture.documents import table
from tests.door import an_application
from tests.house import House, a_house

WORDS = (ROOT / "docs" / "second-force.md").read_text(encoding="utf-8")
GROUPS: dict[str, type[BaseModel]] = {
    "texting": Texting,
    "emailing": Emailing,
    "notify": Notify,
    "smtp": Smtp,
    "wording": Wording,
    "map": Background,
}


def block(begins: str) -> str:
    (found,) = (b for b in re.findall(r"```\w*\n(.*?)```", WORDS, re.DOTALL) if b.startswith(begins))
    return str(found)


@pytest.fixture
def fenmarch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Force:
    """Put the file on the shelf and read it by its stem, as every process does."""
    shelf = tmp_path / "infra" / "forces"
    shelf.mkdir(parents=True)
    (shelf / "fenmarch.toml").write_text(block('id = "fenmarch"'), encoding="utf-8")
    monkeypatch.setattr(settings, "_HERE", tmp_path / "chalicelib")
    return settings.load_force(settings.Settings.read({"WATCHWORD_FORCE": "fenmarch"}).force_file)


@pytest.fixture
def postcodes(tmp_path: Path) -> Path:
    file = tmp_path / "fenmarch.csv"
    file.write_text(block("postcode,"), encoding="utf-8")
    return file


@pytest.fixture
def house(fenmarch: Force, postcodes: Path) -> Iterator[House]:
    with a_house(force=fenmarch) as house:
        for key in [key for key in house.table.items if key.pk.startswith(("PC#", "AREA"))]:
            del house.table.items[key]
        read = read_postcodes(postcodes, fenmarch)
        places = PlaceStore(house.table)
        places.put_postcodes(read)
        places.put_areas(areas_of(read, {each.code: each.name for each in fenmarch.districts}, "ward20"))
        yield house


def test_every_field_of_a_force_file_is_explained_and_no_other() -> None:
    fields = [name for name in Force.model_fields if name not in GROUPS]
    fields += [f"{group}.{name}" for group, model in GROUPS.items() for name in model.model_fields]
    assert sorted(row["field"].strip("`") for row in table(WORDS, "field")) == sorted(fields)


def test_its_pages_are_built_with_its_name_and_colour(fenmarch: Force, tmp_path: Path) -> None:
    site.build(fenmarch.shown(), tmp_path / "site")
    form = (tmp_path / "site" / "sign-up.html").read_text(encoding="utf-8")
    assert "Fenmarch Police" in form
    assert "Farm watch" in form
    assert "Kent" not in form
    assert "--accent: #4a2545" in (tmp_path / "site" / "assets" / "force.css").read_text(encoding="utf-8")


def test_its_own_postcodes_are_taken_and_no_other_forces(fenmarch: Force, postcodes: Path) -> None:
    assert len(read_postcodes(postcodes, fenmarch)) == 3
    with pytest.raises(BadFile, match="lie outside"):
        read_postcodes(postcodes, settings.load_force("fenmarch").but(districts=()))


def test_people_sign_up_with_it_and_are_written_to_in_its_name(house: House) -> None:
    assert house.ask("GET", "/force").json_body["name"] == "Fenmarch Constabulary"
    form = an_application(postcode="fn1 1ab", interests=("farm",)).model_dump(mode="json")
    assert house.ask("POST", "/sign-up", form).status_code == 202
    house.work()
    assert house.text.sent[-1].text.startswith("Fenmarch Police")
    elsewhere = an_application(interests=()).model_dump(mode="json")
    assert house.ask("POST", "/sign-up", elsewhere).status_code == 422
