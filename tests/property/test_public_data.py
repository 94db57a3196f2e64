"""Every ward and district of a real force by its code: exactly those whose postcode carries the code."""

from bisect import bisect_left, bisect_right
from collections import defaultdict

import pytest

from chalicelib.domain.audience import Areas, Audience
from chalicelib.domain.cover import route
from chalicelib.domain.maps.geohash import geohash
from chalicelib.domain.packed import Packed, Spot, pack, unpack
from chalicelib.domain.place import areas_of
from chalicelib.domain.rule import Rule
from chalicelib.settings import load_force
from infra.seed import postcodes_of
from tests.factories import a_place, a_subscriber


@pytest.mark.usefixtures("public_data")
def test_every_ward_and_district_of_kent_is_exactly_the_people_of_its_postcodes() -> None:
    force, postcodes = load_force("kent"), postcodes_of("kent")
    areas = areas_of(postcodes, {}, "any")
    somebody = unpack("S", pack(a_subscriber(1), a_place(1), force, ""))
    index: dict[str, list[tuple[str, Packed]]] = defaultdict(list)
    living: dict[str, set[int]] = defaultdict(set)
    for n, each in enumerate(postcodes):
        spot = Spot(geohash(each.lat, each.lon), each.postcode.replace(" ", ""), each.ward, each.district)
        row = somebody._replace(number=n, spots=(spot,))
        index[f"G#{spot.geohash[:5]}"].append((f"{spot.geohash}#{n}#0", row))
        living[each.ward].add(n)
        living[each.district].add(n)
    for rows in index.values():
        rows.sort(key=lambda each: each[0])
    assert len(areas) > 300
    for area in areas:
        side = {"districts" if area.kind == "district" else "wards": (area.code,)}
        audience = Audience(include=Areas.model_validate(side))
        rule, found = Rule.of(audience, force, {}), list[int]()
        for partition, first, last in route(audience, areas):
            rows = index[partition]
            start = bisect_left(rows, first, key=lambda each: each[0])
            end = bisect_right(rows, last, key=lambda each: each[0])
            found += [row.number for _, row in rows[start:end] if rule.found(partition, row) is not None]
        assert len(found) == len(set(found)) == area.postcodes
        assert set(found) == living[area.code], area.code
