"""The laptop killed with `kill -9` in the middle of an alert, once and at random points, and started again.

`KILLS` says at how many points, `KILL_SEED` which, `KILL_PEOPLE` and `KILL_FORCE` how many people of which
force are sent to meanwhile.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from chalicelib.domain.sending import WINDOW
from infra.local.demo.arrival import FINAL
from infra.local.demo.story import Http, Resident, an_appeal, eventually, ledger
from infra.local.pollers import MOST_THREADS
from tests.e2e.running import Running

PEOPLE, KILLS, SEED = 1500, 4, 11
LATER = 0.2
"""Seconds after a point, at most, at which the kill comes: anywhere in a window, between two, in a write."""
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
    return eventually(lambda: laptop.carried(WORDS) > enough, 240)


def stretches(people: int, kills: int, chance: Random) -> list[int]:
    """How many messages leave before the first kill and between two, at random; the first is while planning.

    Together about half of all, because a kill always comes a little later than its point.
    """
    return [-1, *(chance.randrange(people // kills) for _ in range(kills - 1))]


def in_the_balance(laptop: Running) -> set[tuple[str, str, int]]:
    """The slots that a dead laptop was attempting: sending, page and slot."""
    return {
        (pk, sk, slot)
        for (pk, sk), item in laptop.stored("STATE#").items()
        for slot, letter in enumerate(item["slots"]["S"])
        if letter == "a"
    }


def killed(laptop: Running, kill: int, stretch: int, after: float) -> set[tuple[str, str, int]]:
    """Kill when so many more are carried and start again; print and answer what is in the balance."""
    assert goes_on(laptop, laptop.carried(WORDS) + stretch)
    time.sleep(after)
    laptop.kill()
    so_far, lost, began = laptop.carried(WORDS), in_the_balance(laptop), time.monotonic()
    laptop.start()
    # How long the start took is a figure to read, not to judge a shared machine by.
    print(f"{kill:>6} {so_far:>8,} {len(lost):>10} {time.monotonic() - began:>9.1f}", flush=True)
    assert len(lost) <= MOST_THREADS * max(WINDOW.values()), "a window a worker, at most"
    return lost


@pytest.mark.slow
def test_kills_at_random_points_of_an_alert_cost_nobody_a_message_that_is_not_shown_as_uncertain(
    tmp_path: Path,
) -> None:
    people, kills = int(os.environ.get("KILL_PEOPLE") or PEOPLE), int(os.environ.get("KILLS") or KILLS)
    chance = Random(int(os.environ.get("KILL_SEED") or SEED))
    laptop = Running(tmp_path, subscribers=people, force=os.environ.get("KILL_FORCE") or "fictional").start()
    try:
        alert = to_everyone(laptop)
        print("\n  kill  carried  uncertain  ready, s")
        lost = [
            killed(laptop, kill, stretch, chance.uniform(0, LATER))
            for kill, stretch in enumerate(stretches(people, kills, chance), start=1)
        ]
        counts = ended(laptop, alert, people)
        assert counts["uncertain"] == len(set().union(*lost)) == sum(map(len, lost)), (
            "all of these, and shown"
        )
        laptop.stop()
        laptop.start()
        again = progress(laptop.officer("spoc"), alert)
        assert (again["status"], again["counts"]) == ("sent", counts), "what was final stays final"
    finally:
        laptop.stop()


def ended(laptop: Running, alert: str, people: int) -> dict[str, int]:
    """Wait for the end; see that everybody has one and nobody was sent to twice; answer the counts."""
    spoc = laptop.officer("spoc")
    assert eventually(lambda: progress(spoc, alert)["status"] == "sent", 240 + people / 10)
    shown, rows, sent = progress(spoc, alert), ledger(spoc, alert), carried(laptop)
    counts: dict[str, int] = shown["counts"]
    print(f"{counts}; carried {sent.total()}")
    assert sum(counts[name] for name in FINAL) == shown["recipients"] == people
    assert len({row["recipient"] for row in rows}) == len(rows) == people, "the same recipients, each once"
    assert max(sent.values()) == 1, "nobody was sent it twice"
    assert counts["sent"] <= sent.total() <= counts["sent"] + counts["uncertain"]
    return counts
