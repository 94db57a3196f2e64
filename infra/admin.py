"""The administrator's commands: load postcodes, names of areas and templates into a force's table."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from chalicelib import wiring
from chalicelib.domain.errors import Failure
from chalicelib.domain.force import Force
from chalicelib.domain.place import areas_of
from chalicelib.ports import Places
from chalicelib.settings import settings

from .authenticators import reset_authenticator
from .deploy.reach import environment
from .deploy.stage import Refused
from .local.state import state_of
from .officers import BadOfficer, add_officer, an_officer
from .ons import EDITION, BadFile, read_names, read_postcodes
from .templates import load_templates

T = TypeVar("T")
Say = Callable[[str], None]
_EVERY = 5000


def load_postcodes(file: Path, names: Sequence[Path], force: Force, places: Places, say: Say) -> None:
    """Check the whole file, then write its postcodes and the wards and districts they make up.

    Names come from the force file, from areas already loaded and from `names` (GeoJSON). Raises BadFile
    before anything is written, and TemporaryFailure where the table is away: then run it again.
    """
    postcodes = read_postcodes(file, force)
    known = {area.code: area.name for area in places.areas()}
    known |= {district.code: district.name for district in force.districts} | read_names(names)
    areas = areas_of(postcodes, known, EDITION)
    say(f"{file.name}: {len(postcodes)} postcodes in {len(areas)} districts and wards, all fine.")
    places.put_postcodes(_counted(postcodes, "postcodes written", say))
    places.put_areas(areas)
    say(f"{len(areas)} areas written.")


def load_areas(files: Sequence[Path], places: Places, say: Say) -> None:
    """Give the areas that are loaded the names that stand in these files; others are left alone.

    Raises BadFile where a file cannot be read, or no postcodes were loaded before.
    """
    names, areas = read_names(files), places.areas()
    if not areas:
        raise BadFile("There are no areas yet: load the postcodes first, they make the areas.")
    named = [area.but(name=names[area.code]) for area in areas if area.code in names]
    places.put_areas(named)
    say(f"{len(named)} of {len(areas)} areas have their names from {len(files)} files.")


def _counted(things: Iterable[T], what: str, say: Say) -> Iterator[T]:
    started, n = time.monotonic(), 0
    for n, thing in enumerate(things, 1):
        yield thing
        if n % _EVERY == 0:
            say(f"{n} {what}")
    say(f"{n} {what} in {time.monotonic() - started:.0f} s.")


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.admin", description=__doc__)
    parser.add_argument(
        "--laptop", metavar="FORCE", help="work on this force's laptop, which must be running"
    )
    parser.add_argument("--stage", help="work on this deployment, in the account of this shell")
    commands = parser.add_subparsers(dest="command", required=True)
    postcodes = commands.add_parser("load-postcodes", help="load postcodes with their codes, and make areas")
    postcodes.add_argument("file", type=Path, help="CSV or CSV.gz: postcode,lat,long,lad20,ward20")
    postcodes.add_argument("--names", type=Path, nargs="*", default=[], help="GeoJSON files with area names")
    areas = commands.add_parser("load-areas", help="name the areas that the postcodes made")
    areas.add_argument("files", type=Path, nargs="+", help="GeoJSON files with a code and a name per feature")
    commands.add_parser("load-templates", help="give the force the templates of infra/templates.toml")
    officer = commands.add_parser("add-officer", help="add an officer with a sign-in, or change them")
    officer.add_argument("id", help="what they sign in with")
    officer.add_argument("name", help="what others see, for example 'PC Morgan Ashby'")
    officer.add_argument("--unit", help="a unit of the force file; the control room unless given")
    officer.add_argument("--role", action="append", required=True, help="may be given several times")
    lost = commands.add_parser(
        "reset-authenticator", help="a lost phone: a new password, another authenticator"
    )
    lost.add_argument("id", help="what the officer signs in with")
    return parser.parse_args(words)


def _reach(force: str) -> None:
    """Take the environment of a running laptop; raises OSError with a sentence where none runs."""
    file = state_of(force).environment
    if not file.exists():
        raise FileNotFoundError(f"No laptop runs for {force!r}. Start it with `make run FORCE={force}`.")
    os.environ.update(json.loads(file.read_text(encoding="utf-8")))


def _add_officer(chosen: argparse.Namespace) -> None:
    officer = an_officer(chosen.id, chosen.name, chosen.unit, chosen.role, wiring.force())
    cognito, pool = wiring.client("cognito-idp"), settings().pool_id
    add_officer(officer, wiring.table(), wiring.officers(), wiring.audit(), cognito, pool, print)


def _reset_authenticator(id: str) -> None:
    table, officers, audit = wiring.table(), wiring.officers(), wiring.audit()
    cognito, pool = wiring.client("cognito-idp"), settings().pool_id
    reset_authenticator(id, wiring.sessions(), table, officers, audit, cognito, pool, print)


def main(words: Sequence[str]) -> int:
    """Carry out one command; answers 1 and says why where it could not."""
    chosen = _arguments(words)
    try:
        if chosen.laptop:
            _reach(chosen.laptop)
        if chosen.stage:
            os.environ.update(environment(chosen.stage))
        if chosen.command == "load-postcodes":
            load_postcodes(chosen.file, chosen.names, wiring.force(), wiring.places(), print)
        elif chosen.command == "load-templates":
            new, among = load_templates(wiring.table(), wiring.templates(), wiring.clock().now())
            print(f"{new} of {among} templates are new.")
        elif chosen.command == "add-officer":
            _add_officer(chosen)
        elif chosen.command == "reset-authenticator":
            _reset_authenticator(chosen.id)
        else:
            load_areas(chosen.files, wiring.places(), print)
    except (BadFile, BadOfficer, Refused, OSError, Failure) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
