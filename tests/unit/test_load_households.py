"""Households: sums by district and by the areas that homes are counted in, of this force and no other."""

from pathlib import Path

import pytest

from infra.geography.files import BadFile
from infra.geography.load_households import load_households
from infra.geography.load_postcodes import load_postcodes
from tests.atlas import GOOD, Atlas, a_csv, an_atlas, codes

HEAD = "lsoa21_code,lsoa21_name,ward24_code,ward24_name,ltla24_code,ltla24_name,force,households"
ROWS = (
    "E01000001,A,X05001001,Mill Lane,X07000001,Thistleford,Marrowshire,640.0",
    "E01000002,B,X05001001,Mill Lane,X07000001,Thistleford,Marrowshire,360",
    "E01000003,C,X05001099,New Quay,X07000001,Thistleford,Marrowshire,500",
    "E01000004,D,E05005070,High Street,E07000110,Maidstone,Kent,800",
)


@pytest.fixture
def atlas(tmp_path: Path) -> Atlas:
    atlas = an_atlas()
    load_postcodes(a_csv(tmp_path, *GOOD), atlas)
    atlas.said.clear()
    return atlas


def load(folder: Path, atlas: Atlas, *rows: str, head: str = HEAD) -> None:
    load_households(a_csv(folder, *rows, head=head, name="homes.csv.gz"), atlas)


def counted(atlas: Atlas) -> dict[str, int | None]:
    return {area.code: area.households for area in atlas.places.areas() if area.households is not None}


def test_small_areas_are_summed_to_districts_and_wards_of_this_force(tmp_path: Path, atlas: Atlas) -> None:
    load(tmp_path, atlas, *ROWS)
    assert counted(atlas) == {"X07000001": 1500, "X05001001": 1000, "X05001099": 500}
    assert atlas.said[0] == "1,500 households in 1 districts and 2 areas."
    assert "The force file says 41,000 households" in atlas.words


def test_an_area_of_another_edition_is_made_for_counting_and_not_offered(
    tmp_path: Path, atlas: Atlas
) -> None:
    offered = codes(atlas.places.areas())
    load(tmp_path, atlas, *ROWS)
    made = atlas.by_name()["New Quay"]
    assert (made.kind, made.edition, made.district, made.cells) == ("ward", "ward24", "X07000001", ())
    assert codes(atlas.places.areas()) == offered


def test_a_newer_count_by_other_wards_takes_the_place_of_the_first(tmp_path: Path, atlas: Atlas) -> None:
    load(tmp_path, atlas, *ROWS)
    load(tmp_path, atlas, ROWS[0].replace("X05001001", "X05001222"))
    assert counted(atlas) == {"X07000001": 640, "X05001222": 640}


def test_rows_by_district_or_by_code_are_read_too(tmp_path: Path, atlas: Atlas) -> None:
    load(
        tmp_path,
        atlas,
        "X07000001,x,100",
        "E07000110,x,5",
        head="ltla24_code,pfa24_code,households_census2021",
    )
    assert counted(atlas) == {"X07000001": 100}
    load(tmp_path, atlas, "X07000001,100", "X05001001,40", head="code,households")
    assert counted(atlas) == {"X07000001": 100, "X05001001": 40}


@pytest.mark.parametrize(
    ("rows", "head", "sentence"),
    [
        (ROWS[3:], HEAD, "no households in this force's districts"),
        ((), HEAD, "no households in this force's districts"),
        (ROWS, "a,b,c", "there is no column households"),
        ((*ROWS, ROWS[0].replace("640.0", "many")), HEAD, "line 6: 'many' is not a number of households"),
        ((*ROWS, ROWS[0].replace("640.0", "-4")), HEAD, "'-4' is not a number"),
        ((*ROWS, ROWS[0].replace("640.0", "nan")), HEAD, "'nan' is not a number"),
        ((*ROWS, ROWS[0].replace("X07000001", "X07000002")), HEAD, "X05001001 lies in two districts"),
    ],
)
def test_a_file_that_cannot_be_counted_is_refused(
    tmp_path: Path, atlas: Atlas, rows: tuple[str, ...], head: str, sentence: str
) -> None:
    with pytest.raises(BadFile, match=sentence):
        load(tmp_path, atlas, *rows, head=head)
    assert counted(atlas) == {}


def test_a_bad_line_among_many_is_left_out_and_said(tmp_path: Path, atlas: Atlas) -> None:
    load(tmp_path, atlas, *ROWS[:3], *[ROWS[2]] * 200, ROWS[0].replace("640.0", "many"))
    assert "1 lines cannot be read and were left out" in atlas.words
    assert counted(atlas)["X05001099"] == 201 * 500


def test_households_need_areas(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="load the postcodes first"):
        load(tmp_path, an_atlas(), *ROWS)
