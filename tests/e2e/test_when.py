"""When and how messages come, chosen in a real browser by keyboard alone; and an alert written for later."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from infra.local.demo.headcount import take
from infra.local.demo.story import Http, Resident
from tests.e2e.conftest import Watch
from tests.e2e.pages import WIDTHS, open_page, problems, sign_in
from tests.e2e.running import Running
from tests.e2e.screenshots import submitted
from tests.e2e.test_places import open_settings, tab_to

NUMBER, OTHER = "07700 900114", "07700 900115"


def test_digest_quiet_hours_and_channels_are_chosen_by_keyboard_and_stay(
    watch: Watch, laptop: Running
) -> None:
    page = watch.page
    open_settings(page, laptop, NUMBER)
    tab_to(page, "[name=digest]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#order-standard")
    page.keyboard.type("Text")
    tab_to(page, "#other-times summary")
    page.keyboard.press("Enter")
    tab_to(page, "#order-standard-night")
    page.keyboard.type("Email")
    tab_to(page, "#quiet-from")
    page.keyboard.type("10 pm")
    tab_to(page, "#urgent_wakes")
    page.keyboard.press("Space")
    tab_to(page, "#when-form [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_have_text("When and how is saved.")
    page.reload()
    expect(page.locator("#digest-2")).to_be_checked()
    expect(page.locator("#order-standard")).to_have_value("text")
    expect(page.locator("#order-standard-night")).to_have_value("email")
    expect(page.locator("#quiet-from")).to_have_value("22:00")
    expect(page.locator("#quiet-until")).to_have_value("07:00")
    expect(page.locator("#urgent_wakes")).to_be_checked()
    expect(page.locator("#discreet")).not_to_be_checked()


def test_quiet_hours_that_leave_no_time_are_told_at_their_field(watch: Watch, laptop: Running) -> None:
    page = watch.page
    open_settings(page, laptop, NUMBER)
    page.select_option("#quiet-from", "07:00")
    page.select_option("#quiet-until", "03:00")
    page.click("#when-form [type=submit]")
    expect(page.locator("[data-field=quiet_hours] .govuk-error-message").first).to_contain_text("18 hours")
    watch.wrongs.clear()


def test_days_away_are_told_ahead(watch: Watch, laptop: Running) -> None:
    page = watch.page
    open_settings(page, laptop, NUMBER)
    first, last = page.evaluate(
        "[10, 20].map((days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10))"
    )
    page.fill("#paused_from", first)
    page.fill("#paused_until", last)
    page.click("#holiday-form [type=submit]")
    expect(page.locator("#saved")).to_have_text("Your days away are saved.")
    expect(page.locator("#paused")).to_contain_text("Messages are paused from")
    page.click("[data-pause='0']")
    expect(page.locator("#paused")).to_have_text("You get messages now.")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_choice_is_clean_to_axe_and_fits_a_phone(browser: Browser, laptop: Running, width: int) -> None:
    page = open_page(browser, laptop.address, width)
    open_settings(page, laptop, OTHER)
    page.click("#other-times summary")
    assert not problems(page)


def test_an_alert_for_later_says_when_it_goes_out_and_not_that_it_is_getting_ready(
    watch: Watch, laptop: Running
) -> None:
    page, (author, spoc) = watch.page, (laptop.officer("author"), laptop.officer("spoc"))
    later = (datetime.now(UTC) + timedelta(hours=30)).isoformat()
    alert = submitted(author, "Meet the team", take("fictional", laptop.subscribers).wards[0], send_at=later)
    approved = spoc.post(f"/api/alerts/{alert['id']}/approve", {"version": alert["version"]})
    assert approved.status == HTTPStatus.OK
    sign_in(page, "spoc", laptop.password("spoc"))
    page.goto(f"/alert.html?id={alert['id']}")
    expect(page.locator("#done-about")).to_have_text("It goes out then, to whoever is there at that moment")
    expect(page.locator("#done")).to_contain_text(":")
    assert problems(page) == []


def test_whoever_has_quiet_hours_is_told_on_the_alerts_page(watch: Watch, laptop: Running) -> None:
    page, town = watch.page, take("fictional", laptop.subscribers)
    somebody = Resident(Http(laptop.address), "Ann Ashe", town.home, number="07700 900061")
    somebody.enters_code(somebody.sign_up().body["request"])
    open_settings(page, laptop, "07700 900061")
    hour = datetime.now(ZoneInfo("Europe/London"))
    page.select_option("#quiet-from", f"{(hour - timedelta(hours=1)).hour:02d}:00")
    page.select_option("#quiet-until", f"{(hour + timedelta(hours=3)).hour:02d}:00")
    page.click("#when-form [type=submit]")
    expect(page.locator("#saved")).to_have_text("When and how is saved.")
    author, spoc = laptop.officer("author"), laptop.officer("spoc")
    alert = submitted(author, "Vans broken into", town.wards[0])
    spoc.post(f"/api/alerts/{alert['id']}/approve", {"version": alert["version"]})
    sign_in(page, "spoc", laptop.password("spoc"))
    page.goto(f"/alert.html?id={alert['id']}")
    expect(page.locator("#resting")).to_contain_text("Quiet hours: 1 person waits until", timeout=60_000)
    expect(page.locator("#clock")).to_contain_text(" h ")
    assert problems(page) == []
