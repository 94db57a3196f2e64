"""What a person sees of themselves: enough to know their addresses, too little to learn them."""

from collections.abc import Callable

from .model import Model, Moment
from .subscriber import AddressState, Channel, Kind, Subscriber


class ShownAddress(Model):
    """An address by its hint, `number ending 123`."""

    id: str
    channel: Channel
    hint: str
    state: AddressState


class ShownPlace(Model):
    """A place with the names of its areas."""

    postcode: str
    house: str | None
    ward: str
    district: str


class Shown(Model):
    """Everything a person may change.

    `asked` are groups that wait for a yes; `request` is set while a new address waits for its code.
    """

    name: str
    kind: Kind
    addresses: tuple[ShownAddress, ...]
    places: tuple[ShownPlace, ...]
    interests: tuple[str, ...]
    asked: tuple[str, ...]
    paused_until: Moment | None
    order: dict[str, tuple[Channel, ...]]
    request: str | None


def shown(person: Subscriber, name: Callable[[str], str], request: str | None = None) -> Shown:
    """Show a person to themselves; `name` answers the name of an area by its code."""
    return Shown(
        name=person.profile.name,
        kind=person.profile.kind,
        addresses=tuple(
            ShownAddress(id=a.id, channel=a.channel, hint=a.hint(), state=a.state)
            for a in person.contact.addresses
        ),
        places=tuple(
            ShownPlace(postcode=p.postcode, house=p.house, ward=name(p.ward), district=name(p.district))
            for p in person.places
        ),
        interests=person.interests,
        asked=tuple(sorted(person.asked)),
        paused_until=person.contact.paused_until,
        order=person.contact.order,
        request=request,
    )
