"""One worker that plans a sending to a county and releases it, and says what memory and CPU that took."""

import json
import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import cast

from chalicelib import wiring
from chalicelib.ports import Table
from chalicelib.stores.subscribers import SubscriberStore

from .county import made_county
from .meter import spent


def resident() -> float:
    """Answer the memory this process holds now, in MiB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def peak() -> float:
    """Answer the most it has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(people: int, sending: str) -> None:
    """Plan every range that is not done, then release; killed at any moment, another goes on."""
    # Made by another process, or what making it took would hide what the plan takes.
    with ProcessPoolExecutor(1) as maker:
        county = cast(Table, maker.submit(made_county, people).result())
    subscribers = SubscriberStore(county, wiring.keys(), wiring.force())
    reading = replace(wiring.reading(), subscribers=subscribers)
    planning, gate = replace(wiring.planning(), reading=reading), replace(wiring.gate(), reading=reading)
    before, started = resident(), spent()
    print(json.dumps({"resident": before}), flush=True)
    for span in wiring.sendings().ranges(sending):
        planning.plan(sending, span.n)
    gate.release(sending)
    print(json.dumps({"resident": peak(), "seconds": spent() - started}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
