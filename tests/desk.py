"""An officer's desk on fakes: the made-up force with its places, and every service of alerts."""

from datetime import timedelta
from typing import Any

from chalicelib.domain.alert import Alert, Content
from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.maps.geohash import geohash
from chalicelib.domain.officer import Officer, Role
from chalicelib.domain.place import Postcode
from chalicelib.domain.subscriber import Place, Subscriber
from chalicelib.services.alerts import Writing
from chalicelib.services.approval import Approval
from chalicelib.services.census import Census
from chalicelib.services.ledger import Ledger
from chalicelib.services.preview import Estimate, Preview
from chalicelib.services.progress import Progress
from chalicelib.services.sending.compose import Compose

from .factories import NOW, a_content, a_place, a_subscriber, an_officer
from .parts import AREAS, FORCE, POSTCODES, Parts

DISTRICT, OTHER_DISTRICT = FORCE.districts[0].code, FORCE.districts[1].code
WARD = next(area.code for area in AREAS if area.name == "Mill Lane")

AUTHOR = an_officer("author1")
COLLEAGUE = an_officer("author2")
STRANGER = an_officer("author3", unit="media-team")
LIAISON = an_officer("liaison1", Role.LIAISON)
SPOC = an_officer("spoc1", Role.SPOC, unit="csu-thistleford")
CONTROL = an_officer("control1", Role.CONTROL, unit="control-room")
ANALYST = an_officer("analyst1", Role.ANALYST)


def content(**changes: object) -> Content:
    """Make content for the first district of the made-up force."""
    return a_content(audience=to(districts=(DISTRICT,))).but(**changes)


def to(**include: tuple[str, ...]) -> Audience:
    """Include districts and wards; interests are required."""
    interests = include.pop("interests", ())
    return Audience(include=Areas.model_validate(include), require=Choice(interests=interests))


def in_ward(ward: str, n: int = 0) -> Postcode:
    """Answer the n-th postcode of a ward."""
    return [postcode for postcode in POSTCODES if postcode.ward == ward][n]


def place_at(postcode: Postcode, person: int, n: int = 0) -> Place:
    where = {"lat": postcode.lat, "lon": postcode.lon, "geohash": geohash(postcode.lat, postcode.lon)}
    codes = {"postcode": postcode.postcode, "district": postcode.district, "ward": postcode.ward}
    return a_place(person).but(n=n, **where, **codes)


class Desk(Parts):
    """Alerts from the first word to the approval, and what is to be seen of them afterwards."""

    def __init__(self, table: Any = None) -> None:
        super().__init__(table)
        self.places.put_areas(AREAS)
        self.compose = self.make(Compose)
        self.writing, self.approval = self.make(Writing), self.make(Approval)
        self.census = self.make(Census)
        self.preview, self.progress = self.make(Preview), self.make(Progress)
        self.ledger = self.make(Ledger)

    def submitted(
        self, words: Content | None = None, author: Officer = AUTHOR, training: bool = False
    ) -> Alert:
        """Draft and submit an alert."""
        alert = self.writing.draft(author, words or content(), training)
        return self.writing.submit(author, alert.id, alert.version)

    def approved(self, words: Content | None = None, training: bool = False) -> Alert:
        """Draft, submit and approve an alert."""
        alert = self.submitted(words, training=training)
        return self.approval.approve(SPOC, alert.id, alert.version)

    def estimate(self, words: Content, officer: Officer = AUTHOR) -> Estimate:
        """Count everybody, and preview what an alert with these words would mean."""
        self.census.build()
        return self.preview.estimate(officer, words)

    def joined(self, person: int, *postcodes: Postcode, **changes: object) -> Subscriber:
        """Let somebody sign up at these postcodes (the first of Mill Lane if none is named)."""
        where = postcodes or (in_ward(WARD),)
        places = tuple(place_at(postcode, person, n) for n, postcode in enumerate(where))
        subscriber = a_subscriber(person, places=places).but(**changes)
        pending = subscriber.contact
        self.table.commit(self.subscribers.pending(pending, NOW + timedelta(days=7)))
        self.table.commit(*self.subscribers.add(subscriber, pending))
        return subscriber
