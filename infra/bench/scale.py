"""Scale: one worker plans, releases, records and closes a sending to many people, its table in a file."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any, cast

from chalicelib import wiring
from chalicelib.domain.sending import Sending
from chalicelib.ports import Table
from chalicelib.stores.keyring import KeyRing
from chalicelib.stores.subscribers import SubscriberStore
from infra.geography.sources import data_files

from .county import FORCE, county_areas, made_county
from .filed import FiledTable
from .meter import Row, cpu
from .plan import approved
from .planner import peak, resident
from .processes import rows_of, tell

FEW, ALERT = 10_000, 75_000
"""Recipients of a first alert, and of one to the whole of Kent's goal."""
PARTS = 10
"""The pages are recorded in so many parts, of which the first and the last are compared."""


class Nowhere:
    """`ports.Queue` that forgets: who asks for work here does it as well."""

    def put(self, queue: str, bodies: object) -> None:
        return


def rows(most: int) -> Iterator[Row]:
    """Plan to 10,000, to 75,000 and to `most` people, each in a process of its own, and compare."""
    planned: dict[int, float] = {}
    # Said here where the data is missing, and not by a process that fails.
    data_files(FORCE)
    for people in (FEW, ALERT, most):
        for row in rows_of("infra.bench.scale", str(people), WATCHWORD_FORCE=FORCE):
            yield row
            if row.name.startswith("planned"):
                planned[people] = row.value
    for more, fewer in ((ALERT, FEW), (most, ALERT)):
        dearer = planned[more] / planned[fewer]
        yield Row(
            "scale", f"a recipient among {more:,} beside one among {fewer:,}", dearer, "times", "<= 1.2"
        )


def _measured(people: int) -> Iterator[Row]:
    # Made by another process, or what making it took would hide what the plan takes.
    with ProcessPoolExecutor(1) as maker:
        county = cast(Table, maker.submit(made_county, people).result())
    table, keys = FiledTable(), KeyRing({"v1": "00" * 32})
    mine: dict[str, Any] = {"table": table, "keys": keys, "queue": Nowhere()}
    mine["subscribers"] = SubscriberStore(county, keys, wiring.force())
    vars(wiring).update({name: lambda part=part: part for name, part in mine.items()})
    areas = county_areas()
    wiring.places().put_areas(areas)
    districts = tuple(area.code for area in areas if area.kind == "district")
    sending = approved(districts)
    before = resident()
    seconds = cpu(lambda: _plan(sending))
    yield Row("scale", f"planned and released to {people:,}", 1e6 * seconds / people, "CPU-µs/recipient")
    yield Row("scale", f"memory of that beyond its start, {people:,}", peak() - before, "MiB", "<= 200")
    if people == ALERT:
        yield from _recorded(sending)


def _plan(sending: str) -> None:
    for span in wiring.sendings().ranges(sending):
        wiring.planning().plan(sending, span.n)
    wiring.gate().release(sending)


def _recorded(sending: str) -> Iterator[Row]:
    """End every slot, record page after page, and let the last one close the sending."""
    pages = [state.page for state in wiring.sendings().states(sending)]
    for page in pages:
        _end(sending, page)
    part = len(pages) // PARTS
    first, rest = pages[:part], pages[part:-1]
    spent = [cpu(_recording(sending, some)) for some in (first, rest[:-part], rest[-part:])]
    for name, seconds in (("first", spent[0]), ("last", spent[2])):
        yield Row(
            "scale", f"recorded, the {name} {part} of {len(pages)} pages", 1e3 * seconds / part, "CPU-ms/page"
        )
    yield Row("scale", "a last page beside a first", spent[2] / spent[0], "times", "<= 1.2")
    yield Row(
        "scale", "the last page of all, which closes", 1e3 * cpu(_recording(sending, pages[-1:])), "CPU-ms"
    )
    closed = cast(Sending, wiring.sendings().load(sending))
    yield Row("scale", "closed", closed.closed_at is not None, "sending", ">= 1")


def _end(sending: str, page: str) -> None:
    """Say of everybody who waits that they were sent to."""
    was = wiring.sendings().state(sending, page)
    waiting = was.waiting(len(was.slots))
    now = was.leased(resend=False).move(dict.fromkeys(waiting, "a")).move(dict.fromkeys(waiting, "S"))
    now = now.marked({slot: f"{page} {slot}" for slot in waiting})
    wiring.table().commit(wiring.sendings().save_state(now, was))


def _recording(sending: str, pages: list[str]) -> Callable[[], object]:
    def record() -> None:
        for page in pages:
            wiring.recording().record(sending, page)

    return record


if __name__ == "__main__":
    tell(_measured(int(sys.argv[1])))
