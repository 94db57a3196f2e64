"""Routes: how many requests a CPU-second of gateway and function answers, the emulator's share left out."""

import http.client
import json
import tempfile
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from infra.local.demo.story import an_appeal, sign_in

from .meter import ROUNDS, Row, medians
from .processes import Beside, beside

OPEN = ("GET /index.html", "GET /api/force", "GET /api/real")
SIGNED_IN = ("GET /api/me", "GET /api/areas", "GET /api/alerts", "GET /api/inbox", "GET /api/weeks")
PREVIEW = "POST /api/alerts/preview"


def rows(requests: int) -> Iterator[Row]:
    """Ask a laptop with 500 people; so many requests a route in five rounds, one connection."""
    with tempfile.TemporaryDirectory() as folder, beside("infra.bench.served", folder) as laptop:
        address = laptop.said["address"]
        token = sign_in(address, "author", dict(laptop.said["sign_ins"])["author"]).authorization
        appeal = json.dumps(an_appeal("Vans broken into", "standard", wards=["X05001001"])).encode()
        names = (*OPEN, *SIGNED_IN, PREVIEW)
        connection = http.client.HTTPConnection(urlsplit(address).netloc)

        def speed(name: str, _: int) -> float:
            before, many = _used(laptop), requests // ROUNDS
            for _ in range(many):
                _ask(connection, name, "" if name in OPEN else token, appeal if name == PREVIEW else None)
            return many / (_used(laptop) - before)

        speeds = medians({name: partial(speed, name) for name in names})
        connection.close()
    for name, value in speeds.items():
        yield Row("routes", name, value, "requests/CPU-s")


def _used(laptop: Beside) -> float:
    used = laptop.ask()
    return float(used["all"] - used["cloud"])


def _ask(connection: http.client.HTTPConnection, name: str, token: str, body: bytes | None) -> None:
    method, path = name.split()
    headers = {"Content-Type": "application/json"} | ({"Authorization": token} if token else {})
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{name} answered {answer.status}.")
