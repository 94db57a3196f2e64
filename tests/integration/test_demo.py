"""`make demo` as a person runs it: a process of its own, its table, and its exit."""

import csv
import gzip
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.settings import load_force
from infra.doctor import ROOT
from infra.made_up.people import made_people
from infra.seed import postcodes_of

KENT_PEOPLE = int(os.environ.get("DEMO_PEOPLE") or 1500)
"""Enough for every district; DEMO_PEOPLE=10000 is Kent's weekly audience."""
POSTCODES, WARDS, DISTRICTS = 71_598, 293, 13


def demo(force: str, people: int, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "infra.local.demo", "--force", force, "--subscribers", str(people)]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=570
    )


def steps(told: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """What was looked at, and what was got, of every step in the printed table that is ok."""
    rows = re.findall(r"^  ok {4}(.+?) {2,}(.+?) {2,}(.+)$", told.stdout, re.MULTILINE)
    return {says.strip(): got.strip() for says, _, got in rows}


@pytest.mark.slow
def test_the_story_of_the_made_up_force_holds_at_every_step() -> None:
    told = demo("fictional", 300)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "WRONG" not in told.stdout
    assert "every one as expected" in told.stdout
    said = steps(told)
    assert len(said) >= 50
    assert said["the author may not approve it"] == "403"
    assert said["and stays a reply, flagged to be read first"] == "True"
    assert said["so far: left"] == "1"


@pytest.mark.slow
def test_kents_wards_and_districts_hold_whom_the_directory_puts_there(public_data: Path) -> None:
    """Counted here from the published file itself: no code of ours reads it."""
    told = demo("kent", KENT_PEOPLE)
    assert told.returncode == 0, told.stdout + told.stderr
    said = steps(told)
    file = next(public_data.glob("postcodes/kent*.csv.gz"))
    with gzip.open(file, "rt", encoding="utf-8") as rows:
        home = {row["postcode"]: (row["lad20"], row["ward20"]) for row in csv.DictReader(rows)}
    assert len(home) == POSTCODES
    assert said["wards to choose from"] == str(len({ward for _, ward in home.values() if ward})) == str(WARDS)
    made = made_people(load_force("kent"), postcodes_of("kent"), KENT_PEOPLE, datetime.now(UTC))
    areas = Counter(
        code for person in made for code in {code for place in person.places for code in home[place.postcode]}
    )
    counted = re.findall(r"people in (district|ward) (\w+), counted from postcodes +\d+ +(\d+)", told.stdout)
    assert sum(kind == "district" for kind, _, _ in counted) == DISTRICTS
    assert all(areas[code] == int(people) for _, code, people in counted)


def test_a_real_force_without_its_data_says_what_to_download_and_fails(tmp_path: Path) -> None:
    told = demo("kent", 50, WATCHWORD_DATA=str(tmp_path))
    assert told.returncode == 1
    assert "Office for National Statistics" in told.stderr
    assert "Open Government Licence" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_force_that_there_is_not_is_named_as_such() -> None:
    told = demo("nowhere", 50)
    assert told.returncode == 1
    assert "There is no force 'nowhere'" in told.stderr
