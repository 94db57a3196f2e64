"""One of every item in the table, each in its fullest form, written by the stores themselves."""

from collections.abc import Callable
from datetime import date, timedelta

from chalicelib.domain.alert import AlertStatus, Follow, LogEntry
from chalicelib.domain.audience import Areas, Audience, Choice
from chalicelib.domain.conversation import ONE_TEXT, Words, sha256, words_id
from chalicelib.domain.delivery import Recipient, State
from chalicelib.domain.digest import Awaited, Round
from chalicelib.domain.engagement import Week, fact
from chalicelib.domain.finding import Finding, Look
from chalicelib.domain.officer import Role
from chalicelib.domain.pace import Pace
from chalicelib.domain.place import Area, Loading, Outline, Outward, Postcode
from chalicelib.domain.reach import Reach, pressed
from chalicelib.domain.receipt import PageReceipts
from chalicelib.domain.request import Challenge, Form, Request
from chalicelib.domain.sending import Entry, SendingStatus
from chalicelib.domain.subscriber import AddressState, Consent, Subscriber
from chalicelib.domain.traffic import Report, Traffic
from chalicelib.ports import Item, Write
from chalicelib.stores.alerts import AlertStore
from chalicelib.stores.audit import AuditStore
from chalicelib.stores.conversations import ConversationStore
from chalicelib.stores.digests import DigestStore
from chalicelib.stores.facts import FactStore
from chalicelib.stores.failures import FailureStore
from chalicelib.stores.loads import LoadStore
from chalicelib.stores.looks import LookStore
from chalicelib.stores.nonces import NonceStore
from chalicelib.stores.officers import OfficerStore
from chalicelib.stores.places import PlaceStore
from chalicelib.stores.reaches import ReachStore
from chalicelib.stores.receipts import ReceiptStore
from chalicelib.stores.requests import RequestStore
from chalicelib.stores.saved_audiences import SavedAudienceStore
from chalicelib.stores.sendings import SendingStore
from chalicelib.stores.subscribers import SubscriberStore
from chalicelib.stores.templates import TemplateStore
from chalicelib.stores.traffics import TrafficStore

from .factories import (
    DISTRICT,
    NOW,
    WARD,
    a_contact,
    a_content,
    a_conversation,
    a_force,
    a_page,
    a_place,
    a_range,
    a_row,
    a_saved_audience,
    a_sending,
    a_sid,
    a_subscriber,
    a_template,
    an_address,
    an_alert,
    an_inbound,
    an_officer,
    some_forms,
)
from .fakes import FakeClock, FakeIds, FakeKeys, MemoryTable

LATER, WEEK = NOW + timedelta(hours=1), timedelta(days=7)
Kinds = dict[str, list[Item]]


def stored() -> Kinds:
    """Answer every kind of item, by its name in the table of `stores/keys.py`, in each state it may have."""
    kinds: Kinds = {}
    for make in (_people, _requests, _places, _alerts, _reaches, _sendings, _conversations, _rest):
        kinds |= make()
    return kinds


def _written(*writes: Write, by: Callable[[MemoryTable], object] = lambda table: None) -> list[Item]:
    """Answer what stands in an empty table after these writes, by key."""
    table = MemoryTable()
    table.commit(*(write._replace(expected=None) for write in writes))
    by(table)
    return [table.items[key] for key in sorted(table.items)]


def _people() -> Kinds:
    store = SubscriberStore(MemoryTable(), FakeKeys(), a_force())
    person, pending = a_full_subscriber(), a_contact(version=0)
    home, address = _written(*store.add(person, pending)), person.contact.addresses[0]
    left = _written(*store.add(person.but(contact=person.contact.but(left_at=LATER)), pending))
    consent = Consent(
        sid=a_sid(1),
        address="t1",
        at=NOW,
        by="author1",
        how="paper form signed 2026-02-20, text confirmed by code",
        wording_version="leaflet-3",
        sender="marrowshire",
    )
    return {
        "contact": [*_written(store.pending(pending, NOW + WEEK)), *_under(home, "CONTACT")],
        "profile": _under(home, "PROFILE"),
        "place": [*_under(home, "PLACE#"), *_under(left, "PLACE#0")],
        "membership": [*_under(home, "IN#"), *_under(left, "IN#wildlife")],
        "asking": [*_under(home, "JOIN#"), *_under(left, "JOIN#")],
        "household": [item for item in home if str(item["pk"]).startswith("HOME#")],
        "consent": _written(store.consent(consent)),
        "address": [
            *_written(store.lock(address, a_sid(1))),
            *_written(store.suppress(address, a_sid(1), "stop")),
        ],
    }


def _under(items: list[Item], sk: str) -> list[Item]:
    return [item for item in items if str(item["sk"]).startswith(sk)]


def a_full_subscriber() -> Subscriber:
    """Make a person who has chosen everything there is to choose."""
    proved = an_address(verified_at=NOW)
    stopped = an_address(
        id="e1", channel="email", value="sam@example.org", state=AddressState.OPTED_OUT, opted_out_at=LATER
    )
    contact = a_contact(
        addresses=(proved, stopped),
        order={"urgent": ("text",), "standard": ("email", "text")},
        mutes=("event", "news"),
        paused_from=NOW,
        paused_until=LATER,
        quiet_hours=("22:00", "07:00"),
        urgent_wakes=True,
        digest="weekly",
        discreet=True,
        language="cy",
        formats=("large-print",),
        consents={"marrowshire": "2026-1"},
    )
    plain = a_subscriber()
    return plain.but(
        contact=contact,
        profile=plain.profile.but(campaign="victim-card", source="paper", kind="business"),
        places=(a_place(house="12A"), a_place().but(n=1, postcode="MW1 1AB", geohash="u10hb0001")),
        interests=("dog-walkers", "wildlife"),
        asked={"shops": NOW},
    )


def _requests() -> Kinds:
    form = Form(
        name="Sam Marrow",
        text="+447700900001",
        email="sam@example.org",
        postcode="MW1 1AA",
        house="12A",
        interests=("wildlife",),
        asked=("shops",),
        kind="business",
        campaign="victim-card",
        source="paper",
        wording_version="leaflet-3",
        signed_on="2026-02-20",
    )
    sent = Challenge(
        channel="text", address="+447700900001", issued_at=NOW, tries=2, dispatched=True, verified=True
    )
    waits = Challenge(channel="email", address="sam@example.org", issued_at=LATER, issue=2)
    request = Request(
        id="REQUEST000000001",
        purpose="sign-up",
        at=NOW,
        sid=a_sid(1),
        form=form,
        challenges=(sent, waits),
        officer="author1",
    )
    done = request.with_challenge(waits.but(dispatched=True))
    store = RequestStore(MemoryTable())
    return {
        "request": [*_written(store.add(request)), *_written(store.add(done))],
        "budget": _written(by=lambda table: RequestStore(table).spend("network", "v1#00", 60, NOW)),
    }


def _places() -> Kinds:
    plain = Postcode(postcode="MW1 1AA", lat=51.25, lon=-0.5, district=DISTRICT, ward=WARD)
    full = plain.but(postcode="MW1 1AB", neighbourhood="mill-lane", homes="M05000009", ended="2019-05")
    area = Area(
        code=WARD,
        kind="ward",
        name="Mill Lane",
        edition="2020-12",
        district=DISTRICT,
        cells=("u10hb0", "u10hb1"),
        postcodes=40,
    )
    counted = area.but(code=DISTRICT, kind="district", name="Marrow Vale", households=1200)
    elsewhere = Outward(outward="MX1", forces=("Fennshire Police https://www.fennshire.police.example",))
    outline = Outline(
        code=WARD, kind="ward", name="Mill Lane", district=DISTRICT, geometry='{"type":"Polygon"}'
    )
    whole = outline.but(code=DISTRICT, kind="district", name="Marrow Vale", district="")
    return {
        "postcode": _written(by=lambda table: PlaceStore(table).put_postcodes([plain, full])),
        "outward code": _written(by=lambda table: PlaceStore(table).put_outwards([elsewhere])),
        "postcodes of an outward code": _written(
            by=lambda table: LoadStore(table).add(["MW1 1AB", "MW1 1AA"])
        ),
        "loading": _written(by=lambda table: LoadStore(table).put_loading(Loading(digest="00ff", rows=5000))),
        "area": _written(by=lambda table: PlaceStore(table).put_areas([area, counted])),
        "outline": _written(by=lambda table: PlaceStore(table).put_outlines([outline, whole])),
    }


def _alerts() -> Kinds:
    store, choice = AlertStore(MemoryTable()), Choice(wards=(WARD,), interests=("wildlife",))
    content = a_content(
        send_at=LATER,
        crime_recorded_at=NOW,
        other_ways=("Call 101", "Crimestoppers 0800 555 111"),
        asks_for="Footage between 22:00 and 23:00",
        follows=Follow(alert="ALERT0", how="all-clear"),
        audience=Audience(include=Areas(districts=(DISTRICT,)), exclude=choice),
    )
    pending = an_alert(content=content, status=AlertStatus.PENDING, submitted_by="author1", version=2)
    full = pending.but(
        status=AlertStatus.SENT,
        updated_at=LATER,
        version=5,
        approved_by="spoc1",
        approved_hash=content.hash(),
        sending=a_sending().id,
        recipients=1200,
        outcome="An arrest was made.",
    )
    entry = LogEntry(at=NOW, officer="author1", action="submit", note="Please look soon")
    waiting = _written(*store.save(pending, an_alert(), entry))
    return {
        "alert": [
            *_under(waiting, "HEAD"),
            *_under(_written(*store.save(full, full, entry)), "HEAD"),
            *_under(_written(*store.add(an_alert(training=True), entry)), "HEAD"),
        ],
        "alert to approve": _under(waiting, "TODO#"),
        "alert log": _under(waiting, "LOG#"),
        "alert version": _written(store.version(pending)),
    }


def _reaches() -> Kinds:
    store = ReachStore(MemoryTable())
    planned = Reach(
        sending=a_sending().id,
        alert="ALERT1",
        at=NOW,
        channel="text",
        priority="standard",
        numbers=pressed(0b1010),
    )
    kept = _written(*store.put([planned, planned.but(channel="email")]))
    return {
        "reach": [item for item in kept if str(item["pk"]).startswith("REACH#")],
        "reach of an alert": _under(kept, "REACH"),
        "answer to an alert": _written(store.answer("ALERT1", 7)),
        **_digests(),
    }


def _digests() -> Kinds:
    store = DigestStore(MemoryTable())
    awaited = Awaited(cadence="weekly", sending=a_sending().id, alert="ALERT1", numbers=pressed(0b1010))
    last = Round(cadence="weekly", day=date(2026, 3, 2), sending="DIGEST1", covers=(a_sending().id,))
    return {"awaited digest": _written(store.add(awaited)), "last digest": _written(store.save(last, None))}


def _traffic() -> list[Item]:
    new, at = Traffic(channel="text", chosen="notify"), NOW.timestamp()
    used, _ = new.charged(NOW, 48_000, "SND1", capped=True).leased("sns", Pace.of(20, 1), [2, 2], at)
    ill = used.told(Report("sns", "SND1", used.month, (0.0,) * 5, 2_400), int(at * 1000))
    return _written(TrafficStore(MemoryTable()).save(ill, used))


def _sendings() -> Kinds:
    store = SendingStore(MemoryTable())
    head = a_sending(
        alert="ALERT1",
        conversation="C1",
        kind="appeal",
        priority="urgent",
        invites_reply=True,
        ranges=2,
        starts_at=NOW,
        expires_at=NOW + WEEK,
        cancelled_at=LATER,
        forms_hash="00ff",
    )
    closed = head.but(status=SendingStatus.CLOSED, closed_at=LATER)
    entry = Entry(sending=head.id, headline="Vans", words="Lock up.", code="ABCDEFGH", expires=LATER)
    forms = some_forms(
        entries=(entry,),
        subject="Vans broken into",
        email="Lock them away.",
        values={"request": "R", "issue": "1"},
    )
    page = a_page(2, recipients=(Recipient(a_sid(1), "t1", "discreet", WARD), Recipient(a_sid(2), ward=WARD)))
    born = _written(*store.add_one(head, forms, page.but(start="00#u10hb0000#A#0", end="00#u10hb0001#B#0")))
    state = State(
        sending=head.id, page=page.id, slots="Sw", fence=3, lease_until=1, due=2, rounds=1, recorded=4
    )
    rests = state.but(slots="ww", resting=2)
    again = _written(*store.add(head.again("01KJN0S1N00000000000000002", "retry", LATER), forms))
    later = _written(by=lambda table: SendingStore(table).add_page(page.but(before="TC", spent=(1,))))
    worked = state.marked({0: "provider-1"})
    return {
        "sending": [
            *_under(born, "HEAD"),
            *_written(store.save(closed, head)),
            *_written(store.save(head.but(asked_at=LATER), head)),
            *_under(_written(*store.add(a_sending(training=True), forms)), "HEAD"),
            *_under(again, "HEAD"),
            *_written(store.save(head.but(fallback="01KJN0S1N00000000000000003"), head)),
        ],
        "sending forms": _under(born, "FORMS"),
        "authenticity code": _under(born, "CODE"),
        "page": [*_under(born, "PAGE#"), *_under(later, "PAGE#")],
        "round of an alert": _under(again, "ROUND#"),
        "state": [
            *_under(born, "STATE#"),
            *_under(later, "STATE#"),
            *_written(store.save_state(worked, state)),
            *_written(store.save_state(rests, state)),
        ],
        "receipts": _receipts(),
        "traffic": _traffic(),
        "range": [
            *_written(by=lambda table: SendingStore(table).put_ranges([a_range()])),
            *_written(by=lambda table: SendingStore(table).finish(a_range())),
        ],
        "history row": _written(
            by=lambda table: SendingStore(table).record(
                [a_row(reason="why", conversation="C1", page=page.id, slot=1)]
            )
        ),
    }


def _receipts() -> list[Item]:
    store = ReceiptStore(MemoryTable())
    none = PageReceipts(sending=a_sending().id, page=a_page().id)
    first = none.hearing({2: "d"})
    return [*_written(store.save(first, none)), *_written(store.save(first.hearing({0: "p"}), first))]


def _conversations() -> Kinds:
    store, inbound = ConversationStore(MemoryTable()), an_inbound(answers="provider-1")
    thread = a_conversation(
        alert="ALERT1", sending=a_sending().id, ward=WARD, flagged=True, state="answered", version=2
    )
    body = b"Saw the van"
    words = Words(
        conversation="C1",
        id=words_id(NOW, "in-1"),
        at=NOW,
        by="officer",
        officer="author1",
        channel="text",
        original=body,
        sha256=sha256(body),
        sending=a_sending().id,
        provider_id="in-1",
    )
    unnumbered = _written(
        by=lambda table: ConversationStore(table).receive_unnumbered(inbound, "v1-00", ONE_TEXT)
    )
    opened = _written(*store.add(thread))
    return {
        "inbound": [
            *_written(by=lambda table: ConversationStore(table).receive(inbound)),
            *_written(store.judged(inbound, "reply")),
        ],
        "latest inbound": _under(unnumbered, "LAST"),
        "conversation": _under(opened, "HEAD"),
        "conversation of an address": [item for item in opened if item["sk"] != "HEAD"],
        "words": _written(store.say(words)),
    }


def _rest() -> Kinds:
    facts, dimensions = FactStore(MemoryTable()), {"channel": "text", "district": DISTRICT}
    week = Week(
        week="2026-W10",
        starts=date(2026, 3, 2),
        ends=date(2026, 3, 8),
        closed_at=NOW + WEEK,
        figures={"totals": {"subscribers": 2000}},
    )
    audit = AuditStore(MemoryTable(), FakeClock(), FakeIds())
    officer = an_officer("spoc1", Role.SPOC, Role.ADMIN, active=False, signed_out_at=NOW)
    words = {"other_ways": ("Call 101",), "asks_for": "Doorbell footage"}
    renamed = a_template(unit="", name="Burglary", version=2, updated_at=LATER, **words)
    return {
        "counter of subscribers": _written(
            by=lambda table: SubscriberStore(table, FakeKeys(), a_force()).next_number()
        ),
        "failure": _written(
            by=lambda table: FailureStore(table, FakeClock()).note("message-1", "KeyError", "compose.py:88")
        ),
        "look": _written(by=lambda table: LookStore(table).keep(a_look())),
        "nonce": _written(by=lambda table: NonceStore(table).remember("sns", "n-1", LATER)),
        "fact": _written(facts.add(fact("joined", "FACT1", NOW, dimensions).but(counts={"people": 2}))),
        "closed week": _written(by=lambda table: FactStore(table).close(week)),
        "audit entry": _written(audit.entry("spoc1", "approve alert", "ALERT1", "Good")),
        "template": [
            *_written(TemplateStore(MemoryTable()).add(a_template())),
            *_written(TemplateStore(MemoryTable()).save(renamed, a_template())),
        ],
        **_saved(),
        "officer": _written(OfficerStore(MemoryTable()).add(officer)),
    }


def a_look() -> Look:
    said, todo = "The alert ALERT1 has been on its way for 24 hours.", "Cancel it."
    slow = Finding(kind="slow", subject="OUT1", since=NOW, said=said, todo=todo, alert="ALERT1")
    return Look(at=LATER, sendings=3, findings=(slow, slow.but(mended=True, again=True)), more=1)


def _saved() -> Kinds:
    store, rule = SavedAudienceStore(MemoryTable()), Audience(require=Choice(interests=("wildlife",)))
    first = a_saved_audience()
    changed = first.but(unit="", name="Wildlife", audience=rule, version=2, updated_at=LATER)
    added, saved = _written(*store.add(first)), _written(*store.save(changed, first))
    return {
        "saved audience": [*_under(added, first.id), *_under(saved, first.id)],
        "audience version": [*_under(added, "V#"), *_under(saved, "V#")],
    }
