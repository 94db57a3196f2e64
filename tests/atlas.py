"""Files as a force downloads them, small and made up, and a geography on fakes to load them into."""

import gzip
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from chalicelib.domain.force import Force
from chalicelib.domain.new_subscriber import place_at
from chalicelib.domain.place import Area, Postcode
from chalicelib.domain.subscriber import Place, Subscriber
from chalicelib.stores.audit import AuditStore
from chalicelib.stores.loads import LoadStore
from chalicelib.stores.places import PlaceStore
from chalicelib.stores.subscribers import SubscriberStore
from infra.geography.work import Geography

from .factories import a_contact, a_sid, a_subscriber
from .fakes import FakeClock, FakeIds, FakeKeys, MemoryTable
from .parts import FORCE

HEAD = "postcode,lat,long,lad20,ward20,lsoa21"
GOOD = (
    "XV1 1AA,53.07,-0.42,X07000001,X05001001,x",
    "xv11ab,53.08,-0.41,X07000001,X05001001,x",
    "XV1 1AD,53.09,-0.43,X07000001,,x",
    "XV2 1AA,53.11,-0.42,X07000002,X05002001,x",
)


class Atlas(Geography):
    """A geography on fakes that remembers what was said."""

    said: list[str]

    @property
    def words(self) -> str:
        """Everything said so far."""
        return "\n".join(self.said)

    def by_name(self) -> dict[str, Area]:
        """Answer the areas by name."""
        return {area.name: area for area in self.places.areas()}

    def there(self, postcode: str) -> Postcode:
        """Answer a postcode that must be loaded."""
        found = self.places.postcode(postcode)
        assert found, postcode
        return found

    def live(self, n: int, *places: Place) -> Subscriber:
        """Let somebody live there, with wildlife for an interest."""
        person = a_subscriber(contact=a_contact(sid=a_sid(n), version=0), interests=("wildlife",))
        person = person.but(
            profile=person.profile.but(sid=a_sid(n)),
            places=tuple(place.but(sid=a_sid(n), n=k) for k, place in enumerate(places)),
        )
        writes = self.subscribers.add(person, person.contact)
        self.table.commit(*(write._replace(expected=None) for write in writes))
        return self.person(n)

    def person(self, n: int) -> Subscriber:
        """Answer somebody as they are in the table."""
        found = self.subscribers.load(a_sid(n))
        assert found, n
        return found

    def at(self, postcode: str, house: str | None = None) -> Place:
        """Answer a place at a loaded postcode."""
        return place_at("", self.there(postcode), house)


def an_atlas(table: MemoryTable | None = None, force: Force = FORCE) -> Atlas:
    """Answer a geography in memory: an empty one, or what another left there."""
    table, ids = table or MemoryTable(), FakeIds()
    ids.n = sum(1 for key in table.items if key.pk.startswith("AUD#"))
    said: list[str] = []
    people, audit = SubscriberStore(table, FakeKeys(), force), AuditStore(table, FakeClock(), ids)
    atlas = Atlas(force, table, PlaceStore(table), LoadStore(table), people, audit, said.append)
    object.__setattr__(atlas, "said", said)
    return atlas


def a_csv(folder: Path, *rows: str, head: str = HEAD, name: str = "postcodes.csv") -> Path:
    """Write a table of postcodes as it is, by its name as .gz, or as a directory's zip with its documents."""
    raw = "\n".join([head, *rows]).encode()
    file = folder / name
    if name.endswith(".gz"):
        raw = gzip.compress(raw)
    if name.endswith(".zip"):
        return a_zip(file, **{f"Data/{file.stem}.csv": raw, "Documents/ward names.csv": b"WD25CD,WD25NM"})
    file.write_bytes(raw)
    return file


def a_zip(file: Path, **members: bytes) -> Path:
    """Write a zip with these members."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return file


def a_box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """Answer a ring."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def a_feature(code: str, name: str, geometry: object = None, **more: object) -> dict[str, object]:
    """Answer a feature; a list is the rings of one polygon."""
    if isinstance(geometry, list):
        geometry = {"type": "Polygon", "coordinates": geometry}
    return {"type": "Feature", "properties": {"code": code, "name": name, **more}, "geometry": geometry}


def a_geojson(
    folder: Path, *features: dict[str, object], name: str = "areas.geojson", **more: object
) -> Path:
    """Write a collection of features."""
    file = folder / name
    raw = json.dumps({"type": "FeatureCollection", **more, "features": features}).encode()
    file.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return file


def names_file(folder: Path, **names: str) -> Path:
    """Write features that have a code and a name and nothing else."""
    return a_geojson(folder, *(a_feature(code, name) for code, name in names.items()), name="names.geojson")


def codes(areas: Sequence[Area]) -> set[str]:
    """Answer the codes of areas that are offered."""
    return {area.code for area in areas if area.postcodes}
