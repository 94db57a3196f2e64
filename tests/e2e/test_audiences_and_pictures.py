"""In a real browser: the map of an alert, audiences saved under a name, and how many homes are covered."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from infra.local.demo.story import Http
from tests.e2e.pages import WIDTHS, problems
from tests.e2e.running import Running
from tests.e2e.screenshots import submitted

SOON = 30_000


def ward(author: Http) -> dict[str, Any]:
    return dict(author.get("/api/areas")["districts"][0]["wards"][0])


def is_drawn(picture: Locator) -> None:
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 600


def at_every_width(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert problems(page) == []


def test_the_map_of_an_alert_is_on_its_page_and_on_the_public_one(
    desk: Page, author: Http, laptop: Running
) -> None:
    where = ward(author)
    alert = submitted(author, "Lead taken from the chapel roof", where["code"])
    desk.goto(f"/alert.html?id={alert['id']}")
    is_drawn(desk.get_by_alt_text(f"Map: {where['name']}"))
    expect(desk.locator("#details")).to_contain_text(where["name"])
    assert Http(laptop.address).get(f"/api/picture/{alert['code']}")["error"]
    laptop.officer("spoc").post(f"/api/alerts/{alert['id']}/approve", {"version": alert["version"]})
    desk.reload()
    expect(desk.locator("#status")).to_contain_text("Sent", timeout=SOON)
    desk.goto(f"/real.html?code={alert['code']}")
    verdict = desk.locator("#verdict")
    expect(verdict).to_contain_text(f"It is about {where['name']}.")
    expect(verdict).to_contain_text("Other ways to tell us")
    is_drawn(verdict.get_by_alt_text(f"Map of {where['name']}"))
    at_every_width(desk)


def test_a_saved_audience_is_listed_in_words_renamed_and_deleted(desk: Page, author: Http) -> None:
    where = ward(author)
    rule = {"include": {"wards": [where["code"]]}, "require": {"interests": ["dog-walkers"]}}
    author.post("/api/audiences", {"name": "Early walkers", "of": "unit", "audience": rule})
    desk.goto("/alerts.html")
    desk.get_by_role("button", name="Saved audiences").click()
    card = desk.locator(".template", has=desk.get_by_role("heading", name="Early walkers"))
    expect(card).to_contain_text(f"{where['name']}, who belong to Dog walkers")
    expect(card).to_contain_text("version 1")
    at_every_width(desk)
    card.get_by_role("button", name="Rename").first.click()
    card.get_by_label("Name").fill("Dog walkers at dawn")
    card.get_by_role("button", name="Rename", exact=True).click()
    named = desk.locator(".template", has=desk.get_by_role("heading", name="Dog walkers at dawn"))
    expect(named).to_contain_text("version 2")
    write = named.get_by_role("button", name=re.compile("Write an alert to them"))
    write.click()
    expect(desk.get_by_label(f"Reach {where['name']}")).to_be_checked()
    expect(desk.get_by_label("Reach Dog walkers")).to_be_checked()
    expect(desk.get_by_label("Begin with a saved audience")).to_have_value(re.compile("."))
    expect(desk.locator("#saved-said")).to_contain_text(where["name"])
    desk.goto("/audiences.html")
    named.get_by_role("button", name="Delete").first.click()
    named.get_by_role("button", name="Delete", exact=True).click()
    expect(named).to_have_count(0)


def test_coverage_is_told_in_figures_on_a_map_and_in_tables(desk: Page) -> None:
    desk.goto("/coverage.html")
    expect(desk.locator("#figures")).to_contain_text(re.compile(r"of [\d,]+ homes, the target \(10 % of"))
    expect(desk.locator("#districts tbody tr")).to_have_count(3)
    for district in desk.locator("#areas summary").all():
        district.click()
    expect(desk.locator("#areas table")).to_have_count(3)
    expect(desk.locator("#areas tbody tr").first).to_contain_text("%")
    expect(desk.locator("#map path.area")).to_have_count(3)
    expect(desk.locator("#legend")).to_contain_text("20 % and more")
    at_every_width(desk)
