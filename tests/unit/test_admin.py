"""Loading places: the whole file is checked first, mistakes are named by line, nothing is half-written."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from chalicelib.settings import load_force
from chalicelib.stores.places import PlaceStore
from infra.admin import load_areas, load_postcodes, main
from infra.ons import BadFile
from tests.fakes import MemoryTable
from tests.parts import FORCE

HEAD = "postcode,lat,long,lad20,ward20,lsoa21"
GOOD = (
    "XV1 1AA,53.07,-0.42,X07000001,X05001001,x",
    "xv11ab,53.08,-0.41,X07000001,X05001001,x",
    "XV1 1AD,53.09,-0.43,X07000001,,x",
    "XV2 1AA,53.11,-0.42,X07000002,X05002001,x",
)


@pytest.fixture
def places() -> PlaceStore:
    return PlaceStore(MemoryTable())


@pytest.fixture
def said() -> list[str]:
    return []


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    file = folder / "postcodes.csv.gz"
    file.write_bytes(gzip.compress("\n".join([head, *rows]).encode("utf-8-sig")))
    return file


def names_file(folder: Path, **names: str) -> Path:
    features = [{"properties": {"code": code, "name": name}} for code, name in names.items()]
    file = folder / "wards.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


def load(file: Path, places: PlaceStore, said: list[str], *names: Path) -> None:
    load_postcodes(file, names, FORCE, places, said.append)


def test_postcodes_are_tidied_and_make_their_wards_and_districts(
    tmp_path: Path, places: PlaceStore, said: list[str]
) -> None:
    load(written(tmp_path, *GOOD), places, said, names_file(tmp_path, X05001001="Mill Lane"))
    stored = places.postcode("XV1 1AB")
    assert stored
    assert (stored.district, stored.ward) == ("X07000001", "X05001001")
    assert {area.name: area.postcodes for area in places.areas()} == {
        "Mill Lane": 2,
        "X05002001": 1,
        "Thistleford": 3,
        "Osterbrook": 1,
    }
    assert said[0].startswith("postcodes.csv.gz: 4 postcodes in 4 districts and wards")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("XV1,53.07,-0.42,X07000001,X05001001,x", "line 3: 'XV1' is not a postcode"),
        ("XV1 1AE,here,-0.42,X07000001,X05001001,x", "line 3: 'here', '-0.42' is not a point in degrees"),
        (
            "XV1 1AE,99.999999,0,X07000001,X05001001,x",
            "line 3: 99.999999, 0 is not a point in the United Kingdom",
        ),
        ("XV1 1AE,53.07,-0.42,Thistleford,X05001001,x", "line 3: 'Thistleford' in lad20 is not a code"),
        ("XV1 1AE,53.07,-0.42,X07000001,7,x", "line 3: '7' in ward20 is not a code"),
        (
            "XV1 1AA,53.07,-0.42,X07000001,X05001001,x",
            "line 3: the postcode XV1 1AA stands here a second time",
        ),
        ("XV1 1AE,53.07,-0.42,X07000002,X05001001,x", "line 3: the ward X05001001 lies in two districts"),
        ("XV1 1AE", "line 3: '' in lad20 is not a code"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_nothing_is_written(
    tmp_path: Path, places: PlaceStore, said: list[str], row: str, sentence: str
) -> None:
    with pytest.raises(BadFile) as refusal:
        load(written(tmp_path, GOOD[0], row, *GOOD[1:]), places, said)
    assert sentence in str(refusal.value)
    assert places.areas() == []
    assert places.postcode("XV1 1AA") is None


def test_many_bad_rows_are_counted_and_the_first_ten_shown(
    tmp_path: Path, places: PlaceStore, said: list[str]
) -> None:
    with pytest.raises(BadFile) as refusal:
        load(written(tmp_path, *["nowhere,,,,,"] * 25), places, said)
    lines = str(refusal.value).splitlines()
    assert lines[0] == "postcodes.csv.gz has 25 lines that cannot be read:"
    assert len(lines) == 12
    assert lines[-1].strip() == "and 15 more"


def test_another_forces_file_is_refused_kindly(tmp_path: Path, places: PlaceStore, said: list[str]) -> None:
    with pytest.raises(BadFile, match=r"1 of 1 postcodes .* outside Marrowshire Police's districts"):
        load(written(tmp_path, "ME14 1XX,51.27,0.52,E07000110,E05005070,x"), places, said)
    assert places.areas() == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"postcode,lat\nXV1 1AA,53\n", "line 1: there is no column long or lad20 or ward20"),
        (b"", "line 1: there is no column postcode"),
        (HEAD.encode(), "holds no postcodes"),
        (b"\xff\xfe\x00", "is not text in UTF-8"),
    ],
)
def test_a_file_that_is_something_else_is_named(
    tmp_path: Path, places: PlaceStore, said: list[str], content: bytes, sentence: str
) -> None:
    file = tmp_path / "postcodes.csv"
    file.write_bytes(content)
    with pytest.raises(BadFile, match=sentence):
        load(file, places, said)


def test_a_damaged_archive_is_named(tmp_path: Path, places: PlaceStore, said: list[str]) -> None:
    file = written(tmp_path, *GOOD)
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(BadFile, match="damaged"):
        load(file, places, said)


def test_loading_again_keeps_names_that_were_loaded_before(
    tmp_path: Path, places: PlaceStore, said: list[str]
) -> None:
    load(written(tmp_path, *GOOD), places, said)
    load_areas([names_file(tmp_path, X05001001="Mill Lane", X05009999="Elsewhere")], places, said.append)
    assert said[-1] == "1 of 4 areas have their names from 1 files."
    load(written(tmp_path, *GOOD), places, said)
    area = places.area("X05001001")
    assert area
    assert area.name == "Mill Lane"


def test_names_need_areas_and_files_that_hold_them(
    tmp_path: Path, places: PlaceStore, said: list[str]
) -> None:
    with pytest.raises(BadFile, match="load the postcodes first"):
        load_areas([names_file(tmp_path, X05001001="Mill Lane")], places, said.append)
    other = tmp_path / "other.geojson"
    other.write_text('{"features": [{"properties": {"nom": "Mill Lane"}}]}')
    with pytest.raises(BadFile, match="not GeoJSON"):
        load_areas([other], places, said.append)


def test_the_command_loads_and_says_why_where_it_cannot(
    tmp_path: Path,
    places: PlaceStore,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("chalicelib.wiring.places", lambda: places, raising=False)
    monkeypatch.setattr("chalicelib.wiring.force", lambda: FORCE)
    file, names = written(tmp_path, *GOOD), names_file(tmp_path, X05002001="Oster Bridge")
    assert main(["load-postcodes", str(file)]) == 0
    assert main(["load-areas", str(names)]) == 0
    assert "Oster Bridge" in {area.name for area in places.areas()}
    assert main(["load-postcodes", str(tmp_path / "missing.csv")]) == 1
    assert "missing.csv" in capsys.readouterr().err


def test_a_laptop_that_does_not_run_is_named_with_the_command_that_starts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STATE", str(tmp_path))
    assert main(["--laptop", "kent", "load-areas", "any.geojson"]) == 1
    assert "make run FORCE=kent" in capsys.readouterr().err


@pytest.mark.slow
def test_every_postcode_of_kent_is_loaded_and_wards_count_as_the_file_does(
    public_data: Path, said: list[str]
) -> None:
    table = MemoryTable()
    places = PlaceStore(table)
    (file,) = (public_data / "postcodes").glob("kent*.csv.gz")
    names = sorted((public_data / "boundaries").glob("kent*.geojson.gz"))
    load_postcodes(file, names, load_force("kent"), places, said.append)
    rows = gzip.decompress(file.read_bytes()).decode().splitlines()[1:]
    counted = Counter(code for row in rows for code in row.split(",")[3:5] if code)
    assert {area.code: area.postcodes for area in places.areas()} == counted
    kinds = Counter(area.kind for area in places.areas())
    assert kinds == {"district": 13, "ward": 293}
    assert not [area for area in places.areas() if area.name == area.code]
    assert sum(key.pk.startswith("PC#") for key in table.items) == len(rows)
