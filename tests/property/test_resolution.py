"""Any rule and any people: planner and gate, killed anywhere, find exactly those whom plain words mean."""

import random
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.alert import AlertStatus
from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.bitmap import Marks
from chalicelib.domain.cover import bundles
from chalicelib.domain.errors import Invalid
from chalicelib.domain.maps.geohash import geohash, point
from chalicelib.domain.maps.geometry import inside
from chalicelib.domain.maps.shape import Circle, Polygon
from chalicelib.domain.place import Area
from chalicelib.domain.reach import Reach, pressed
from chalicelib.domain.sending import Range, SendingStatus
from chalicelib.domain.subscriber import Place, Subscriber
from chalicelib.ports import Write
from chalicelib.services.audiences import Audiences
from chalicelib.stores import keys
from chalicelib.stores.items import item_of
from tests.engine import Engine
from tests.factories import (
    NOW,
    a_contact,
    a_content,
    a_place,
    a_sending,
    a_subscriber,
    an_alert,
    some_forms,
)
from tests.fakes import Killed
from tests.parts import AREAS, FORCE, POSTCODES

INTERESTS = [interest.id for interest in FORCE.interests][:4]
CORNER, OPPOSITE = (-0.46, 53.04), (-0.15, 53.20)
KINDS, LANGUAGES = ["resident", "business", "community-group"], ["en", "cy", "pl"]
NUMBERS = st.integers(1, 12)
POINTS = st.tuples(st.floats(CORNER[0], OPPOSITE[0]), st.floats(CORNER[1], OPPOSITE[1]))
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 20))


def some(things: list[str], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(things), max_size=most, unique=True).map(tuple)


def triangle(corners: list[tuple[float, float]]) -> Polygon:
    return Polygon(kind="polygon", ring=(*corners, corners[0]))


def codes(kind: str) -> list[str]:
    return [area.code for area in AREAS if area.kind == kind]


SHAPES = st.lists(POINTS, min_size=3, max_size=3, unique=True).map(triangle) | st.builds(
    Circle, kind=st.just("circle"), centre=POINTS, metres=st.integers(50, 9_000)
)
WHERE = {
    "districts": some(codes("district")),
    "wards": some(codes("ward"), 4),
    "neighbourhoods": some(["N1", "N2"], 1),
    "sectors": some(sorted({p.postcode[:-2] for p in POSTCODES})),
    "shapes": st.lists(SHAPES, max_size=2).map(tuple),
}
WHO = {
    "interests": some(INTERESTS),
    "kinds": some(KINDS),
    "channels": some(["text", "email"]),
    "languages": some(LANGUAGES),
    "joined_from": DAYS,
    "joined_to": DAYS,
    "received": some(["EARLIER", "OTHER"]),
    "answered": some(["EARLIER"], 1),
}


def choices(most: int) -> st.SearchStrategy[Choice]:
    """Choose a few criteria: whoever asks for everything at once means nobody."""
    every = {**WHERE, **WHO}
    chosen = st.lists(st.sampled_from(sorted(every)), max_size=most, unique=True)
    return chosen.flatmap(lambda names: st.builds(Choice, **{name: every[name] for name in names}))


AUDIENCES = st.builds(
    Audience, include=st.builds(Areas, **WHERE) | st.just(Areas()), require=choices(3), exclude=choices(2)
).filter(lambda audience: not audience.empty())
PLACES = st.tuples(
    st.sampled_from(POSTCODES), st.none() | POINTS, st.sampled_from(["", "N1", "N2"]), st.booleans()
)
PEOPLE = st.tuples(
    st.lists(PLACES, min_size=1, max_size=4),
    some(INTERESTS, 3),
    st.sampled_from(KINDS),
    st.sampled_from(LANGUAGES),
    st.integers(0, 3),
    DAYS,
)


def a_person(n: int, drawn: tuple[list, tuple, str, str, int, date]) -> Subscriber:  # type: ignore[type-arg]
    places, interests, kind, language, held, joined = drawn
    addresses = tuple(a for i, a in enumerate(a_contact(n).addresses) if held >> i & 1)
    at = datetime(joined.year, joined.month, joined.day, 12, tzinfo=NOW.tzinfo)
    person = a_subscriber(n, interests=interests)
    return person.but(
        contact=person.contact.but(addresses=addresses, language=language),
        profile=person.profile.but(kind=kind, joined_at=at),
        places=tuple(a_home(n, i, *place) for i, place in enumerate(places)),
    )


def a_home(n: int, i: int, postcode, finer, hood: str, warded: bool) -> Place:  # type: ignore[no-untyped-def]
    lon, lat = finer or (postcode.lon, postcode.lat)
    where = {"lat": lat, "lon": lon, "geohash": geohash(lat, lon), "finer": finer is not None}
    ward = postcode.ward if warded else ""
    names = {"postcode": postcode.postcode, "district": postcode.district, "ward": ward}
    return a_place(n).but(n=i, neighbourhood=hood, **where, **names)


class Town:
    """People who live somewhere, of whom some had and answered an earlier alert."""

    def __init__(self, people: list[Subscriber], received: list[int], answered: list[int]) -> None:
        self.people, self.engine = people, Engine(most=3)
        self.had = {"EARLIER": set(received), "OTHER": {n * 2 for n in received}}
        self.answered = {"EARLIER": set(answered)}
        for person in people:
            self._put(self.engine.subscribers.add(person, person.contact))
        self.engine.places.put_areas(widened(people))
        for alert, numbers in self.had.items():
            self._put([*self._reach(alert, numbers), Write(keys.alert(alert), self._alert(alert))])
        self._put([self.engine.reaches.answer("EARLIER", n) for n in answered])

    def _put(self, writes: list[Write]) -> None:
        self.engine.table.items.update({write.key: write.item for write in writes if write.item})

    def _reach(self, alert: str, numbers: set[int]) -> list[Write]:
        marks = Marks()
        for number in numbers:
            marks.add(number)
        reach = Reach(
            sending=f"OF{alert}",
            alert=alert,
            at=NOW - timedelta(days=30),
            channel="email",
            priority="standard",
            numbers=pressed(marks.bits()),
        )
        return self.engine.reaches.put([reach])

    def _alert(self, alert: str) -> dict[str, object]:
        return item_of(an_alert(id=alert), keys.alert(alert))

    def resolved(self, n: int, audience: Audience, seed: int, kill: int) -> list[str]:
        """Plan this rule's ranges in any order, killed once, and answer who waits or is told why not."""
        engine, sending = self.engine, f"SENDING{n}"
        try:
            runs = engine.make(Audiences).runs(audience)
        except Invalid:
            return []
        random.Random(seed).shuffle(runs)
        spans = [Range(sending=sending, n=i, runs=bundle) for i, bundle in enumerate(bundles(runs))]
        alert = an_alert(id=f"ALERT{n}", status=AlertStatus.APPROVED, content=a_content(audience=audience))
        head = a_sending(id=sending, alert=alert.id, status=SendingStatus.PLANNING, released_at=None)
        self._put([Write(keys.alert(alert.id), item_of(alert, keys.alert(alert.id)))])
        engine.sendings.put_ranges(spans)
        self._put(engine.sendings.add(head, some_forms(sending=sending)))
        self._plan(sending, len(spans), kill)
        stands = [
            recipient.sid
            for page in engine.sendings.pages(sending)
            if page.recipients
            for recipient, letter in zip(
                page.recipients, engine.sendings.state(sending, page.id).slots, strict=True
            )
            if letter != "D"
        ]
        return sorted(stands)

    def _plan(self, sending: str, spans: int, kill: int) -> None:
        calls = 0

        def count(name: str) -> None:
            nonlocal calls
            calls += 1
            if calls == kill:
                raise Killed

        self.engine.table.before = count
        for _ in range(2):
            try:
                for n in range(spans):
                    self.engine.planning.plan(sending, n)
                self.engine.gate.release(sending)
            except Killed:
                continue
        self.engine.table.before = lambda name: None
        head = self.engine.sendings.load(sending)
        assert head
        assert head.status is SendingStatus.RELEASED

    def meant(self, audience: Audience) -> list[str]:
        """Say it as one would to a colleague."""
        return sorted(p.contact.sid for p in self.people if self._is_meant(p, audience))

    def _is_meant(self, person: Subscriber, audience: Audience) -> bool:
        who = all(self._is_one(person, audience.require)) and not any(self._is_one(person, audience.exclude))
        return who and any(
            (audience.include.anywhere() or lies_in(place, audience.include))
            and (audience.require.anywhere() or lies_in(place, audience.require))
            and not lies_in(place, audience.exclude)
            for place in person.places
        )

    def _is_one(self, person: Subscriber, choice: Choice) -> list[bool]:
        """Answer for each sort that is chosen whether this person is one of those."""
        number, joined = person.contact.number, person.profile.joined_at.date()
        found = []
        if choice.interests:
            found.append(any(interest in person.interests for interest in choice.interests))
        if choice.kinds:
            found.append(person.profile.kind in choice.kinds)
        if choice.channels:
            found.append(any(channel in person.contact.channels() for channel in choice.channels))
        if choice.languages:
            found.append(person.contact.language in choice.languages)
        if choice.joined_from or choice.joined_to:
            late = choice.joined_from is None or joined >= choice.joined_from
            found.append(late and (choice.joined_to is None or joined <= choice.joined_to))
        if choice.received:
            found.append(any(number in self.had[alert] for alert in choice.received))
        if choice.answered:
            found.append(any(number in self.answered[alert] for alert in choice.answered))
        return found


def lies_in(place: Place, areas: Areas) -> bool:
    return (
        place.district in areas.districts
        or place.ward in areas.wards
        or place.neighbourhood in areas.neighbourhoods
        or place.postcode[:-2] in areas.sectors
        or any(inside(shape, *point(place.geohash)) for shape in areas.shapes)
    )


def widened(people: list[Subscriber]) -> list[Area]:
    """Answer the areas with the cells of all points that people gave, as giving one leaves them."""
    cells: dict[str, set[str]] = {}
    for person in people:
        for place in person.places:
            for code in (place.district, place.ward, place.neighbourhood):
                cells.setdefault(code, set()).add(place.geohash[:6])
    hoods = [AREAS[0].but(code=code, kind="neighbourhood", cells=(), sectors=()) for code in ("N1", "N2")]
    # A place without a ward is its district's alone, and so is its postcode's sector.
    loose = {p.postcode[:-2] for person in people for p in person.places if not p.ward}
    return [
        area.but(
            cells=tuple(sorted({*area.cells, *cells.get(area.code, ())})),
            sectors=tuple(sorted({*area.sectors, *(loose if area.kind == "district" else ())})),
        )
        for area in (*AREAS, *hoods)
    ]


RULES = st.lists(st.tuples(AUDIENCES, st.integers(0, 99), st.integers(1, 120)), min_size=10, max_size=10)
SOME = st.lists(NUMBERS, max_size=6)


# Ten rules a town: the thorough profile tries 5,000, an everyday run 250.
@settings(max_examples=max(10, settings.default.max_examples // 4) if settings.default else 25)
@given(st.lists(PEOPLE, min_size=6, max_size=12), RULES, SOME, SOME)
def test_whoever_is_meant_is_planned_once_and_nobody_else(people, rules, received, answered) -> None:  # type: ignore[no-untyped-def]
    town = Town([a_person(n, each) for n, each in enumerate(people, 1)], received, answered)
    for n, (audience, seed, kill) in enumerate(rules):
        assert town.resolved(n, audience, seed, kill) == town.meant(audience), audience
