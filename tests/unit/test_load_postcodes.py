"""Loading postcodes: what is read, what is said, and how a load that was ended goes on."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.place import Loading, Outward, Postcode
from chalicelib.stores import keys
from infra.geography import files
from infra.geography import load_postcodes as module
from infra.geography.files import BadFile
from infra.geography.load_postcodes import Choices, load_postcodes
from tests.atlas import GOOD, HEAD, Atlas, a_csv, a_zip, an_atlas, codes, names_file
from tests.fakes import Killed, MemoryTable

ONSPD = "pcd7,pcds,dointr,doterm,lad25cd,wd25cd,lat,long,pfa23cd"
NSPL = "pcd,pcds,dointr,doterm,laua,ward,lat,long"
MANY = tuple(
    f"XV1 {n // 100 + 1}{'ABDEFGHJLN'[n // 10 % 10]}{'ABDEFGHJLN'[n % 10]},53.07,-0.42,X07000001,X05001001,x"
    for n in range(900)
)


@pytest.fixture
def atlas() -> Atlas:
    return an_atlas()


def test_postcodes_are_tidied_and_make_their_wards_and_districts(tmp_path: Path, atlas: Atlas) -> None:
    names = names_file(tmp_path, X05001001="Mill Lane")
    load_postcodes(a_csv(tmp_path, *GOOD), atlas, Choices(names=[names]))
    assert (atlas.there("XV1 1AB").district, atlas.there("XV1 1AB").ward) == ("X07000001", "X05001001")
    assert {name: area.postcodes for name, area in atlas.by_name().items()} == {
        "Mill Lane": 2,
        "X05002001": 1,
        "Thistleford": 3,
        "Osterbrook": 1,
    }
    assert {area.edition for area in atlas.places.areas()} == {"ward20"}
    assert "postcodes.csv: 4 postcodes by ward20." in atlas.said
    assert "4 areas written: 2 districts, 2 wards." in atlas.said


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "ONSPD_MAY_2026_UK.zip"])
@pytest.mark.parametrize(("mark", "end"), [("", "\n"), ("\ufeff", "\r\n")])
def test_a_file_may_be_packed_and_come_from_a_spreadsheet(
    tmp_path: Path, atlas: Atlas, name: str, mark: str, end: str
) -> None:
    head = end.join((mark + HEAD, *(f"{row}" for row in GOOD[:3])))
    load_postcodes(a_csv(tmp_path, f"{GOOD[3]}{end}", head=head, name=name), atlas)
    assert len(atlas.loads.listed()) == 4


def test_the_columns_of_onspd_and_of_nspl_are_known(tmp_path: Path, atlas: Atlas) -> None:
    rows = (
        "XV1 1AA,XV1 1AA,198001,,X07000001,X05001001,53.07,-0.42,X23000001",
        "XV1 1AB,XV1 1AB,198001,201905,X07000001,X05001001,53.08,-0.41,X23000001",
        "XV1 1AD,XV1 1AD,198001,,X07000001,X05001001,99.999999,0,X23000001",
        "TN1 1AA,TN1 1AA,198001,,E07000116,E05005102,51.13,0.26,E23000033",
        "TN1 1AB,TN1 1AB,198001,,E07000116,E05005102,51.13,0.26,E23000032",
        "TN1 1AD,TN1 1AD,198001,,E07000116,E05005102,51.13,0.26,E23000033",
        "AB1 0AA,AB1 0AA,198001,199606,S12000033,S13002843,57.1,-2.2,S23000009",
        "AB10 1A,AB10 1AA,198001,,S12000033,S13002843,57.1,-2.2,S23000009",
        "ZZ1 1AA,ZZ1 1AA,198001,199606,,,99.999999,0,",
    )
    load_postcodes(a_csv(tmp_path, *rows, head=ONSPD), atlas)
    assert [atlas.there(name).ended for name in ("XV1 1AA", "XV1 1AB")] == ["", "2019-05"]
    assert "1 of them have ended" in atlas.words
    assert "1 postcodes have no point in the file and were left out." in atlas.said
    assert "5 postcodes are other forces'" in atlas.words
    sussex, kent = "Sussex Police https://www.sussex.police.uk", "Kent Police https://www.kent.police.uk"
    assert atlas.places.outward("TN1") == Outward(outward="TN1", forces=(sussex, kent))
    assert atlas.places.outward("AB10") == Outward(
        outward="AB10", forces=("Police Scotland https://www.scotland.police.uk",)
    )
    assert atlas.places.outward("AB1") is atlas.places.outward("XV1") is None
    nspl = a_csv(tmp_path, "XV11AA,XV1 1AA,198001,,X07000001,X05001002,53.07,-0.42", head=NSPL)
    load_postcodes(nspl, atlas, Choices(fewer=True))
    assert atlas.there("XV1 1AA").ward == "X05001002"


def test_a_lookup_of_districts_says_whose_the_others_are(tmp_path: Path, atlas: Atlas) -> None:
    lookup = a_csv(tmp_path, "E07000116,x,E23000033", head="ltla24_code,name,pfa24_code", name="lookup.csv")
    file = a_csv(tmp_path, *GOOD, "TN1 1AA,51.13,0.26,E07000116,E05005102,x")
    load_postcodes(file, atlas, Choices(districts=lookup))
    found = atlas.places.outward("TN1")
    assert found
    assert found.forces == ("Sussex Police https://www.sussex.police.uk",)
    with pytest.raises(BadFile, match="no column lad25cd or pfa25cd"):
        load_postcodes(file, atlas, Choices(districts=file))


def test_a_second_ward_column_is_the_one_homes_are_counted_by(tmp_path: Path, atlas: Atlas) -> None:
    rows = (
        "XV1 1AA,53.07,-0.42,X07000001,X05001001,X05001001",
        "XV1 1AB,53.07,-0.42,X07000001,X05001001,X05001099",
    )
    file = a_csv(tmp_path, *rows, head="postcode,lat,long,lad20,ward20,ward24")
    load_postcodes(file, atlas)
    assert [atlas.there(name).homes for name in ("XV1 1AA", "XV1 1AB")] == ["", "X05001099"]
    assert "homes counted by ward24" in atlas.words
    assert codes(atlas.places.areas()) == {"X07000001", "X05001001"}
    load_postcodes(file, atlas, Choices(ward="ward24"))
    assert [atlas.there("XV1 1AB").ward, atlas.there("XV1 1AB").homes] == ["X05001099", ""]
    with pytest.raises(BadFile, match="no ward column ward23"):
        load_postcodes(file, atlas, Choices(ward="ward23"))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("XV1,53.07,-0.42,X07000001,X05001001,x", "line 902: 'XV1' is not a postcode"),
        ("XV9 9AE,here,-0.42,X07000001,X05001001,x", "line 902: 'here', '-0.42' is not a point in degrees"),
        ("XV9 9AE,40.1,0,X07000001,X05001001,x", "line 902: 40.1, 0 is not a point in the United Kingdom"),
        ("XV9 9AE,-0.42,53.07,X07000001,X05001001,x", "latitude and longitude are the wrong way round"),
        ("XV9 9AE,nan,nan,X07000001,X05001001,x", "line 902: nan, nan is not a point"),
        ("XV9 9AE,53.07,-0.42,Thistleford,X05001001,x", "line 902: 'Thistleford' in lad20 is not a code"),
        ("XV9 9AE,53.07,-0.42,X07000001,7,x", "line 902: '7' in ward20 is not a code"),
        (MANY[0], "line 902: the postcode XV1 1AA stands here a second time"),
        ("XV9 9AE,53.07,-0.42,X07000002,X05001001,x", "line 902: the ward X05001001 lies in two districts"),
        ("XV9 9AE", "line 902: '' in lad20 is not a code"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_good_ones_are_loaded(
    tmp_path: Path, atlas: Atlas, row: str, sentence: str
) -> None:
    load_postcodes(a_csv(tmp_path, *MANY, row), atlas)
    assert "1 lines cannot be read and were left out" in atlas.words
    assert sentence in atlas.words
    assert len(atlas.loads.listed()) == 900


def test_ten_bad_rows_among_many_are_shown_and_further_ones_counted(tmp_path: Path, atlas: Atlas) -> None:
    nine = ["nowhere,,,X07000001,,"] * 9
    load_postcodes(a_csv(tmp_path, *MANY, *nine), atlas)
    assert atlas.words.count("'nowhere' is not a postcode") == 9
    with pytest.raises(BadFile) as refusal:
        load_postcodes(a_csv(tmp_path, *MANY, *["nowhere,,,X07000001,,"] * 25), atlas)
    lines = str(refusal.value).splitlines()
    assert lines[0].startswith("postcodes.csv has 25 lines that cannot be read, beside 900 that can.")
    assert (len(lines), lines[-1].strip()) == (12, "and 15 more")


def test_another_forces_file_is_refused_kindly(tmp_path: Path, atlas: Atlas) -> None:
    with pytest.raises(BadFile, match=r"All 1 postcodes .* outside Marrowshire Police's districts"):
        load_postcodes(a_csv(tmp_path, "ME14 1XX,51.27,0.52,E07000110,E05005070,x"), atlas)
    assert atlas.places.areas() == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"postcode,lat\nXV1 1AA,53\n", "line 1: there is no column long or lad25cd or wd25cd"),
        (b"", "is empty"),
        (HEAD.encode(), "holds no postcodes"),
        (b"\xff\xfe\x00", "is not text in UTF-8"),
        (
            f"{HEAD}\nXV1 1AA,53.07,-0.42,X07000001,X05001001,£5".encode("latin-1"),
            "Save it as “CSV UTF-8”",
        ),
        (f'{HEAD}\n"XV1 1AA,53.07,-0.42,X07000001'.encode(), "line 2: this is not CSV"),
        (b"%PDF-1.7\n%", "there is no column postcode"),
    ],
)
def test_a_file_that_is_something_else_is_named_and_nothing_is_loaded(
    tmp_path: Path, atlas: Atlas, content: bytes, sentence: str
) -> None:
    file = tmp_path / "postcodes.csv"
    file.write_bytes(content)
    with pytest.raises(BadFile, match=sentence):
        load_postcodes(file, atlas)
    assert atlas.loads.listed() == []


@pytest.mark.parametrize("name", ["a.csv.gz", "NSPL_2026.zip"])
def test_half_an_archive_is_named(tmp_path: Path, atlas: Atlas, name: str) -> None:
    file = a_csv(tmp_path, *MANY, name=name)
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(BadFile, match="damaged, or only part of it is here"):
        load_postcodes(file, atlas)
    assert atlas.loads.listed() == []


def test_a_folder_and_a_zip_without_a_directory_are_named(tmp_path: Path, atlas: Atlas) -> None:
    with pytest.raises(BadFile, match="is a folder"):
        load_postcodes(tmp_path, atlas)
    with pytest.raises(BadFile, match="holds no CSV file"):
        load_postcodes(a_zip(tmp_path / "a.zip", **{"read me.txt": b""}), atlas)
    with pytest.raises(BadFile, match="holds 2 CSV files, none of which is named ONSPD"):
        load_postcodes(a_zip(tmp_path / "a.zip", **{"a.csv": b"x", "b.csv": b"x"}), atlas)


def test_a_file_that_is_not_there_and_a_spreadsheet_are_named(tmp_path: Path, atlas: Atlas) -> None:
    with pytest.raises(BadFile, match=r"There is no file .*none\.csv\. Give its path"):
        load_postcodes(tmp_path / "none.csv", atlas)
    sheet = tmp_path / "ONSPD.xlsx"
    sheet.write_bytes(b"PK")
    with pytest.raises(BadFile, match=r"ONSPD\.xlsx is a spreadsheet\. Save it as “CSV UTF-8”"):
        load_postcodes(sheet, atlas)


def test_the_whole_country_is_chosen_among_a_directorys_parts(tmp_path: Path, atlas: Atlas) -> None:
    raw = "\n".join([HEAD, *GOOD]).encode()
    parts = {f"Data/multi_csv/ONSPD_MAY_2026_UK_{part}.csv": b"x" for part in ("AB", "XV")}
    load_postcodes(a_zip(tmp_path / "a.zip", **{"Data/ONSPD_MAY_2026_UK.csv": raw, **parts}), atlas)
    assert len(atlas.loads.listed()) == 4


def test_what_unpacks_to_far_too_much_is_refused(
    tmp_path: Path, atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST", 1_000_000)
    for name in ("bomb.csv.gz", "ONSPD_MAY_2026_UK.zip"):
        with pytest.raises(BadFile, match="once unpacked"):
            load_postcodes(a_csv(tmp_path, GOOD[0] + " " * 2_000_000, name=name), atlas)


def test_of_two_loads_of_different_files_at_once_both_stop_and_the_next_begins_anew(
    tmp_path: Path, atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the table would hold some postcodes of each for good, and call the load complete."""
    monkeypatch.setattr(module, "CHUNK", 300)
    mine, theirs = a_csv(tmp_path, *MANY), Loading(digest="another file's", rows=300)
    writes = []

    def interrupted(chunk: Sequence[Postcode]) -> None:
        writes.append(chunk)
        if len(writes) == 2 * module.WRITERS:
            atlas.loads.put_loading(theirs)
        put(chunk)

    put = atlas.places.put_postcodes
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(type(atlas.places), "put_postcodes", lambda _, chunk: interrupted(chunk))
        with pytest.raises(BadFile, match="Both loads were stopped"):
            load_postcodes(mine, atlas)
    marked = atlas.loads.loading()
    assert marked == Loading(digest="", rows=0)
    load_postcodes(mine, atlas)
    assert "written before" not in atlas.words
    assert len(atlas.loads.listed()) == 900


def test_half_a_file_is_refused_where_a_whole_one_was_loaded(tmp_path: Path, atlas: Atlas) -> None:
    load_postcodes(a_csv(tmp_path, *MANY), atlas)
    with pytest.raises(BadFile, match=r"holds 450 postcodes of ours, and 900 are loaded\. Half a file\?"):
        load_postcodes(a_csv(tmp_path, *MANY[:450]), atlas)
    load_postcodes(a_csv(tmp_path, *MANY[:880]), atlas)
    assert "20 loaded postcodes are not in postcodes.csv. They were kept:" in atlas.words
    assert len(atlas.loads.listed()) == 900
    assert atlas.by_name()["Thistleford"].postcodes == 900


def test_loading_again_keeps_names_and_households(tmp_path: Path, atlas: Atlas) -> None:
    load_postcodes(
        a_csv(tmp_path, *GOOD), atlas, Choices(names=[names_file(tmp_path, X05001001="Mill Lane")])
    )
    atlas.places.put_areas([atlas.by_name()["Mill Lane"].but(households=900)])
    load_postcodes(a_csv(tmp_path, *GOOD), atlas)
    assert atlas.by_name()["Mill Lane"].households == 900


def test_an_area_of_an_older_edition_keeps_its_name_and_is_offered_no_more(
    tmp_path: Path, atlas: Atlas
) -> None:
    load_postcodes(
        a_csv(tmp_path, *GOOD), atlas, Choices(names=[names_file(tmp_path, X05001001="Mill Lane")])
    )
    newer = [row.replace("X05001001", "X05001777") for row in GOOD]
    load_postcodes(a_csv(tmp_path, *newer), atlas)
    assert codes(atlas.places.areas()) == {"X07000001", "X07000002", "X05001777", "X05002001"}
    assert atlas.by_name()["Mill Lane"].postcodes == 0


def test_a_load_that_was_killed_goes_on_with_the_same_file_and_begins_anew_with_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHUNK", 100)
    file, calls = a_csv(tmp_path, *MANY), 1
    whole = an_atlas()
    load_postcodes(file, whole)
    ended = False
    table = MemoryTable()
    while not ended:
        ended = table.survives(lambda: load_postcodes(file, an_atlas(table)), calls)
        calls += 7
    assert calls > 20
    assert _loaded(table) == _loaded(whole.table)
    atlas = an_atlas(table)
    load_postcodes(a_csv(tmp_path, *(row.replace("X05001001", "X05001777") for row in MANY)), atlas)
    assert "written before" not in atlas.words
    assert {each.ward for each in atlas.loads.read(atlas.loads.listed())} == {"X05001777"}


def _loaded(table: Any) -> Counter[str]:
    items = table.items
    return Counter(f"{key} {item}" for key, item in items.items() if not key.pk.startswith("AUD#"))


def test_areas_are_written_when_all_postcodes_are(tmp_path: Path) -> None:
    table = MemoryTable()

    def kill(name: str) -> None:
        if any(key.pk == keys.AREAS for key in list(table.items)):
            raise Killed

    table.before = kill
    with pytest.raises(Killed):
        load_postcodes(a_csv(tmp_path, *MANY), an_atlas(table))
    assert sum(key.pk.startswith("PC#") for key in table.items) == 900


def test_who_loaded_what_stands_in_the_audit_trail(tmp_path: Path, atlas: Atlas) -> None:
    load_postcodes(a_csv(tmp_path, *GOOD), atlas)
    (entry,) = atlas.audit.entries("2026-03-02")
    assert (entry.by, entry.action, entry.subject) == ("administrator", "load postcodes", "postcodes.csv")
