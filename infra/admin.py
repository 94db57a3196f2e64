"""The administrator's commands: load geography and templates, add officers, look after delivery."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from chalicelib import wiring
from chalicelib.channels import receipts
from chalicelib.domain.errors import Failure
from chalicelib.settings import QUEUES

from .deploy.reach import environment
from .deploy.stage import Refused
from .geography.files import BadFile
from .geography.load_areas import KINDS, load_areas
from .geography.load_households import load_households
from .geography.load_postcodes import Choices, load_postcodes
from .geography.work import Geography
from .letters import dead_letters
from .local.state import state_of
from .officers import BadOfficer, SignIns, an_officer
from .templates import load_templates


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.admin", description=__doc__)
    parser.add_argument(
        "--laptop", metavar="FORCE", help="work on this force's laptop, which must be running"
    )
    parser.add_argument("--stage", help="work on this deployment, in the account of this shell")
    commands = parser.add_subparsers(dest="command", required=True)
    _geography(commands)
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
    commands.add_parser("callback-word", help="the bearer token of GOV.UK Notify's callbacks")
    letters = commands.add_parser("dead-letters", help="what failed five times, in plain English")
    letters.add_argument("--queue", default="", choices=QUEUES, help="of one queue only")
    letters.add_argument("--redrive", action="store_true", help="send all of it back; safe at any time")
    return parser.parse_args(words)


def _geography(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    postcodes = commands.add_parser("load-postcodes", help="load postcodes with their codes, and make areas")
    postcodes.add_argument("file", type=Path, help="ONSPD or NSPL, as .zip, .csv or .csv.gz")
    postcodes.add_argument("--names", type=Path, nargs="*", default=[], help="GeoJSON files with area names")
    postcodes.add_argument(
        "--ward", metavar="COLUMN", help="the ward column to take, where there are several"
    )
    postcodes.add_argument("--districts", type=Path, help="CSV: which district is which force's (lad, pfa)")
    areas = commands.add_parser("load-areas", help="names and outlines of areas, and neighbourhoods")
    areas.add_argument("files", type=Path, nargs="+", help="GeoJSON in degrees, .geojson or .geojson.gz")
    areas.add_argument("--kind", choices=KINDS, help="what these areas are, where their codes do not tell")
    for each in (postcodes, areas):
        each.add_argument("--moved", type=Path, help="CSV to write the ids of re-coded people to")
        each.add_argument("--fewer", action="store_true", help="far fewer postcodes than before are meant")
    homes = commands.add_parser("load-households", help="how many homes there are, for coverage")
    homes.add_argument("file", type=Path, help="CSV or CSV.gz with households by small area, or by area")


def _load(chosen: argparse.Namespace) -> None:
    work = Geography.of_this_table(print)
    if chosen.command == "load-postcodes":
        choices = Choices(chosen.names, chosen.ward, chosen.districts, chosen.moved, chosen.fewer)
        load_postcodes(chosen.file, work, choices)
    elif chosen.command == "load-areas":
        load_areas(chosen.files, work, chosen.kind, chosen.moved, chosen.fewer)
    else:
        load_households(chosen.file, work)


def _reach(force: str) -> None:
    """Take the environment of a running laptop; raises OSError with a sentence where none runs."""
    file = state_of(force).environment
    if not file.exists():
        raise FileNotFoundError(
            f"No laptop runs for {force!r}. Start it with `make run FORCE={force}`. "
            "If one runs in a folder that STATE names, set the same STATE here."
        )
    os.environ.update(json.loads(file.read_text(encoding="utf-8")))


def main(words: Sequence[str]) -> int:
    """Carry out one command; answers 1 and says why where it could not."""
    chosen = _arguments(words)
    try:
        if chosen.laptop:
            _reach(chosen.laptop)
        if chosen.stage:
            os.environ.update(environment(chosen.stage))
        if chosen.command == "load-templates":
            new, among = load_templates(wiring.table(), wiring.templates(), wiring.clock().now())
            print(f"{new} of {among} templates are new.")
        elif chosen.command == "add-officer":
            officer = an_officer(chosen.id, chosen.name, chosen.unit, chosen.role, wiring.force())
            SignIns.of_this_table(print).add(officer)
        elif chosen.command == "reset-authenticator":
            SignIns.of_this_table(print).reset_authenticator(chosen.id, wiring.sessions())
        elif chosen.command == "callback-word":
            print(receipts.word(wiring.keys()))
        elif chosen.command == "dead-letters":
            dead_letters(wiring.dead_letters(), print, chosen.redrive, chosen.queue)
        else:
            _load(chosen)
    except (BadFile, BadOfficer, Refused, OSError, Failure) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The same command goes on from there.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
