"""In a real browser: somebody is let into a group by keyboard, and an invitation leads into one."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from infra.local.demo.headcount import take
from infra.local.demo.story import Http, Resident, next_week
from tests.e2e.pages import problems
from tests.e2e.running import Running

SOON = 30_000


@pytest.fixture
def desk(desk: Page) -> Page:
    """The author's page, on the groups."""
    desk.goto("/groups.html")
    return desk


def group(page: Page, name: str) -> Locator:
    return page.locator(".group", has=page.get_by_role("heading", name=re.compile(name)))


def by_keyboard(page: Page, to: Locator) -> None:
    """Go to something with the Tab key alone, from where the focus is, and press Enter on it."""
    expect(to).to_be_visible()
    for _ in range(80):
        if to.evaluate("node => node === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


def signed_up(laptop: Running, name: str, number: str, **form: object) -> Resident:
    somebody = Resident(Http(laptop.address), name, take("fictional", laptop.subscribers).home, number)
    asked = somebody.sign_up(**form)
    assert asked.status == 202, asked.body
    assert somebody.enters_code(asked.body["request"]).status == 200
    return somebody


def alerted(laptop: Running, headline: str, interest: str) -> None:
    """Write to a group, whole force, and have it approved."""
    words = {"headline": headline, "text": f"{headline}. Look out.", "email": headline, "kind": "alert"}
    rule = {"audience": {"require": {"interests": [interest]}}, "priority": "urgent", "expires": next_week()}
    author, spoc = laptop.officer("author"), laptop.officer("spoc")
    alert = author.post("/api/alerts", {**words, **rule}).body
    alert = author.post(f"/api/alerts/{alert['id']}/submit", {"version": alert["version"]}).body
    assert spoc.post(f"/api/alerts/{alert['id']}/approve", {"version": alert["version"]}).status == 200


def test_somebody_is_let_in_by_keyboard_and_gets_what_the_group_is_sent(desk: Page, laptop: Running) -> None:
    grocer = signed_up(laptop, "Greta Grocer", "07700 900041", interests=["shops"])
    desk.reload()
    shops = group(desk, "Shop watch")
    by_keyboard(desk, shops.get_by_role("button", name=re.compile("Who asked")))
    expect(shops.get_by_role("row", name="Greta Grocer")).to_contain_text("Resident")
    assert problems(desk) == []
    by_keyboard(desk, shops.get_by_role("button", name="Admit Greta Grocer"))
    expect(desk.locator("#saved")).to_contain_text("Greta Grocer is in Shop watch now")
    expect(shops.get_by_role("row", name="Greta Grocer")).to_have_count(0)
    assert grocer.waits_for(grocer.phone, "You are now in the group Shop watch")
    alerted(laptop, "Forged twenties at the tills", "shops")
    assert grocer.waits_for(grocer.phone, "Forged twenties")


def test_an_invitation_leads_to_the_form_and_from_there_into_the_group(desk: Page, laptop: Running) -> None:
    keepers = group(desk, "Gamekeepers")
    by_keyboard(desk, keepers.get_by_role("button", name=re.compile("Make an invitation")))
    link = keepers.get_by_label("Invitation to Gamekeepers").input_value()
    desk.goto("/sign-up.html")
    expect(desk.get_by_label("Gamekeepers")).to_be_hidden()
    desk.goto(link)
    expect(desk.get_by_label("Gamekeepers")).to_be_checked()
    expect(desk.locator("#invited")).to_contain_text("You are invited to the group Gamekeepers")
    assert problems(desk) == []
    desk.get_by_label("Your name").fill("Keith Keeper")
    desk.get_by_label("Mobile number").fill("07700 900042")
    desk.get_by_label("Postcode").fill(take("fictional", laptop.subscribers).home)
    desk.get_by_label("I agree").check()
    desk.get_by_role("button", name="Sign up").click()
    desk.wait_for_url(re.compile(r"/verify\.html\?r="))
    keeper = Resident(Http(laptop.address), "", "", "07700 900042")
    assert keeper.enters_code(desk.url.partition("r=")[2].partition("&")[0]).status == 200
    assert keeper.waits_for(keeper.phone, "Welcome")
    alerted(laptop, "Crossbow bolts in a deer", "gamekeepers")
    assert keeper.waits_for(keeper.phone, "Crossbow bolts")


def test_what_is_suggested_for_a_postcode_stands_first_below_an_invitation(
    desk: Page, laptop: Running
) -> None:
    link = laptop.officer("author").post("/api/interests/gamekeepers/invitation", {}).body["link"]
    for path, at in (("/sign-up.html", 0), (link, 1)):
        desk.goto(path)
        desk.get_by_label("Postcode").fill(take("fictional", laptop.subscribers).home)
        desk.keyboard.press("Tab")
        first = desk.locator(".govuk-checkboxes__item", has=desk.locator("[name=interests]")).nth(at)
        expect(first).to_contain_text("Shop watch")
        expect(first).to_contain_text("Suggested for")
    assert problems(desk) == []
