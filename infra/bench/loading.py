"""Loading: what load-postcodes takes beside a bare loop of batch writes with the same postcodes."""

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3

from chalicelib import wiring
from chalicelib.domain.place import Postcode
from chalicelib.settings import settings
from chalicelib.stores import keys
from chalicelib.stores.codec import encode
from chalicelib.stores.items import item_of
from infra import admin, fictional
from infra.ons import COLUMNS

from .meter import Row, cpu, medians


def rows() -> Iterator[Row]:
    """Load the made-up force's postcodes: read, checked and written with their areas, or only written."""
    areas, postcodes = fictional.places(wiring.force())
    # Names do not stand in the file; without them it would be refused.
    wiring.places().put_areas(areas)
    client = boto3.client("dynamodb", region_name=settings().region)
    items = [encode(item_of(each, keys.postcode(each.postcode))) for each in postcodes]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "postcodes.csv"
        _write(file, postcodes)

        def load() -> None:
            admin.load_postcodes(file, (), wiring.force(), wiring.places(), lambda words: None)

        speeds = medians(
            {
                "load-postcodes": lambda _: len(postcodes) / cpu(load),
                "bare batch writes": lambda _: len(postcodes) / cpu(lambda: _put(client, items)),
            }
        )
    for name, speed in speeds.items():
        yield Row("loading", name, speed, "postcodes/CPU-s")
    times = speeds["load-postcodes"] / speeds["bare batch writes"]
    yield Row("loading", "load-postcodes beside bare batch writes", times, "times")


def _write(file: Path, postcodes: list[Postcode]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow(COLUMNS)
        table.writerows((each.postcode, each.lat, each.lon, each.district, each.ward) for each in postcodes)


def _put(client: Any, items: list[dict[str, Any]]) -> None:
    for start in range(0, len(items), 25):
        puts = [{"PutRequest": {"Item": item}} for item in items[start : start + 25]]
        client.batch_write_item(RequestItems={settings().table: puts})
