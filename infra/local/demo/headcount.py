"""Who has a place where, counted from the postcodes people were given and not from the system under test."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from chalicelib.domain.place import Postcode
from chalicelib.domain.subscriber import Place, Subscriber
from chalicelib.settings import load_force

MOST_WARDS = 25
"""Wards whose previews are compared one by one, at most; in a county every so-many-th."""


@dataclass(frozen=True)
class Headcount:
    """The made-up people by area; `wards` are two neighbouring wards in which the story happens.

    Whoever has two places counts in the area of each, once. `people` are those with a place in the two wards,
    `home` is an inhabited postcode of the first; `joined` counts by ISO week, `made` are all of them.
    """

    districts: Counter[str]
    in_wards: Counter[str]
    all_wards: tuple[str, ...]
    wards: tuple[str, str]
    home: str
    people: tuple[Subscriber, ...]
    joined: Counter[str]
    made: tuple[Subscriber, ...]

    def places(self) -> list[Place]:
        """Every place of everybody."""
        return [place for person in self.made for place in person.places]

    def sample(self) -> tuple[str, ...]:
        """Every ward, or as many as are worth a preview each."""
        return self.all_wards[:: -(-len(self.all_wards) // MOST_WARDS)]

    def holders(self, addresses: Iterable[str]) -> list[str]:
        """The people of the two wards who hold these addresses, once for each address."""
        owner = {a.value: p.contact.sid for p in self.people for a in p.contact.addresses}
        return [owner[address] for address in addresses if address in owner]


def take(force: str, subscribers: int) -> Headcount:
    """Count the people that seeding makes; raises MissingData as seeding does."""
    from infra import seed
    from infra.made_up import people

    postcodes = seed.postcodes_of(force)
    home_of = {postcode.postcode: postcode for postcode in postcodes}
    made = list(people.made_people(load_force(force), postcodes, subscribers, datetime.now(UTC)))
    theirs = [[home_of[place.postcode] for place in person.places] for person in made]
    wards = _two_wards(first for first, *_ in theirs)
    return Headcount(
        districts=Counter(code for homes in theirs for code in {home.district for home in homes}),
        in_wards=Counter(code for homes in theirs for code in {home.ward for home in homes}),
        # The directory knows no ward for a few postcodes; their districts still reach them.
        all_wards=tuple(sorted({postcode.ward for postcode in postcodes} - {""})),
        wards=wards,
        home=min(
            place.postcode
            for person in made
            for place in person.places
            if not place.finer and place.ward == wards[0]
        ),
        people=tuple(
            person
            for person, homes in zip(made, theirs, strict=True)
            if any(home.ward in wards for home in homes)
        ),
        joined=Counter(person.profile.joined_week for person in made),
        made=tuple(made),
    )


def _two_wards(homes: Iterable[Postcode]) -> tuple[str, str]:
    """The first two wards of one district, by code, in which not too few live to tell a story."""
    counts = Counter((home.district, home.ward) for home in homes if home.ward)
    enough = counts.total() / len(counts) / 2
    ranked = sorted(place for place in counts if counts[place] >= enough)
    return next((one, two) for (here, one), (there, two) in pairwise(ranked) if here == there)
