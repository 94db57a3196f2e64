"""Whatever people do in whatever order, addresses, index, homes and figures tell the same story."""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.change import Change, NewAddress
from chalicelib.domain.errors import WatchwordError
from chalicelib.domain.own_places import NewPlace
from chalicelib.domain.packed import spot_of, unpack
from chalicelib.domain.place import Postcode
from chalicelib.domain.subscriber import AddressState, Contact
from chalicelib.stores.items import model_of
from tests.door import IP, Door
from tests.parts import POSTCODES

NUMBERS = ["07700 900001", "07700 900002"]
MAILBOXES = ["ann@example.org", "bob@example.org"]
ADDRESSES = NUMBERS + MAILBOXES
Step = Callable[[Door], object]


def sign_up(text: str | None, email: str | None, postcode: int, house: str) -> Step:
    def step(door: Door) -> None:
        where = POSTCODES[postcode].postcode
        request = door.asked(text=text, email=email, postcode=where, house=house)
        for channel in ("text", "email"):
            with suppress(WatchwordError):
                door.verification.by_link(request, door.link(request, channel))

    return step


def stop(number: str) -> Step:
    return lambda door: door.leaving.stop(_e164(number), door.ids.ulid())


def start(number: str) -> Step:
    return lambda door: door.leaving.start(_e164(number), door.ids.ulid())


def leave(typed: str) -> Step:
    return lambda door: door.settings.leave(door.session(typed))


def change(typed: str, wish: Change) -> Step:
    def step(door: Door) -> None:
        shown = door.settings.change(door.session(typed), wish, IP)
        door.work()
        for channel in ("text", "email") if shown.request else ():
            with suppress(WatchwordError):
                door.verification.by_link(str(shown.request), door.link(str(shown.request), channel))

    return step


def remove_first(typed: str) -> Step:
    def step(door: Door) -> None:
        token = door.session(typed)
        door.settings.change(token, Change(remove=(door.settings.show(token).addresses[0].id,)), IP)

    return step


def _e164(number: str) -> str:
    return "+44" + number.replace(" ", "")[1:]


def new_place(found: Postcode, finer: bool) -> NewPlace:
    """A place in this postcode, or a few hundred metres beside its point."""
    point = f"{found.lat + 0.004:.5f}, {found.lon:.5f}" if finer else None
    return NewPlace(postcode=found.postcode, house="7" if finer else None, point=point)


wishes = st.one_of(
    st.sampled_from(NUMBERS).map(lambda number: Change(add=NewAddress(text=number))),
    st.sampled_from(MAILBOXES).map(lambda mailbox: Change(add=NewAddress(email=mailbox))),
    st.lists(st.builds(new_place, st.sampled_from(POSTCODES[:3]), st.booleans()), max_size=3).map(
        lambda places: Change(places=tuple(places))
    ),
    st.sampled_from([(), ("wildlife",), ("wildlife", "shops"), ("gamekeepers",)]).map(
        lambda ids: Change(interests=ids)
    ),
)
steps = st.one_of(
    st.builds(
        sign_up,
        st.sampled_from([None, *NUMBERS]),
        st.sampled_from([None, *MAILBOXES]),
        st.integers(0, 2),
        st.sampled_from(["", "1", "2"]),
    ),
    st.builds(stop, st.sampled_from(NUMBERS)),
    st.builds(start, st.sampled_from(NUMBERS)),
    st.builds(leave, st.sampled_from(ADDRESSES)),
    st.builds(change, st.sampled_from(ADDRESSES), wishes),
    st.builds(remove_first, st.sampled_from(ADDRESSES)),
)


@given(st.lists(steps, max_size=12))
def test_the_table_tells_one_story_after_any_sequence_of_steps(done: list[Step]) -> None:
    door = Door()
    for step in done:
        # Budgets are of the hour, and a refusal is an answer like any other.
        door.clock.pass_by(hours=1)
        with suppress(WatchwordError):
            step(door)
    people = members(door)
    held = {
        door.subscribers.address_hash(address.channel, address.value): contact.sid
        for contact in people
        for address in contact.addresses
        if address.state is AddressState.VERIFIED
    }
    assert locks(door) == held
    assert all(contact.channels() for contact in people)
    rows = [unpack(str(item["pk"])[2:], str(item["b"])) for item in door.indexed()]
    assert {row.sid for row in rows} == {contact.sid for contact in people}
    reach = {contact.sid: "".join(channel[0] for channel in contact.channels()) for contact in people}
    assert all(row.channels == reach[row.sid] for row in rows)
    assert waiting(door) == {c.sid for c in people if door.person(c.sid).asked}
    assert homes(door) == {c.sid for c in people if any(p.house for p in door.person(c.sid).places)}
    assert all(row.spots == tuple(map(spot_of, door.person(row.sid).places)) for row in rows)
    assert indexed(door) == {
        (f"{place.geohash}#{place.sid}#{place.n}", place.sid)
        for contact in people
        for place in door.person(contact.sid).places
    }
    assert len(door.kinds("joined")) - len(door.kinds("left")) == len(people)


def members(door: Door) -> list[Contact]:
    """Everybody who has joined and not left."""
    sids = {key.pk for key in door.table.items if key.sk == "PROFILE"}
    items = [item for key, item in door.table.items.items() if key.sk == "CONTACT" and key.pk in sids]
    return [contact for contact in (model_of(Contact, item) for item in items) if contact.left_at is None]


def locks(door: Door) -> dict[str, str]:
    """Every address that somebody holds, by its hash."""
    return {
        key.pk.removeprefix("ADDR#"): str(item["sid"])
        for key, item in door.table.items.items()
        if key.pk.startswith("ADDR#") and "sid" in item
    }


def waiting(door: Door) -> set[str]:
    """Everybody on the list of those who asked to join a group."""
    return set(door.subscribers.asked("shops"))


def indexed(door: Door) -> set[tuple[str, str]]:
    """Every place in the audience index, by its position there and whose it is."""
    items = [item for item in door.indexed() if str(item["g1pk"]).startswith("G#")]
    return {(str(item["g1sk"]), str(item["pk"])[2:]) for item in items}


def homes(door: Door) -> set[str]:
    return {key.sk.removeprefix("S#") for key in door.table.items if key.pk.startswith("HOME#")}
