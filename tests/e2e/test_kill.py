"""The laptop killed with `kill -9` in the middle of an alert, and started again."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.sending import WINDOW
from infra.local.arrival import FINAL
from infra.local.pollers import MOST_THREADS
from infra.local.story import Http, Resident, an_appeal, eventually, ledger
from tests.e2e.running import Running

PEOPLE = 1500
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
    assert eventually(lambda: carried(laptop).total() > PEOPLE // 5)
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
