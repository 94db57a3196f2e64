"""The administrator's commands for a force's geography, as they are typed."""

from collections import Counter
from pathlib import Path

import pytest

from chalicelib import wiring
from chalicelib.channels import receipts
from chalicelib.settings import load_force
from infra.admin import main
from infra.geography.files import text_of
from infra.geography.load_areas import load_areas
from infra.geography.load_households import load_households
from infra.geography.load_postcodes import load_postcodes
from tests.atlas import GOOD, Atlas, a_csv, an_atlas, names_file
from tests.fakes import FakeKeys, MemoryTable


@pytest.fixture
def atlas(monkeypatch: pytest.MonkeyPatch) -> Atlas:
    atlas = an_atlas()
    parts = {name: getattr(atlas, name) for name in ("force", "table", "subscribers", "audit")}
    for name, part in parts.items():
        monkeypatch.setattr(wiring, name, lambda part=part: part)
    return atlas


def test_the_commands_load_and_say_why_where_they_cannot(
    tmp_path: Path, atlas: Atlas, capsys: pytest.CaptureFixture[str]
) -> None:
    file, names = a_csv(tmp_path, *GOOD), names_file(tmp_path, X05002001="Oster Bridge")
    homes = a_csv(tmp_path, "X05001001,900", head="code,households", name="homes.csv")
    assert main(["load-postcodes", str(file)]) == 0
    assert main(["load-areas", str(names)]) == 0
    assert main(["load-households", str(homes)]) == 0
    assert "Oster Bridge" in atlas.by_name()
    assert "4 postcodes by ward20" in capsys.readouterr().out
    assert main(["load-postcodes", str(tmp_path / "missing.csv")]) == 1
    assert "missing.csv" in capsys.readouterr().err
    assert main(["load-postcodes", str(a_csv(tmp_path, GOOD[0]))]) == 1
    assert "Half a file?" in capsys.readouterr().err
    assert main(["load-postcodes", str(a_csv(tmp_path, GOOD[0])), "--fewer"]) == 0


def test_a_load_that_is_interrupted_says_how_it_goes_on(
    tmp_path: Path, atlas: Atlas, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(name: str) -> None:
        raise KeyboardInterrupt

    assert isinstance(atlas.table, MemoryTable)
    atlas.table.before = interrupt
    assert main(["load-postcodes", str(a_csv(tmp_path, *GOOD))]) == 130
    assert "The same command goes on from there." in capsys.readouterr().err


def test_a_laptop_that_does_not_run_is_named_with_the_command_that_starts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STATE", str(tmp_path))
    assert main(["--laptop", "kent", "load-areas", "any.geojson"]) == 1
    assert "make run FORCE=kent" in capsys.readouterr().err


@pytest.mark.slow
def test_every_postcode_of_kent_is_loaded_and_areas_count_as_the_files_do(public_data: Path) -> None:
    atlas = an_atlas(force=load_force("kent"))
    (file,) = (public_data / "postcodes").glob("kent*.csv.gz")
    load_postcodes(file, atlas)
    load_areas(sorted((public_data / "boundaries").glob("kent*.geojson.gz")), atlas)
    load_households(next((public_data / "boundaries").glob("lsoa*households.csv.gz")), atlas)
    rows = [row.split(",") for row in text_of(file).splitlines()[1:]]
    offered = [area for area in atlas.places.areas() if area.postcodes]
    counted = Counter(code for row in rows for code in row[3:5] if code)
    assert {area.code: area.postcodes for area in offered} == counted
    assert Counter(area.kind for area in offered) == {"district": 13, "ward": 293}
    assert not [area for area in offered if area.name == area.code]
    assert len(atlas.loads.listed()) == len(rows)
    by_homes = Counter(each.homes or each.ward for each in atlas.loads.read(atlas.loads.listed()))
    assert by_homes == Counter(row[7] or row[4] for row in rows)
    districts = [area for area in atlas.places.areas() if area.kind == "district"]
    wards = [area for area in atlas.places.areas() if area.kind == "ward" and area.households is not None]
    for areas in (districts, wards):
        assert sum(area.households or 0 for area in areas) == atlas.force.households == 759_862
    assert len(wards) == len({row[7] for row in rows if row[7]}) == 279
    outlines = [
        each for area in ("", *(area.code for area in districts)) for each in atlas.places.outlines(area)
    ]
    assert len(outlines) == 13 + 293


def test_the_word_for_callbacks_is_the_one_that_the_webhook_knows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = FakeKeys()
    monkeypatch.setattr(wiring, "keys", lambda: keys)
    assert main(["callback-word"]) == 0
    assert receipts.knows_word(keys, capsys.readouterr().out.strip())
