"""One laptop a state, and a state that can be emptied."""

from pathlib import Path

import pytest

from chalicelib.domain.packed import FORMAT
from infra.local.reset import reset
from infra.local.state import AlreadyRunning, Damaged, lines_of, state_of, write_whole


def test_a_second_laptop_on_the_same_state_is_refused_with_a_sentence(tmp_path: Path) -> None:
    held = state_of("fictional", tmp_path).hold()
    with pytest.raises(AlreadyRunning, match=r"already running .* Stop it first\."):
        state_of("fictional", tmp_path).hold()
    held.release()


def test_two_forces_run_side_by_side(tmp_path: Path) -> None:
    held = [state_of(force, tmp_path).hold() for force in ("fictional", "kent")]
    for lock in held:
        lock.release()


def test_reset_empties_one_force_and_leaves_the_other(tmp_path: Path) -> None:
    for force in ("fictional", "kent"):
        state_of(force, tmp_path).hold().release()
        write_whole(state_of(force, tmp_path).snapshot, ["{}"])
        state_of(force, tmp_path).site.mkdir()
    assert reset("kent", tmp_path) == ["kent"]
    assert not state_of("kent", tmp_path).snapshot.exists()
    assert not state_of("kent", tmp_path).site.exists()
    assert state_of("fictional", tmp_path).snapshot.exists()


def test_reset_of_all_forces_says_which(tmp_path: Path) -> None:
    state_of("fictional", tmp_path).hold().release()
    state_of("kent", tmp_path).hold().release()
    assert reset("", tmp_path) == ["fictional", "kent"]


def test_reset_refuses_while_a_laptop_runs(tmp_path: Path) -> None:
    held = state_of("kent", tmp_path).hold()
    write_whole(state_of("kent", tmp_path).snapshot, ["{}"])
    with pytest.raises(AlreadyRunning):
        reset("", tmp_path)
    assert state_of("kent", tmp_path).snapshot.exists()
    held.release()


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "table.jsonl"
    write_whole(file, ['{"n":1}'])
    write_whole(file, ['{"n":2}', '{"n":3}'])
    assert list(lines_of(file)) == [{"n": 2}, {"n": 3}]
    assert [path.name for path in tmp_path.iterdir()] == ["table.jsonl"]


def test_a_state_that_other_code_filled_is_refused_with_the_command_that_empties_it(tmp_path: Path) -> None:
    state = state_of("kent", tmp_path)
    state.folder.mkdir()
    state.readable()
    for older in ("", "1"):
        state.seeded.write_text(older)
        with pytest.raises(Damaged, match="`make reset FORCE=kent` empties it"):
            state.readable()
    state.seeded.write_text(f"{FORMAT}\n")
    state.readable()
