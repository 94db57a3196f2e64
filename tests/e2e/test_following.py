"""In a real browser: an update is written from an alert's page, and goes to exactly those who received it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.demo.headcount import take
from infra.local.demo.story import Http, Resident, eventually
from tests.e2e.conftest import Watch
from tests.e2e.pages import WIDTHS, open_page, problems, sign_in
from tests.e2e.running import Running
from tests.e2e.screenshots import submitted
from tests.e2e.test_places import tab_to

FIRST = "Bull loose on Mill Lane"
WORDS = "The animal is caught. Mill Lane is open again."


def over(officer: Http, alert: str) -> dict[str, Any]:
    """Wait until an alert is over; its progress."""
    path = f"/api/alerts/{alert}/progress"
    eventually(lambda: officer.get(path).get("status") == "sent", 60)
    return officer.get(path)


def told(laptop: Running, words: str) -> list[str]:
    """Who was sent a text or an email with these words, once for each time."""
    return sorted(each["to"] for each in laptop.sent() if words in each["text"])


@pytest.fixture(scope="module")
def first(laptop: Running) -> dict[str, Any]:
    """An alert that reached a ward; somebody joined there afterwards."""
    town = take(laptop.force, laptop.subscribers)
    alert = submitted(laptop.officer("author"), FIRST, town.wards[0])
    laptop.officer("spoc").post(f"/api/alerts/{alert['id']}/approve", {"version": alert["version"]})
    over(laptop.officer("spoc"), alert["id"])
    late = Resident(Http(laptop.address), "Ida Marsh", town.home, number="07700 900003")
    assert late.enters_code(late.sign_up().body["request"]).body["verified"]
    return alert


def test_an_update_written_by_keyboard_goes_to_exactly_those_who_received_the_first(
    desk: Page, laptop: Running, first: dict[str, Any]
) -> None:
    received = told(laptop, f"{FIRST} between 7")
    desk.goto(f"/alert.html?id={first['id']}")
    desk.get_by_role("button", name="Write an update").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Headline")).to_have_value(f"Update: {FIRST}")
    expect(desk.get_by_text(f"Everybody who received {FIRST}: {len(received)} people")).to_be_visible()
    tab_to(desk, "#text")
    desk.keyboard.type(WORDS)
    tab_to(desk, "#copy")
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Email", exact=True)).to_have_value(WORDS)
    tab_to(desk, "#write [type=submit]")
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile(r"/alert\.html"))
    desk.get_by_role("button", name="Submit for approval").press("Enter")
    expect(desk.locator("#status")).to_have_text("Waiting for approval")
    after = desk.url.rpartition("=")[2]
    spoc = laptop.officer("spoc")
    spoc.post(f"/api/alerts/{after}/approve", {"version": spoc.get(f"/api/alerts/{after}")["version"]})
    assert over(spoc, after)["recipients"] == len(received)
    assert told(laptop, WORDS) == received


def test_who_approves_sees_the_people_who_received_the_first(
    watch: Watch, laptop: Running, first: dict[str, Any]
) -> None:
    author, page = laptop.officer("author"), watch.page
    words = {name: first[name] for name in ("headline", "text", "email", "kind", "priority", "expires")}
    follows = {"alert": first["id"], "how": "all-clear"}
    draft = author.post("/api/alerts", {**words, "audience": first["audience"], "follows": follows}).body
    author.post(f"/api/alerts/{draft['id']}/submit", {"version": draft["version"]})
    sign_in(page, "spoc", laptop.password("spoc"))
    page.goto(f"/alert.html?id={draft['id']}")
    people = len(told(laptop, f"{FIRST} between 7"))
    expect(page.get_by_role("button", name=f"Approve and send to {people} people")).to_be_visible()
    expect(page.get_by_text("Exactly those who received the first, and nobody else.")).to_be_visible()
    page.locator("#details").get_by_role("link", name=FIRST).click()
    page.wait_for_url(f"**/alert.html?id={first['id']}")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_of_an_all_clear_has_nobody_to_choose_and_is_clean(
    browser: Browser, laptop: Running, first: dict[str, Any], width: int
) -> None:
    page = open_page(browser, laptop.address, width)
    sign_in(page, "author", laptop.password("author"))
    page.goto(f"/alert.html?id={first['id']}")
    page.get_by_role("button", name="Write the all-clear").click()
    expect(page.locator("#heading")).to_have_text("Write the all-clear")
    expect(page.locator("#received")).to_contain_text("people")
    for name in ("audience", "interests", "saved", "send_at", "training"):
        expect(page.locator(f"[data-field={name}]")).to_be_hidden()
    assert not problems(page)
    page.context.close()


def test_an_update_that_is_edited_still_follows_the_first(
    desk: Page, laptop: Running, first: dict[str, Any]
) -> None:
    desk.goto(f"/write.html?follows={first['id']}&how=update")
    expect(desk.locator("#received")).to_contain_text("people")
    desk.get_by_label("Text message").fill("Stay away from the lane.")
    desk.get_by_label("Email", exact=True).fill("Stay away from the lane.")
    desk.get_by_role("button", name="Save and go on").click()
    desk.get_by_role("button", name="Edit").click()
    expect(desk.locator("#received")).to_contain_text("people")
    desk.get_by_label("Headline").fill("Still loose")
    desk.get_by_role("button", name="Save and go on").click()
    desk.wait_for_url(re.compile(r"/alert\.html"))
    kept = laptop.officer("author").get(f"/api/alerts/{desk.url.rpartition('=')[2]}")
    assert (kept["headline"], kept["follows"]) == ("Still loose", {"alert": first["id"], "how": "update"})
