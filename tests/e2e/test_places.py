"""One's own places in a real browser: a second one by keyboard alone, and mistakes told at their field."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.demo.story import CODE, Http, Resident
from tests.e2e.conftest import Watch
from tests.e2e.pages import WIDTHS, open_page, problems
from tests.e2e.running import Running

HOME, WORK = "XV1 1AB", "XV2 3AD"
NEAR_HOME = "53.0812, -0.4302"


def tab_to(page: Page, selector: str) -> None:
    """Press the tabulator key until the focus is there."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"the focus never came to {selector}")


def open_settings(page: Page, laptop: Running, number: str) -> None:
    """Come in with a code, touching nothing but keys; whoever has this number is on the laptop already."""
    somebody = Resident(Http(laptop.address), "", "", number=number)
    before = len(somebody.received(somebody.phone))
    page.goto("/settings.html")
    tab_to(page, "#address")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_focused()
    page.wait_for_timeout(200)
    while len(somebody.received(somebody.phone)) == before:
        page.wait_for_timeout(200)
    code = CODE.search(somebody.received(somebody.phone)[0]["text"])
    assert code
    page.keyboard.type(code[0])
    page.keyboard.press("Enter")
    expect(page.locator("#change")).to_be_visible()


def test_a_second_place_is_added_by_keyboard_alone(watch: Watch, laptop: Running) -> None:
    page = watch.page
    open_settings(page, laptop, "07700 900110")
    tab_to(page, "#add-place")
    page.keyboard.press("Enter")
    expect(page.locator("#place-1-label")).to_be_focused()
    page.keyboard.type("Work")
    tab_to(page, "#place-1-postcode")
    page.keyboard.type(WORK)
    expect(page.locator("#place-1-note")).to_have_text(re.compile("Osterbrook"))
    tab_to(page, "#change-form [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_have_text("Your changes are saved.")
    expect(page.locator(".place legend")).to_have_text([re.compile("Home"), "Work"])
    page.reload()
    expect(page.locator("#place-1-postcode")).to_have_value(WORK)
    tab_to(page, "fieldset:nth-of-type(2) .place__buttons button")
    page.keyboard.press("Enter")
    expect(page.locator("#place-0-postcode")).to_have_value(WORK)
    expect(page.locator("#places-said")).to_contain_text("Work is your first place now")
    tab_to(page, "fieldset:nth-of-type(2) .place__buttons button:last-child")
    page.keyboard.press("Enter")
    expect(page.locator("#add-place")).to_be_focused()
    expect(page.locator(".place")).to_have_count(1)


def test_a_finer_point_is_kept_and_a_wrong_one_told_at_its_field(watch: Watch, laptop: Running) -> None:
    page = watch.page
    open_settings(page, laptop, "07700 900111")
    page.get_by_label("Postcode").fill(HOME)
    page.get_by_text("A finer point").click()
    point = page.get_by_label("Grid reference, or latitude and longitude")
    point.fill(", ".join(reversed(NEAR_HOME.split(", "))))
    page.get_by_role("button", name="Save changes").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("latitude and longitude are the wrong way round")
    page.locator(".place details").evaluate("(finer) => finer.removeAttribute('open')")
    page.get_by_role("button", name="Save changes").click()
    summary.get_by_role("link").click()
    expect(point).to_be_focused()
    assert point.get_attribute("aria-invalid") == "true"
    point.fill(NEAR_HOME)
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator("#saved")).to_have_text("Your changes are saved.")
    expect(point).to_have_value("53.08120, -0.43020")
    # A refused form is not an error of ours, yet Chromium writes its status to the console.
    watch.wrongs[:] = [wrong for wrong in watch.wrongs if "422" not in wrong]


def test_a_finer_point_is_chosen_with_a_click_on_the_map(watch: Watch, laptop: Running) -> None:
    page = watch.page
    open_settings(page, laptop, "07700 900113")
    page.locator("#place-0-postcode").fill(HOME)
    page.get_by_text("A finer point").first.click()
    page.get_by_role("button", name="Choose it on a map").first.click()
    ground = page.get_by_role("region", name="Map round XV1 1AB")
    expect(ground.locator(".mark")).to_be_visible()
    ground.click(position={"x": 150, "y": 120})
    point = page.locator("#place-0-point")
    expect(point).to_have_value(re.compile(r"53\.\d{5}, -0\.\d{5}"))
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator("#saved")).to_have_text("Your changes are saved.")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_open_settings_are_clean_in_light_and_dark(browser: Browser, laptop: Running, width: int) -> None:
    for dark in (False, True):
        page = open_page(browser, laptop.address, width, dark)
        open_settings(page, laptop, "07700 900112")
        page.get_by_role("button", name="Add a place").click()
        page.locator(".place details").first.evaluate("(finer) => finer.setAttribute('open', '')")
        assert problems(page) == []
        page.context.close()


def test_a_postcode_says_where_it_is_while_it_is_typed(watch: Watch) -> None:
    page = watch.page
    page.goto("/sign-up.html")
    page.get_by_label("Postcode").press_sequentially("xv1 1ab")
    expect(page.locator("#postcode-note")).to_have_text("Mill Lane, Thistleford.")
    expect(page.locator("[name=interests]").first).to_have_value("shops")
    page.get_by_label("Postcode").fill("AB9 9ZZ")
    expect(page.locator("#postcode-note").get_by_role("link")).to_have_attribute(
        "href", "https://www.police.uk/pu/your-area/"
    )
    watch.wrongs[:] = [wrong for wrong in watch.wrongs if "404" not in wrong]
