"""Fills a rehearsal's table as an administrator would: two areas, and people on a street in each."""

import sys

from chalicelib import wiring
from chalicelib.domain.place import Postcode, areas_of
from infra.made_up.people import made_people
from infra.seed import items

HERE, THERE = "E07000105", "E07000106"


def postcodes() -> list[Postcode]:
    """Two streets of Kent that are nobody's: Ashford's and Canterbury's."""
    return [
        Postcode(postcode="TN239ZZ", lat=51.148, lon=0.873, district=HERE, ward="E05010000"),
        Postcode(postcode="CT19ZZ", lat=51.280, lon=1.080, district=THERE, ward="E05010001"),
    ]


def main(people: int) -> None:
    """Write so many people in Ashford, and ten more who live elsewhere."""
    here, there = postcodes()
    force, now = wiring.force(), wiring.clock().now()
    names = {district.code: district.name for district in force.districts}
    wiring.places().put_areas(areas_of([here, there], names, "rehearsal"))
    wiring.places().put_postcodes([here, there])
    made = [
        *made_people(force, [here], people, now),
        *list(made_people(force, [there], people + 10, now))[people:],
    ]
    calm = [person.but(contact=person.contact.but(paused_until=None, mutes=())) for person in made]
    wiring.table().put_many(items(calm))


if __name__ == "__main__":
    main(int(sys.argv[1]))
