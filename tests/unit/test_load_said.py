"""How far something has come: a bar on a terminal, lines anywhere else, and whose geography is whose."""

import io

from infra.geography import other_forces
from infra.geography.progress import Progress


def test_without_a_terminal_ten_lines_are_said_at_the_most() -> None:
    said: list[str] = []
    progress = Progress(70_000, "postcodes written", said.append, screen=None)
    for _ in range(700):
        progress.add(100)
    progress.end()
    assert said[0] == "7,000 of 70,000 postcodes written"
    assert said[-1].startswith("70,000 postcodes written in ")
    assert len(said) == 10


def test_on_a_terminal_a_bar_grows_in_its_line() -> None:
    said: list[str] = []
    screen = io.StringIO()
    progress = Progress(200, "postcodes written", said.append, screen=screen, done=50)
    progress.add(50)
    assert "[###############               ] 100 of 200 postcodes written" in screen.getvalue()
    progress.add(100)
    progress.end()
    assert "done" in screen.getvalue()
    assert len(said) == 1


def test_every_force_of_the_country_has_a_name_and_a_site() -> None:
    forces = other_forces.forces()
    assert len([code for code in forces if code.startswith(("E23", "W15"))]) == 43
    assert {"S", "N"} < set(forces)
    assert all(" https://www." in force for force in forces.values())
    assert len(set(forces.values())) == 45
