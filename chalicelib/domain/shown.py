"""What a person sees of themselves: enough to know their addresses, too little to learn them."""

from collections.abc import Callable

from .model import Model, Moment
from .subscriber import AddressState, Channel, Kind, Place, Subscriber


class ShownAddress(Model):
    """An address by its hint, `number ending 123`."""

    id: str
    channel: Channel
    hint: str
    state: AddressState


class ShownPlace(Model):
    """A place with the names of its areas; `point` is a finer one, `ended` its postcode's last month."""

    n: int
    label: str
    postcode: str
    house: str | None
    area: str
    district: str
    point: str | None
    ended: str | None


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
    paused_from: Moment | None
    paused_until: Moment | None
    order: dict[str, tuple[Channel, ...]]
    quiet_hours: tuple[str, str] | None
    urgent_wakes: bool
    digest: str | None
    discreet: bool
    request: str | None


def shown(person: Subscriber, place: Callable[[Place], ShownPlace], request: str | None = None) -> Shown:
    """Show a person to themselves; `place` shows one place of theirs."""
    return Shown(
        name=person.profile.name,
        kind=person.profile.kind,
        addresses=tuple(
            ShownAddress(id=a.id, channel=a.channel, hint=a.hint(), state=a.state)
            for a in person.contact.addresses
        ),
        places=tuple(place(each) for each in person.places),
        interests=person.interests,
        asked=tuple(sorted(person.asked)),
        paused_from=person.contact.paused_from,
        paused_until=person.contact.paused_until,
        order=person.contact.order,
        quiet_hours=person.contact.quiet_hours,
        urgent_wakes=person.contact.urgent_wakes,
        digest=person.contact.digest,
        discreet=person.contact.discreet,
        request=request,
    )
