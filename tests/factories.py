"""Valid examples of every noun: `a_thing(**changes)` differs from the default only where told."""

from datetime import UTC, datetime

from chalicelib.domain.alert import Alert, AlertStatus, Content
from chalicelib.domain.audience import Areas, Audience
from chalicelib.domain.conversation import ANSWER_WITHIN, Conversation, Inbound
from chalicelib.domain.delivery import Page, Recipient, mark
from chalicelib.domain.force import Force
from chalicelib.domain.history import Sent
from chalicelib.domain.ids import encode
from chalicelib.domain.officer import Officer, Role
from chalicelib.domain.saved_audience import SavedAudience
from chalicelib.domain.sending import Forms, Message, Range, Sending, SendingStatus
from chalicelib.domain.subscriber import Address, AddressState, Contact, Place, Profile, Subscriber
from chalicelib.domain.template import Template
from chalicelib.settings import load_force

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DISTRICT, WARD = "M07000001", "M05000001"


def a_force(**changes: object) -> Force:
    """The made-up force with one provider a channel; who tests a second one names it."""
    made = load_force("fictional")
    alone = made.but(texting=made.texting.but(others=()), emailing=made.emailing.but(others=()))
    return alone.but(**changes)


def a_sid(n: int) -> str:
    return encode(n, 10)


def an_address(**changes: object) -> Address:
    address = Address(id="t1", channel="text", value="+447700900001", state=AddressState.VERIFIED)
    return address.but(**changes)


def a_contact(n: int = 1, **changes: object) -> Contact:
    addresses = (
        an_address(value=f"+4470000{n:05d}"),
        an_address(id="e1", channel="email", value=f"person{n}@example.org"),
    )
    return Contact(sid=a_sid(n), number=n, addresses=addresses, version=1).but(**changes)


def a_place(n: int = 1, **changes: object) -> Place:
    return Place(
        sid=a_sid(n),
        n=0,
        postcode="MW1 1AA",
        lat=51.0,
        lon=0.5,
        geohash="u10hb0000",
        district=DISTRICT,
        ward=WARD,
    ).but(**changes)


def a_subscriber(n: int = 1, **changes: object) -> Subscriber:
    profile = Profile(
        sid=a_sid(n), name="Sam Marrow", kind="resident", source="web", joined_at=NOW, joined_week="2026-W10"
    )
    return Subscriber(contact=a_contact(n), profile=profile, places=(a_place(n),)).but(**changes)


def a_content(**changes: object) -> Content:
    return Content(
        headline="Vans broken into",
        text="Vans were broken into last night. Lock your tools away.",
        email="Vans were broken into last night in the market's car park. Lock your tools away.",
        kind="alert",
        priority="standard",
        expires=datetime(2026, 3, 9, 9, 0, tzinfo=UTC),
        audience=Audience(include=Areas(districts=(DISTRICT,))),
    ).but(**changes)


def an_alert(**changes: object) -> Alert:
    return Alert(
        id="ALERT1",
        content=a_content(),
        status=AlertStatus.DRAFT,
        unit="control-room",
        author="author1",
        code="ABCDEFGH",
        created_at=NOW,
        updated_at=NOW,
        training=changes.pop("training", False) is True,
    ).but(**changes)


def a_saved_audience(**changes: object) -> SavedAudience:
    return SavedAudience(
        id="AUDIENCE1",
        unit="snt-mill-lane",
        name="The whole town",
        audience=a_content().audience,
        by="author1",
        updated_at=NOW,
    ).but(**changes)


def a_template(**changes: object) -> Template:
    content = a_content(headline="Burglary in [street]", text="A home in [street] was burgled.")
    return Template.saved("TEMPLATE1", "snt-mill-lane", "Burglary warning", content, "author1", NOW).but(
        **changes
    )


def an_officer(id: str = "author1", *roles: Role, **changes: object) -> Officer:
    officer = Officer(id=id, name="PC Ash Reed", unit="snt-mill-lane", roles=roles or (Role.AUTHOR,))
    return officer.but(**changes)


def a_sending(**changes: object) -> Sending:
    return Sending(
        id="01KJN0S1N00000000000000001",
        why="alert",
        lane="routine",
        unit="control-room",
        status=SendingStatus.RELEASED,
        created_at=NOW,
        released_at=NOW,
        code="ABCDEFGH",
        training=changes.pop("training", False) is True,
    ).but(**changes)


def some_forms(**changes: object) -> Forms:
    return Forms(sending=a_sending().id, template="alert", text="Lock your tools away.").but(**changes)


def a_range(**changes: object) -> Range:
    return Range(sending=a_sending().id, n=0, runs=(("G#u10hb", "u10hb0", "u10hbz~"),)).but(**changes)


def a_page(people: int = 3, **changes: object) -> Page:
    """Make a page of text recipients 1 to `people`."""
    return Page(
        sending=a_sending().id,
        id="text#0000#0000",
        channel="text",
        recipients=tuple(Recipient(a_sid(n), ward=WARD) for n in range(1, people + 1)),
        end="end",
        stamps="w" * people,
    ).but(**changes)


def compose(sending: Sending, forms: Forms, reference: str, contact: Contact, address: Address) -> Message:
    """Write the plainest message there is: `ports.Compose` for tests that do not look at the words."""
    return Message(channel=address.channel, to=address.value, reference=reference, text=forms.text)


def an_inbound(**changes: object) -> Inbound:
    return Inbound(
        provider="end-user-messaging",
        id="in-1",
        sender="+447000000001",
        recipient="+447700900000",
        body="Saw the van on Mill Lane",
        received_at=NOW,
    ).but(**changes)


def a_conversation(**changes: object) -> Conversation:
    return Conversation(
        id="C1",
        unit="control-room",
        sid=a_sid(1),
        address_hash="v1#00",
        opened_at=NOW,
        last_at=NOW,
        last_text="Saw the van on Mill Lane",
        due=NOW + ANSWER_WITHIN,
        unread=1,
    ).but(**changes)


def a_row(**changes: object) -> Sent:
    """Make a history row: person 1 was texted an alert that asks for answers."""
    return Sent(
        sid=a_sid(1),
        at=NOW,
        sending=a_sending().id,
        channel="text",
        why="alert",
        status="sent",
        unit="snt-mill-lane",
        alert="ALERT1",
        invites_reply=True,
        ward=WARD,
        mark=mark("provider-1"),
    ).but(**changes)


def a_message(**changes: object) -> Message:
    return Message(
        channel="text",
        to="+447000000001",
        reference=f"{a_sending().id}.text#0000#0000.0",
        text="Lock your tools away.",
    ).but(**changes)
