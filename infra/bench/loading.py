"""Loading: what load-postcodes takes beside a bare loop of batch writes with the same postcodes."""

import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import boto3

from chalicelib import wiring
from chalicelib.domain.place import Loading, Postcode
from chalicelib.settings import settings
from chalicelib.stores import keys
from chalicelib.stores.codec import encode
from chalicelib.stores.items import item_of
from infra.geography.load_postcodes import load_postcodes
from infra.geography.work import Geography
from infra.made_up import country

from .meter import Row, cpu, medians

POSTCODES = 70_000
"""About as many as Kent has."""
ROUNDS = 3
HEAD = ("postcode", "lat", "long", "lad20", "ward20")


def rows(count: int = POSTCODES) -> Iterator[Row]:
    """Load a county: read, checked and written with its areas, or only written, by CPU and by the clock."""
    work = Geography.of_this_table(lambda words: None)
    postcodes = made_up(count)
    client = boto3.client("dynamodb", region_name=settings().region)
    items = [encode(item_of(each, keys.postcode(each.postcode))) for each in postcodes]
    waited: dict[str, list[float]] = {"load-postcodes": [], "bare batch writes": []}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "postcodes.csv"
        _write(file, postcodes)

        def load() -> None:
            work.loads.put_loading(Loading(digest="another file", rows=0))
            load_postcodes(file, work)

        def timed(name: str, job: Callable[[], None]) -> float:
            started = time.monotonic()
            spent = cpu(job)
            waited[name].append(time.monotonic() - started)
            return count / spent

        contenders: dict[str, Callable[[int], float]] = {
            "load-postcodes": lambda _: timed("load-postcodes", load),
            "bare batch writes": lambda _: timed("bare batch writes", lambda: _put(client, items)),
        }
        speeds = medians(contenders, ROUNDS)
    for name, speed in speeds.items():
        yield Row("loading", name, speed, "postcodes/CPU-s")
        yield Row("loading", f"{name}, {count:,} postcodes", sorted(waited[name])[ROUNDS // 2], "s")
    times = speeds["load-postcodes"] / speeds["bare batch writes"]
    yield Row("loading", "load-postcodes beside bare batch writes", times, "times")


def made_up(count: int) -> list[Postcode]:
    """Make a county from the made-up force's streets: the same points, under more postcodes."""
    _, streets = country.places(wiring.force())
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    names = (
        f"XV{outward} {sector}{first}{second}"
        for outward, sector, first, second in product(range(1, 100), range(10), letters, letters)
    )
    return [
        streets[n % len(streets)].but(postcode=name, ended="")
        for n, name in zip(range(count), names, strict=False)
    ]


def _write(file: Path, postcodes: list[Postcode]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow(HEAD)
        table.writerows((each.postcode, each.lat, each.lon, each.district, each.ward) for each in postcodes)


def _put(client: Any, items: list[dict[str, Any]]) -> None:
    for start in range(0, len(items), 25):
        puts = [{"PutRequest": {"Item": item}} for item in items[start : start + 25]]
        client.batch_write_item(RequestItems={settings().table: puts})
