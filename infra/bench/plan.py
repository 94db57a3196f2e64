"""Planning: memory and CPU of a worker that plans a whole county, and the same pages after kills."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from random import Random

from chalicelib import wiring
from chalicelib.domain.alert import Alert, AlertStatus, Content, LogEntry
from chalicelib.domain.audience import Areas, Audience
from chalicelib.domain.cover import bundles
from chalicelib.domain.sending import Forms, Range, Sending, SendingStatus
from infra.doctor import ROOT

from .county import county_areas
from .crowd import LONG, WORDS
from .meter import Row
from .processes import tell

KILLS = 3
Said = dict[str, float]


def rows(people: int) -> Iterator[Row]:
    """Plan an alert to everybody twice: in one go, and by workers that are killed on the way."""
    areas = county_areas()
    wiring.places().put_areas(areas)
    districts = tuple(area.code for area in areas if area.kind == "district")
    before, after = _worked(people, approved(districts))
    grown = after["resident"] - before["resident"]
    yield Row("plan", f"memory of a plan of {people:,}, beyond its start", grown, "MiB", "<= 200")
    yield Row("plan", "memory of its worker, with the county", after["resident"], "MiB")
    yield Row("plan", "planned, looked at again and released", people / after["seconds"], "recipients/CPU-s")
    yield from _killed(people // 10, districts, after["seconds"] / 10)


def _killed(people: int, districts: tuple[str, ...], seconds: float) -> Iterator[Row]:
    whole, killed = approved(districts), approved(districts)
    _worked(people, whole)
    chance = Random(people)  # noqa: S311 (when to kill, no secret)
    for _ in range(KILLS):
        _worked(people, killed, dies_after=chance.uniform(0.1, 0.6) * seconds)
    _worked(people, killed)
    one, other = _pages(whole), _pages(killed)
    differing = len(one.items() ^ other.items())
    yield Row("plan", f"pages of {people:,} that differ after {KILLS} kills", differing, "pages", "<= 0")
    yield Row("plan", "people on the pages", sum(len(people) for people, _ in other.values()), "people")


def approved(districts: tuple[str, ...]) -> str:
    """Write an alert to these districts as approving leaves it, with its ranges; answer the sending."""
    now, ids = wiring.clock().now(), wiring.ids()
    content = Content(
        headline="Vans broken into", text=WORDS, email=LONG, kind="alert", priority="standard",
        expires=now + timedelta(days=7), audience=Audience(include=Areas(districts=districts)),
    )  # fmt: skip
    sending = Sending(
        id=ids.ulid(), why="alert", lane="routine", unit="control-room", status=SendingStatus.PLANNING,
        created_at=now, alert=ids.ulid(), code=ids.short(8),
    )  # fmt: skip
    alert = Alert(
        id=str(sending.alert), content=content, status=AlertStatus.APPROVED, unit="control-room",
        author="author", code=sending.code, created_at=now, updated_at=now, sending=sending.id,
    )  # fmt: skip
    runs = enumerate(bundles(wiring.audiences().runs(content.audience)))
    wiring.sendings().put_ranges([Range(sending=sending.id, n=n, runs=bundle) for n, bundle in runs])
    entry = LogEntry(at=now, officer="author", action="draft")
    forms = Forms(sending=sending.id, template="alert", text=WORDS)
    wiring.table().commit(*wiring.alerts().add(alert, entry), *wiring.sendings().add(sending, forms))
    return sending.id


def _worked(people: int, sending: str, dies_after: float | None = None) -> tuple[Said, Said]:
    """Let a worker plan; answer what it said at its start and its end, or kill it after so many seconds."""
    command = [sys.executable, "-m", "infra.bench.planner", str(people), sending]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as worker:
        if worker.stdout is None:
            raise RuntimeError("The planner says nothing.")
        start: Said = json.loads(worker.stdout.readline())
        if dies_after is not None:
            time.sleep(dies_after)
            worker.kill()
            return start, start
        end: Said = json.loads(worker.stdout.readline())
    return start, end


def _pages(sending: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """Answer who is on each page, and how its slots begin."""
    slots = {state.page: state.slots for state in wiring.sendings().states(sending)}
    pages = (page for page in wiring.sendings().pages(sending) if page.recipients)
    return {page.id: (tuple(each.sid for each in page.recipients), slots[page.id]) for page in pages}


if __name__ == "__main__":
    tell(rows(int(sys.argv[1])))
