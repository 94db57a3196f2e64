"""The packed attribute of the audience index: what goes in comes out, and it stays small."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.engagement import LONDON
from chalicelib.domain.hours import PARTS
from chalicelib.domain.packed import pack, spot_of, unpack
from chalicelib.domain.subscriber import AddressState, Channel, Subscriber
from tests.factories import a_contact, a_force, a_place, a_sid, a_subscriber, an_address

FORCE = a_force()
INTERESTS = [interest.id for interest in FORCE.interests]
PRIORITIES = ("urgent", "standard", "low")
CHANNELS: tuple[Channel, ...] = ("text", "email")

orders = st.dictionaries(
    st.sampled_from(PRIORITIES), st.permutations(CHANNELS).map(lambda chosen: tuple(chosen[:1])), max_size=3
)
times = st.datetimes(datetime(2026, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))
spots = st.tuples(st.text("0123456789bcdefghjkmnpqrstuvwxyz", min_size=9, max_size=9), st.integers(1, 999))


@st.composite
def subscribers(draw: st.DrawFn) -> Subscriber:
    """Anybody: some addresses stopped, any interests, one to three places, paused or not."""
    states = draw(st.lists(st.sampled_from(AddressState), min_size=2, max_size=2))
    contact = a_contact(
        1,
        number=draw(st.integers(0, 10**6)),
        addresses=tuple(
            an_address(id=channel, channel=channel, state=state)
            for channel, state in zip(CHANNELS, states, strict=True)
        ),
        order=draw(orders),
        mutes=tuple(sorted(draw(st.sets(st.sampled_from(["news", "alert", "appeal", "event"]))))),
        paused_until=draw(st.none() | times),
        paused_from=draw(st.none() | times),
        digest=draw(st.sampled_from([None, "daily", "weekly"])),
        discreet=draw(st.booleans()),
        language=draw(st.sampled_from(["en", "cy"])),
    )
    places = tuple(
        a_place().but(n=n, geohash=geohash, ward=f"E0500{ward:04d}", district=f"E0700{ward:04d}")
        for n, (geohash, ward) in enumerate(draw(st.lists(spots, min_size=1, max_size=3)))
    )
    profile = a_subscriber().profile.but(
        kind=draw(st.sampled_from(["resident", "business", "community-group"]))
    )
    chosen = tuple(sorted(draw(st.sets(st.sampled_from(INTERESTS)))))
    return Subscriber(contact=contact, profile=profile, places=places, interests=chosen)


@given(subscribers())
def test_what_is_packed_comes_out_again(person: Subscriber) -> None:
    for place in person.places:
        row = unpack(a_sid(1), pack(person, place, FORCE, ""))
        contact = person.contact
        assert (row.sid, row.n, row.number) == (a_sid(1), place.n, contact.number)
        assert list(row.spots) == [spot_of(each) for each in person.places]
        assert (row.kind, row.language) == (person.profile.kind, contact.language)
        assert (row.mutes, row.discreet) == (contact.mutes, contact.discreet)
        assert row.interests == FORCE.interest_bits(person.interests)
        assert row.paused == (int(contact.paused_until.timestamp()) if contact.paused_until else 0)
        begins = contact.paused_until and contact.paused_from
        assert row.pauses == (int(begins.timestamp()) if begins else 0)
        assert row.digest == (contact.digest or "")[:1]
        assert row.joined == int(f"{person.profile.joined_at.astimezone(LONDON):%Y%m%d}")
        assert row.channels == "".join(channel[0] for channel in contact.channels())


@given(subscribers())
def test_a_channel_is_one_that_the_person_can_be_reached_on(person: Subscriber) -> None:
    row = unpack(a_sid(1), pack(person, person.places[0], FORCE, ""))
    held = person.contact.channels()
    for priority in PRIORITIES:
        if held:
            assert {row.channel(priority, part) for part in PARTS} <= set(held)


@pytest.mark.parametrize(
    ("order", "priority", "part", "channel"),
    [
        ({}, "urgent", "night", "text"),
        ({}, "standard", "day", "email"),
        ({}, "low", "day", "email"),
        ({"urgent": ("email",)}, "urgent", "night", "email"),
        ({"standard": ("text", "email")}, "standard", "evening", "text"),
        ({"urgent": ("email",)}, "standard", "day", "email"),
        ({"standard/evening": ("text",)}, "standard", "evening", "text"),
        ({"standard/evening": ("text",)}, "standard", "night", "email"),
        ({"urgent": ("email",), "urgent/night": ("text",)}, "urgent", "night", "text"),
        ({"urgent": ("email",), "urgent/night": ("text",)}, "urgent", "day", "email"),
    ],
)
def test_the_persons_own_order_comes_before_the_default(
    order: dict[str, tuple[str, ...]], priority: str, part: str, channel: str
) -> None:
    person = a_subscriber(contact=a_contact(order=order))
    assert unpack(a_sid(1), pack(person, person.places[0], FORCE, "")).channel(priority, part) == channel


def test_a_row_of_the_format_before_is_read_as_it_was_meant() -> None:
    row = unpack(a_sid(1), "2|7|u10hb0000,MW11AA,W1,D1|rd|en|et|t-e|5|news|1772442000|20260302|0|0a1b2")
    assert [row.channel(priority, "night") for priority in PRIORITIES] == ["text", "email", "email"]
    assert (row.digest, row.discreet, row.paused, row.pauses) == ("", True, 1772442000, 0)
    assert row.rests(1772441999.0)
    assert not row.rests(1772442000.0)


def test_a_person_with_one_place_takes_about_a_hundred_bytes() -> None:
    person = a_subscriber(interests=tuple(INTERESTS))
    assert len(pack(person, person.places[0], FORCE, "").encode()) <= 120


def test_another_format_is_refused_and_not_guessed_at() -> None:
    person = a_subscriber()
    packed = pack(person, person.places[0], FORCE, "")
    with pytest.raises(ValueError, match="unknown format"):
        unpack(a_sid(1), "9" + packed[1:])
