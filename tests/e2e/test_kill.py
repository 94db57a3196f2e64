"""The laptop killed with `kill -9` in the middle of an alert, once and five times, and started again.

`KILL_PEOPLE` and `KILL_FORCE` say how many people of which force are sent to while it is killed five times.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.sending import WINDOW
from infra.local.demo.arrival import FINAL
from infra.local.demo.story import Http, Resident, an_appeal, eventually, ledger
from infra.local.pollers import MOST_THREADS
from tests.e2e.running import Running

PEOPLE = 1500
KILLS = 5
WORDS = "Silver van seen on Mill Lane"


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path, subscribers=PEOPLE).start()
    yield running
    running.stop()


def to_everyone(laptop: Running) -> str:
    """Approve an alert to the whole force; its id."""
    author, spoc = laptop.officer("author"), laptop.officer("spoc")
    districts = [district["code"] for district in author.get("/api/areas")["districts"]]
    drafted = author.post("/api/alerts", an_appeal(WORDS, "standard", districts=districts)).body
    asked = author.post(f"/api/alerts/{drafted['id']}/submit", {"version": drafted["version"]}).body
    spoc.post(f"/api/alerts/{asked['id']}/approve", {"version": asked["version"]})
    return str(asked["id"])


def carried(laptop: Running) -> Counter[str]:
    return Counter(message["to"] for message in laptop.sent() if WORDS in message["text"])


def progress(officer: Http, alert: str) -> dict[str, Any]:
    return officer.get(f"/api/alerts/{alert}/progress")


@pytest.mark.slow
def test_a_laptop_killed_in_mid_alert_goes_on_where_it_was(laptop: Running) -> None:
    resident = Resident(Http(laptop.address), "Wilma Farthing", "XV1 1AA", number="07700 900001")
    request = resident.sign_up().body["request"]
    assert resident.enters_code(request).status == 200
    alert = to_everyone(laptop)
    assert goes_on(laptop, PEOPLE // 5)
    laptop.kill()
    before = carried(laptop)
    assert before.total() < PEOPLE, "the kill came too late to show anything"

    laptop.start()
    spoc = laptop.officer("spoc")
    again = Resident(Http(laptop.address), "Wilma Farthing", "XV1 1AA", number="07700 900001")
    assert again.waits_for(again.phone, "code"), "phones and mailboxes are as they were"
    assert eventually(lambda: progress(spoc, alert)["status"] == "sent", 240)
    counts = progress(spoc, alert)["counts"]
    assert (
        sum(counts[name] for name in FINAL) == progress(spoc, alert)["recipients"] == len(ledger(spoc, alert))
    )
    assert counts["uncertain"] <= MOST_THREADS * max(WINDOW.values()), "a window a worker, at most"
    after = carried(laptop)
    assert max(after.values()) == 1, "nobody was sent it twice"
    assert counts["sent"] <= after.total() <= counts["sent"] + counts["uncertain"]
    assert not before - after


def goes_on(laptop: Running, enough: int) -> bool:
    """Wait until the networks have carried more than so many."""
    return eventually(lambda: carried(laptop).total() > enough, 240)


def timed_start(laptop: Running, after: str) -> None:
    """Start, and print how long it took: a figure to read, not to judge a shared machine by."""
    began = time.monotonic()
    laptop.start()
    print(f"ready {time.monotonic() - began:.1f} s after {after}")


@pytest.mark.slow
def test_five_kills_during_one_alert_cost_nobody_a_message_that_is_not_shown_as_uncertain(
    tmp_path: Path,
) -> None:
    people = int(os.environ.get("KILL_PEOPLE") or PEOPLE)
    laptop = Running(tmp_path, subscribers=people, force=os.environ.get("KILL_FORCE") or "fictional").start()
    try:
        alert = to_everyone(laptop)
        for kill in range(1, KILLS + 1):
            assert goes_on(laptop, carried(laptop).total() + people // 12)
            laptop.kill()
            assert carried(laptop).total() < people, "the kill came too late to show anything"
            timed_start(laptop, f"kill {kill}")
        spoc = laptop.officer("spoc")
        assert eventually(lambda: progress(spoc, alert)["status"] == "sent", 240)
        shown, rows, sent = progress(spoc, alert), ledger(spoc, alert), carried(laptop)
        counts = shown["counts"]
        print(f"{counts}; carried {sent.total()}")
        assert sum(counts[name] for name in FINAL) == shown["recipients"] == people
        assert len({row["recipient"] for row in rows}) == len(rows) == people, (
            "the same recipients, each once"
        )
        assert max(sent.values()) == 1, "nobody was sent it twice"
        assert counts["sent"] <= sent.total() <= counts["sent"] + counts["uncertain"]
        assert counts["uncertain"] <= KILLS * MOST_THREADS * max(WINDOW.values()), (
            "a window a worker and kill"
        )
        laptop.stop()
        timed_start(laptop, "a stop")
        again = progress(laptop.officer("spoc"), alert)
        assert (again["status"], again["counts"]) == ("sent", counts), "what was final stays final"
    finally:
        laptop.stop()
