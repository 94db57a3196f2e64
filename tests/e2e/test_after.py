"""In a real browser: an alert is sent again to who failed, and to who joined since, and it is stopped."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from infra.local.demo.headcount import take
from infra.local.demo.story import Http, Resident, an_appeal, eventually
from tests.e2e.conftest import Watch
from tests.e2e.pages import WIDTHS, open_page, problems, settle, sign_in
from tests.e2e.running import Running
from tests.e2e.test_delivery import TABLE, cloud
from tests.e2e.test_groups import by_keyboard

PEOPLE, SOON = 400, 60_000
RETRY, JOINED = "Lead stolen from the church", "Diesel taken from a barn"


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """So many people that an alert to all of them takes some seconds."""
    running = Running(tmp_path_factory.mktemp("laptop"), subscribers=PEOPLE).start()
    yield running
    running.stop()


@contextmanager
def spoilt(laptop: Running, number: str) -> Iterator[None]:
    """What is stored of whoever has this number cannot be read, for a while."""
    table = cloud(laptop, "dynamodb")
    pages = table.get_paginator("scan").paginate(TableName=TABLE)
    contacts = (item for page in pages for item in page["Items"] if item["sk"]["S"] == "CONTACT")
    contact = next(item for item in contacts if number in json.dumps(item["addresses"]))
    table.put_item(TableName=TABLE, Item={**contact, "addresses": {"S": "nonsense"}})
    try:
        yield
    finally:
        table.put_item(TableName=TABLE, Item=contact)


def joins(laptop: Running, name: str, number: str) -> Resident:
    somebody = Resident(Http(laptop.address), name, take(laptop.force, PEOPLE).home, number)
    assert somebody.enters_code(somebody.sign_up().body["request"]).status == 200
    return somebody


def approved(laptop: Running, headline: str, **include: list[str]) -> str:
    """Have an alert written, submitted and approved; its id."""
    author, spoc = laptop.officer("author"), laptop.officer("spoc")
    drafted = author.post("/api/alerts", an_appeal(headline, "urgent", **include)).body
    asked = author.post(f"/api/alerts/{drafted['id']}/submit", {"version": drafted["version"]}).body
    assert spoc.post(f"/api/alerts/{asked['id']}/approve", {"version": asked["version"]}).status == 200
    return str(asked["id"])


def carried(laptop: Running, words: str) -> Counter[str]:
    return Counter(message["to"] for message in laptop.sent() if words in message["text"])


def over(laptop: Running, alert: str) -> dict[str, Any]:
    """Wait until nothing of an alert is on its way; its progress."""
    spoc, path = laptop.officer("spoc"), f"/api/alerts/{alert}/progress"
    assert eventually(lambda: (spoc.get(path)["status"], spoc.get(path)["going"]) == ("sent", False))
    return spoc.get(path)


@pytest.fixture
def spoc(watch: Watch, laptop: Running) -> Page:
    sign_in(watch.page, "spoc", laptop.password("spoc"))
    return watch.page


def test_only_who_failed_gets_it_again_by_keyboard_and_the_reason_stands_there(
    spoc: Page, laptop: Running
) -> None:
    failed = joins(laptop, "Ann One", "07700 900051")
    with spoilt(laptop, failed.phone):
        alert = approved(laptop, RETRY, wards=[take(laptop.force, PEOPLE).wards[0]])
        assert over(laptop, alert)["counts"]["failed"] == 1
    before = carried(laptop, RETRY)
    spoc.goto(f"/alert.html?id={alert}")
    expect(spoc.locator("#failures")).to_contain_text("1 person: the message could not be made")
    expect(spoc.locator("#clock-about")).to_contain_text("predicted")
    settle(spoc)
    assert problems(spoc) == []
    by_keyboard(spoc, spoc.get_by_role("button", name="Retry only the failed (1)"))
    expect(spoc.get_by_role("button", name="Send it again")).to_be_focused()
    assert problems(spoc) == []
    assert carried(laptop, RETRY) == before
    spoc.keyboard.press("Enter")
    expect(spoc.locator("#after-done")).to_have_text(re.compile("being sent again"))
    again = spoc.locator("#rounds li", has_text="whom it failed to reach")
    expect(again).to_contain_text("1 person: 1 sent", timeout=SOON)
    expect(spoc.locator("#failures")).to_be_hidden(timeout=SOON)
    expect(spoc.locator("#said")).to_have_text(re.compile("^Over: "), timeout=SOON)
    expect(spoc.get_by_role("button", name=re.compile("Retry"))).to_have_count(0)
    assert carried(laptop, RETRY) - before == Counter([failed.phone])
    assert max(carried(laptop, RETRY).values()) == 1


def test_who_joined_since_gets_it_and_nobody_else_a_second_time(spoc: Page, laptop: Running) -> None:
    alert = approved(laptop, JOINED, wards=[take(laptop.force, PEOPLE).wards[0]])
    over(laptop, alert)
    late, before = joins(laptop, "Bea Two", "07700 900052"), carried(laptop, JOINED)
    spoc.goto(f"/alert.html?id={alert}")
    by_keyboard(spoc, spoc.get_by_role("button", name="Send to who joined since"))
    spoc.keyboard.press("Enter")
    joined = spoc.locator("#rounds li", has_text="who joined since")
    expect(joined).to_contain_text("1 person: 1 sent", timeout=SOON)
    expect(spoc.locator("#said")).to_have_text(re.compile("^Over: "), timeout=SOON)
    assert carried(laptop, JOINED) - before == Counter([late.phone])
    assert max(carried(laptop, JOINED).values()) == 1
    settle(spoc)
    assert problems(spoc) == []


def test_an_alert_on_its_way_is_stopped_and_the_page_tells_who_had_it(spoc: Page, laptop: Running) -> None:
    districts = [each["code"] for each in laptop.officer("author").get("/api/areas")["districts"]]
    alert = approved(laptop, "Quad bikes taken", districts=districts)
    spoc.goto(f"/alert.html?id={alert}")
    expect(spoc.locator("#clock-about")).to_contain_text("predicted")
    expect(spoc.locator("#done")).to_have_text(re.compile(r"^[1-9]\d* of \d+$"), timeout=SOON)
    spoc.get_by_role("button", name="Stop what has not left").click()
    expect(spoc.locator("#status")).to_contain_text("Cancelled")
    expect(spoc.locator("#key")).to_contain_text("0 waiting", timeout=SOON)
    expect(spoc.locator("#ledger")).to_contain_text("Sent")
    counts = laptop.officer("spoc").get(f"/api/alerts/{alert}/progress")["counts"]
    assert counts["sent"] == carried(laptop, "Quad bikes taken").total()
    assert counts["skipped"] > 0
    expect(spoc.locator("#after-steps button")).to_have_count(0)
    settle(spoc)
    assert problems(spoc) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_later_round_is_stopped_once_it_is_asked_and_a_refusal_is_told_at_the_top(
    browser: Browser, laptop: Running, width: int
) -> None:
    page, stopped = open_page(browser, laptop.address, width), list[object]()
    sign_in(page, "spoc", laptop.password("spoc"))
    alert = approved(laptop, f"Sheds broken into {width}", wards=[take(laptop.force, PEOPLE).wards[0]])
    now = over(laptop, alert)
    first = now["rounds"][0]
    later = first | {"why": "retry", "status": "released", "last_person_at": None}
    moving = now | {"going": True, "rounds": [first, later]}

    def refuse(route: Route) -> None:
        stopped.append(route.request.post_data_json)
        route.fulfill(status=409, json={"error": "Nothing of this alert is on its way any more."})

    page.route(f"**/api/alerts/{alert}/progress", lambda route: route.fulfill(json=moving))
    page.route(f"**/api/alerts/{alert}/stop", refuse)
    page.goto(f"/alert.html?id={alert}")
    by_keyboard(page, page.get_by_role("button", name="Stop", exact=True))
    page.wait_for_timeout(2500)
    expect(page.get_by_role("button", name="Stop what has not left")).to_be_focused()
    assert (stopped, problems(page)) == ([], [])
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nothing of this alert is on its way any more.")
    assert len(stopped) == 1
    page.context.close()


def test_a_volunteer_sees_how_it_went_and_has_no_buttons(watch: Watch, laptop: Running) -> None:
    alert = approved(laptop, "Cable taken from a site", wards=[take(laptop.force, PEOPLE).wards[0]])
    over(laptop, alert)
    sign_in(watch.page, "liaison", laptop.password("liaison"))
    watch.page.goto(f"/alert.html?id={alert}")
    expect(watch.page.locator("#clock-about")).to_contain_text("after the start")
    expect(watch.page.locator("#after-steps button")).to_have_count(0)
