"""A newer edition of the postcodes: everybody there moves with them, and who moved is reported by ids."""

import csv
from functools import partial
from pathlib import Path

import pytest

from chalicelib.domain.maps.geohash import geohash
from chalicelib.domain.packed import Packed
from infra.geography.load_postcodes import Choices, load_postcodes
from tests.atlas import GOOD, Atlas, a_csv, an_atlas, names_file
from tests.factories import a_sid
from tests.fakes import MemoryTable

NEWER = [row.replace("X05001001", "X05001777") for row in GOOD]
CORNER = "gcrx00000"
"""A geohash far from every postcode of these tests."""


@pytest.fixture
def atlas(tmp_path: Path) -> Atlas:
    return settled(tmp_path)


def settled(folder: Path) -> Atlas:
    """Answer a force with three people: at home, with a finer point too, and in another district."""
    atlas = an_atlas()
    names = names_file(folder, X05001001="Mill Lane", X05001777="Mill Lane and Quay")
    load_postcodes(a_csv(folder, *GOOD), atlas, Choices(names=[names]))
    farm = atlas.at("XV1 1AB").but(finer=True, geohash=CORNER)
    atlas.live(1, atlas.at("XV1 1AA", "4"))
    atlas.live(2, atlas.at("XV2 1AA"), farm)
    atlas.live(3, atlas.at("XV2 1AA"))
    atlas.table.commit(*atlas.places.widened(farm))
    atlas.said.clear()
    return atlas


def rows(atlas: Atlas) -> dict[tuple[str, int], Packed]:
    """Read the whole index of places."""
    squares = {cell[:5] for area in atlas.places.areas() for cell in area.cells}
    found = (row for square in squares for _, row in atlas.subscribers.rows(f"G#{square}", "", "~"))
    return {(row.sid, row.n): row for row in found}


def test_a_newer_edition_recodes_who_lives_there_in_item_and_index(tmp_path: Path, atlas: Atlas) -> None:
    before = atlas.person(3)
    moved = tmp_path / "moved.csv"
    names = [names_file(tmp_path, X05001777="Mill Lane and Quay")]
    load_postcodes(a_csv(tmp_path, *NEWER), atlas, Choices(names=names, moved=moved))
    assert [place.ward for n in (1, 2, 3) for place in atlas.person(n).places] == [
        "X05001777",
        "X05002001",
        "X05001777",
        "X05002001",
    ]
    index = rows(atlas)
    assert index[a_sid(1), 0].spots[0].ward == index[a_sid(2), 0].spots[1].ward == "X05001777"
    assert "2 people have other codes now." in atlas.said
    assert "  2 from Mill Lane (X05001001) to Mill Lane and Quay (X05001777)" in atlas.said
    assert atlas.person(3) == before
    with moved.open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert {(line["subscriber"], line["place"]) for line in lines} == {(a_sid(1), "0"), (a_sid(2), "1")}
    assert {(line["from_ward"], line["to_ward"]) for line in lines} == {("X05001001", "X05001777")}
    assert "Sam" not in moved.read_text()
    assert "XV1" not in moved.read_text()


def test_a_finer_point_stays_and_its_cell_belongs_to_the_new_ward(tmp_path: Path, atlas: Atlas) -> None:
    load_postcodes(a_csv(tmp_path, *NEWER), atlas)
    assert atlas.person(2).places[1].geohash == CORNER
    ward = atlas.places.area("X05001777")
    assert ward
    assert CORNER[:6] in ward.cells


def test_a_postcode_whose_point_moved_takes_its_people_along(tmp_path: Path, atlas: Atlas) -> None:
    load_postcodes(a_csv(tmp_path, GOOD[0].replace("53.07", "53.09"), *GOOD[1:]), atlas)
    place = atlas.person(1).places[0]
    assert (place.lat, place.geohash) == (53.09, geohash(53.09, -0.42))
    assert (place.house, rows(atlas)[a_sid(1), 0].spots[0].geohash) == ("4", place.geohash)
    assert "0 people have other codes now." in atlas.said


def test_what_somebody_changed_meanwhile_is_kept(tmp_path: Path, atlas: Atlas) -> None:
    def mute() -> None:
        was = atlas.person(1)
        muted = was.but(contact=was.contact.but(mutes=("news",)))
        atlas.table.commit(*atlas.subscribers.save(muted, was))

    table = atlas.table
    assert isinstance(table, MemoryTable)
    table.overtake(mute)
    load_postcodes(a_csv(tmp_path, *NEWER), atlas)
    person = atlas.person(1)
    assert (person.contact.mutes, person.places[0].ward) == (("news",), "X05001777")


def test_recoding_twice_changes_nothing_more(tmp_path: Path, atlas: Atlas) -> None:
    file = a_csv(tmp_path, *NEWER)
    load_postcodes(file, atlas)
    versions = [atlas.person(n).contact.version for n in (1, 2, 3)]
    load_postcodes(file, atlas)
    assert [atlas.person(n).contact.version for n in (1, 2, 3)] == versions
    assert atlas.said[-1] == "0 people have other codes now."


def test_recoding_that_was_killed_anywhere_is_finished_by_the_same_command(tmp_path: Path) -> None:
    file = a_csv(tmp_path, *NEWER, name="newer.csv")
    ends = []
    for call in range(1, 200, 3):
        atlas = settled(tmp_path)
        table = atlas.table
        assert isinstance(table, MemoryTable)
        ends.append(table.survives(partial(load_postcodes, file, atlas), call))
        load_postcodes(file, an_atlas(table))
        assert [place.ward for n in (1, 2) for place in atlas.person(n).places] == [
            "X05001777",
            "X05002001",
            "X05001777",
        ]
        if ends[-1]:
            break
    assert ends[-1]
    assert len(ends) > 5


def test_who_has_left_is_in_no_index_and_is_left_alone(tmp_path: Path, atlas: Atlas) -> None:
    was = atlas.person(1)
    gone = was.but(contact=was.contact.but(left_at=was.profile.joined_at))
    atlas.table.commit(*atlas.subscribers.save(gone, was))
    load_postcodes(a_csv(tmp_path, *NEWER), atlas)
    assert atlas.person(1).places == was.places


def test_a_finer_point_whose_cell_was_lost_gets_it_back(tmp_path: Path, atlas: Atlas) -> None:
    ward = atlas.by_name()["Mill Lane"]
    atlas.places.put_areas([ward.but(cells=tuple(cell for cell in ward.cells if cell != CORNER[:6]))])
    load_postcodes(a_csv(tmp_path, *GOOD), atlas)
    assert CORNER[:6] in atlas.by_name()["Mill Lane"].cells
