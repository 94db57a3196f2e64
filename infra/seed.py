"""Fills an empty laptop: the force's places and templates, one officer per role, and made-up subscribers."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from chalicelib import wiring
from chalicelib.domain.engagement import Fact, fact
from chalicelib.domain.force import Force
from chalicelib.domain.officer import Officer, Role
from chalicelib.domain.place import Postcode
from chalicelib.domain.subscriber import Consent, Place, Subscriber
from chalicelib.ports import Item, Table, Write
from chalicelib.settings import load_force
from chalicelib.stores import keys
from chalicelib.stores.places import PlaceStore

from .geography.directory import read_postcodes
from .geography.load_areas import load_areas
from .geography.load_households import load_households
from .geography.load_postcodes import load_postcodes
from .geography.progress import Say
from .geography.sources import data_files
from .geography.work import Geography
from .local.cloud import loopback_only
from .made_up import country
from .made_up.people import made_people
from .templates import load_templates

FICTIONAL = "fictional"
FINER_AT_ONCE = 30
"""The table reads a hundred items at once."""

NAMES = {
    Role.AUTHOR: "PC Morgan Ashby",
    Role.LIAISON: "Jo Penrose, Neighbourhood Watch",
    Role.SPOC: "Sgt Robin Thackeray",
    Role.CONTROL: "Sam Calloway, control room",
    Role.ANALYST: "Alex Winter, analyst",
    Role.ADMIN: "Kit Farrow, administrator",
}


def seed(force: str, subscribers: int, table: Table, say: Say = lambda words: None) -> None:
    """Fill the table, which must be empty, for this force (a file's stem) with so many people.

    Raises NotALaptop where the table is not on this machine, and MissingData (an OSError) naming what to
    download where the force's real postcodes are not at hand; `say` hears what else is missing.
    """
    loopback_only(wiring.client("dynamodb").meta.endpoint_url)
    _load_places(force, Geography.of_this_table(lambda words: None, table), say)
    table.commit(*(wiring.officers().add(officer) for officer in officers(wiring.force())))
    load_templates(table, wiring.templates(), wiring.clock().now())
    people = list(made_people(wiring.force(), postcodes_of(force), subscribers, wiring.clock().now()))
    table.put_many(items(people))
    _widen(PlaceStore(table), [place for person in people for place in person.places if place.finer])
    table.put_many([{**keys.SUBSCRIBER_NUMBER._asdict(), "n": subscribers}])


def postcodes_of(force: str) -> list[Postcode]:
    """Answer a force's postcodes: made up, or read from the public data; raises MissingData."""
    if force == FICTIONAL:
        return country.places(load_force(force))[1]
    return read_postcodes(data_files(force).postcodes, load_force(force))


def _load_places(force: str, work: Geography, say: Say) -> None:
    if force == FICTIONAL:
        areas, postcodes = country.places(work.force)
        work.places.put_areas(areas)
        work.places.put_postcodes(postcodes)
        work.loads.add(each.postcode for each in postcodes)
        work.places.put_outlines(country.outlines(work.force))
        work.places.put_outwards(country.elsewhere())
        return
    files = data_files(force)
    load_postcodes(files.postcodes, work)
    if files.boundaries:
        load_areas(files.boundaries, work)
    else:
        say("There are no boundaries in WATCHWORD_DATA: areas have codes for names, and no outlines.")
    if files.households:
        load_households(files.households, work)
    else:
        say("There are no households in WATCHWORD_DATA, so coverage cannot be told.")


def _widen(places: PlaceStore, finer: Sequence[Place]) -> None:
    """Let areas reach the finer points in them, a few at a time: each has up to three areas."""
    for start in range(0, len(finer), FINER_AT_ONCE):
        writes = places.widened(*finer[start : start + FINER_AT_ONCE])
        places.table.put_many(write.item for write in writes if write.item is not None)


def officers(force: Force) -> list[Officer]:
    """Make one officer per role: the team that writes, its supervisors, and the control room."""
    units = [unit.id for unit in force.units]
    team = next((unit for unit in units if unit.startswith("snt-")), units[0])
    csu = next((unit for unit in units if unit.startswith("csu-")), units[0])
    desks = {Role.AUTHOR: team, Role.LIAISON: team, Role.SPOC: csu, Role.ANALYST: csu}
    return [
        Officer(id=role.lower(), name=name, unit=desks.get(role, force.control_unit), roles=(role,))
        for role, name in NAMES.items()
    ]


def sign_ins(force: str) -> Iterator[tuple[str, str]]:
    """Answer each officer's name and password, which open a laptop and nothing else."""
    for officer in officers(load_force(force)):
        yield officer.id, f"{officer.id}-on-this-laptop"


def items(people: Iterable[Subscriber]) -> Iterator[Item]:
    """Answer all items of these people as signing up writes them; no transactions: nobody else writes yet."""
    for person in people:
        writes = [*_person(person), *(wiring.facts().add(each) for each in facts(person))]
        yield from (write.item for write in writes if write.item is not None)


def _person(person: Subscriber) -> Iterator[Write]:
    subscribers, contact, profile = wiring.subscribers(), person.contact, person.profile
    yield from subscribers.add(person, contact)
    for address in contact.addresses:
        yield subscribers.lock(address, contact.sid)
        yield subscribers.consent(
            Consent(
                sid=contact.sid,
                address=address.id,
                at=profile.joined_at,
                by=contact.sid,
                how=f"{profile.source} form, {address.channel} confirmed by code",
                wording_version=wiring.force().wording.version,
                sender=wiring.force().id,
            )
        )


def facts(person: Subscriber) -> Iterator[Fact]:
    """What counting needs of a sign-up, recorded when it happened, as sign-up and verification record it."""
    sid, at, dimensions = person.contact.sid, person.profile.joined_at, person.dimensions()
    channels = person.contact.channels()
    yield _fact("sign-up", sid, at, {**dimensions, "channel": "+".join(channels)})
    yield _fact("joined", sid, at, dimensions)
    for channel in channels:
        yield _fact("verified", f"{sid} {channel}", at, {**dimensions, "channel": channel})


def _fact(kind: str, of: str, at: datetime, dimensions: dict[str, str]) -> Fact:
    # A fact names nobody, its id included: a keyed digest makes it the same one each time and no more.
    return fact(kind, wiring.keys().sign("seed", f"{kind} {of}", 26), at, dimensions)
