"""A provider fails in the middle of an alert, over real HTTP: the next carries on, and nobody hears twice."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.demo.story import Http, an_appeal, eventually
from tests.e2e.running import Running

PEOPLE = 160


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path, subscribers=PEOPLE).start()
    yield running
    running.stop()


def approved(laptop: Running, headline: str) -> str:
    """Approve an urgent alert to the whole force; its id."""
    author, spoc = laptop.officer("author"), laptop.officer("spoc")
    districts = [district["code"] for district in author.get("/api/areas")["districts"]]
    drafted = author.post("/api/alerts", an_appeal(headline, "urgent", districts=districts)).body
    asked = author.post(f"/api/alerts/{drafted['id']}/submit", {"version": drafted["version"]}).body
    assert spoc.post(f"/api/alerts/{asked['id']}/approve", {"version": asked["version"]}).status == 200
    return str(asked["id"])


def over(laptop: Running, alert: str) -> dict[str, Any]:
    """Wait for its end; how many had which."""
    spoc, path = laptop.officer("spoc"), f"/api/alerts/{alert}/progress"
    assert eventually(lambda: spoc.get(path)["status"] == "sent", 180)
    counts: dict[str, Any] = spoc.get(path)["counts"]
    return counts


def carried(laptop: Running, headline: str, channel: str) -> Counter[str]:
    """Count a channel's messages by provider; nobody may have two."""
    sent = [m for m in laptop.sent() if headline in m["text"]]
    assert set(Counter(m["to"] for m in sent).values()) == {1}
    return Counter(m["provider"] for m in sent if m["channel"] == channel)


def lines(officer: Http, channel: str) -> dict[str, dict[str, Any]]:
    listed = officer.get("/api/providers")["channels"]
    carriers = next(each["carriers"] for each in listed if each["channel"] == channel)
    return {each["name"]: each for each in carriers}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("channel", "first", "state"),
    [("text", "sns", "down"), ("text", "sns", "slow"), ("email", "ses", "down")],
)
def test_when_a_provider_fails_in_mid_alert_the_next_carries_on_and_it_is_taken_back_by_hand(
    laptop: Running, channel: str, first: str, state: str
) -> None:
    control, phones = laptop.officer("control"), Http(laptop.address)
    alert = approved(laptop, "Bridge shut")
    assert eventually(lambda: laptop.carried(f'"provider":"{first}"') >= 10, 30)
    assert phones.post("/local/providers", {"provider": first, "state": state}).status == 200
    counts = over(laptop, alert)
    assert (counts["failed"], counts["uncertain"]) == (0, 0)
    # Some can be reached by nothing at all.
    assert laptop.carried("Bridge shut") == counts["sent"] == PEOPLE - counts["skipped"]
    shared = carried(laptop, "Bridge shut", channel)
    assert set(shared) == {first, "notify"}
    assert lines(control, channel)[first]["state"] == "away"
    assert lines(control, channel)["notify"]["in_use"]

    phones.post("/local/providers", {"provider": first, "state": "well"})
    assert control.call("PUT", f"/api/providers/{channel}", {"provider": first}).status == 200
    over(laptop, approved(laptop, "Bridge safe"))
    assert set(carried(laptop, "Bridge safe", channel)) == {first}
    assert lines(control, channel)[first]["state"] == "well"
