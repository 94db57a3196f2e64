"""People: their contact, profile, places and interests, and who holds which address."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from ..domain.force import Force
from ..domain.history import Sent
from ..domain.packed import Packed, pack, unpack
from ..domain.subscriber import Address, Consent, Contact, Place, Profile, Subscriber
from ..ports import ABSENT, Item, Key, Keys, Table, Write
from . import keys
from .items import adding, deleting, item_of, model_of, plain, saving

HOME_LETTERS = 5
"""Hexadecimal digits of a home's hash in the index: hardly ever the same for two homes of one postcode."""


class SubscriberStore:
    """`ports.Subscribers` in the single table.

    An address item names its holder in `sid`; a stopped one has none, so that it can be taken again, and
    remembers `former`.
    """

    def __init__(self, table: Table, hashes: Keys, force: Force) -> None:
        self._table, self._hashes, self._force = table, hashes, force

    def contact(self, sid: str) -> Contact | None:
        item = self._table.get(keys.contact(sid))
        return model_of(Contact, item) if item else None

    def load(self, sid: str) -> Subscriber | None:
        # Interests, places and profile lie side by side; the history before them may be long.
        found = self._table.query(keys.profile(sid).pk, keys.MEMBERSHIPS, keys.PROFILE)
        rest = {str(item["sk"]): item for item in found}
        contact = self.contact(sid)
        if contact is None or keys.PROFILE not in rest:
            return None
        return Subscriber(
            contact=contact,
            profile=model_of(Profile, rest[keys.PROFILE]),
            places=tuple(model_of(Place, item) for sk, item in rest.items() if sk.startswith(keys.PLACES)),
            interests=tuple(keys.id_in(sk) for sk in rest if sk.startswith(keys.MEMBERSHIPS)),
            asked={keys.id_in(sk): _since(rest[sk]) for sk in rest if sk.startswith(keys.ASKINGS)},
        )

    def pending(self, contact: Contact, expires: datetime) -> Write:
        return adding(contact, keys.contact(contact.sid), ttl=int(expires.timestamp()))

    def add(self, subscriber: Subscriber, was: Contact) -> list[Write]:
        others = self._beside(subscriber)
        return [_contact(subscriber, was), *(Write(key, item) for key, item in others.items())]

    def save(self, subscriber: Subscriber, was: Subscriber) -> list[Write]:
        before, after = self._beside(was), self._beside(subscriber)
        changed = [Write(key, item) for key, item in after.items() if before.get(key) != item]
        gone = [deleting(key) for key in before if key not in after]
        return [_contact(subscriber, was.contact), *changed, *gone]

    def _beside(self, subscriber: Subscriber) -> dict[Key, Item]:
        """Make every item of a person but the contact; who has left keeps them outside the indexes."""
        sid, listed = subscriber.profile.sid, subscriber.contact.left_at is None
        items = [item_of(subscriber.profile, keys.profile(sid))]
        for place in subscriber.places:
            index = self._indexed(subscriber, place, keys.place_index(place)) if listed else {}
            items.append(item_of(place, keys.place(sid, place.n), **index))
            if place.house and listed:
                items.append(dict(keys.household(self._home(place), sid)._asdict()))
        for interest in subscriber.interests:
            home = subscriber.places[0]
            index = self._indexed(subscriber, home, keys.membership_index(interest, home)) if listed else {}
            items.append({**keys.membership(sid, interest)._asdict(), **index})
        for interest, since in subscriber.asked.items():
            # Not in the audience index: whoever has only asked is sent nothing that the group is sent.
            at = str(plain(since))
            work = keys.asking_index(interest, at, sid) if listed else {}
            items.append({**keys.asking(sid, interest)._asdict(), "at": at, **work})
        return {Key(str(item["pk"]), str(item["sk"])): item for item in items}

    def _indexed(self, subscriber: Subscriber, place: Place, index: dict[str, str]) -> Item:
        first = subscriber.places[0]
        home = self._home(first).rpartition("#")[2][:HOME_LETTERS] if first.house else ""
        return {**index, "b": pack(subscriber, place, self._force, home)}

    def _home(self, place: Place) -> str:
        """Hash a home, so that homes can be counted without a list of who lives where."""
        house = "".join(character for character in (place.house or "").casefold() if character.isalnum())
        return self._hashes.hash("home", f"{place.postcode}#{house}")

    def consent(self, consent: Consent) -> Write:
        key = keys.consent(consent.sid, str(plain(consent.at)), consent.address, consent.how)
        return adding(consent, key)

    def lock(self, address: Address, sid: str) -> Write:
        key = self._key(address)
        return Write(key, {**key._asdict(), "sid": sid}, {"sid": ABSENT})

    def unlock(self, address: Address, sid: str) -> Write:
        return Write(self._key(address), None, {"sid": sid})

    def suppress(self, address: Address, sid: str, reason: str) -> Write:
        key = self._key(address)
        return Write(key, {**key._asdict(), "former": sid, "reason": reason}, {"sid": sid})

    def _key(self, address: Address) -> Key:
        return keys.address(self.address_hash(address.channel, address.value))

    def address_hash(self, channel: str, value: str) -> str:
        # One mailbox in two spellings is one address: no provider of note tells capitals apart.
        return self._hashes.hash("address", f"{channel}#{value.lower()}")

    def owner(self, channel: str, value: str) -> str | None:
        item = self._table.get(keys.address(self.address_hash(channel, value))) or {}
        return str(item["sid"]) if "sid" in item else None

    def owners(self, address_hash: str) -> str | None:
        item = self._table.get(keys.address(address_hash)) or {}
        found = item.get("sid") or item.get("former")
        return str(found) if found else None

    def holders(self, hashes: Sequence[str]) -> dict[str, str]:
        items = self._many([keys.address(each) for each in hashes])
        found = {keys.id_in(key.pk): item.get("sid") or item.get("former") for key, item in items.items()}
        return {address: str(sid) for address, sid in found.items() if sid}

    def _many(self, wanted: Sequence[Key]) -> dict[Key, Item]:
        found: dict[Key, Item] = {}
        for start in range(0, len(wanted), 100):
            found |= self._table.get_many(wanted[start : start + 100])
        return found

    def next_number(self) -> int:
        return self._table.increment(keys.SUBSCRIBER_NUMBER)

    def erase(self, sid: str) -> list[Write]:
        held = self._table.query(keys.contact(sid).pk)
        return [deleting(Key(str(item["pk"]), str(item["sk"]))) for item in held]

    def rows(self, partition: str, first: str, last: str) -> Iterator[tuple[str, Packed]]:
        for item in self._table.query(partition, first, last, index="G1"):
            yield str(item["g1sk"]), unpack(keys.id_in(item["pk"]), str(item["b"]))

    def asked(self, interest: str) -> list[str]:
        waiting = self._table.query(keys.asked(interest), index="G2")
        return [str(item["g2sk"]).rpartition("#")[2] for item in waiting]

    def history(self, sid: str, most: int) -> list[Sent]:
        person, first = keys.contact(sid).pk, keys.HISTORY
        rows = self._table.query(person, first, first + keys.LAST, newest=True, limit=most)
        return [model_of(Sent, item) for item in rows]

    def alike(self, row: Sent, sids: Sequence[str]) -> list[Sent]:
        at = str(plain(row.at))
        found = self._many([keys.history(sid, at, row.sending, row.channel) for sid in sids])
        return [model_of(Sent, item) for item in found.values()]


def _since(asking: Item) -> datetime:
    return datetime.fromisoformat(str(asking["at"]))


def _contact(subscriber: Subscriber, was: Contact) -> Write:
    contact = subscriber.contact.but(version=was.version + 1)
    return saving(contact, was, keys.contact(contact.sid), "version")
