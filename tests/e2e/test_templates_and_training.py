"""In a real browser: templates kept and used, training that reaches nobody, files and paper to take away."""

import csv
import re
from typing import Any

from playwright.sync_api import Page, expect

from infra.local.demo.story import Http
from tests.e2e.conftest import Watch
from tests.e2e.pages import problems, sign_in
from tests.e2e.running import Running
from tests.e2e.screenshots import submitted

SOON = 30_000


def ward(author: Http) -> str:
    return str(author.get("/api/areas")["districts"][0]["wards"][0]["code"])


def over(page: Page, laptop: Running, author: Http, headline: str, training: bool = False) -> dict[str, Any]:
    """Have an alert approved and wait on its page until it is over."""
    alert = submitted(author, headline, ward(author), training=training)
    step = {"version": alert["version"]}
    laptop.officer("spoc").post(f"/api/alerts/{alert['id']}/approve", step)
    page.goto(f"/alert.html?id={alert['id']}")
    expect(page.locator("#status")).to_contain_text("Finished" if training else "Sent", timeout=SOON)
    return alert


def test_a_template_is_saved_renamed_used_and_deleted(desk: Page, author: Http) -> None:
    alert = submitted(author, "Quad bikes taken from barns", ward(author))
    desk.goto(f"/alert.html?id={alert['id']}")
    desk.get_by_role("button", name="Save as a template").click()
    desk.get_by_role("textbox", name="Name", exact=True).fill("Farm theft")
    desk.get_by_role("button", name="Save the template").click()
    kept = desk.locator(".template", has=desk.get_by_role("heading", name="Farm theft"))
    expect(kept).to_contain_text("Quad bikes taken from barns")
    kept.get_by_role("button", name="Rename").first.click()
    kept.get_by_label("Name").fill("Rural theft")
    kept.get_by_role("button", name="Rename", exact=True).click()
    named = desk.locator(".template", has=desk.get_by_role("heading", name="Rural theft"))
    expect(named).to_be_visible()
    desk.get_by_role("button", name=re.compile("Write with it.*Rural theft")).click()
    expect(desk.get_by_label("Headline")).to_have_value("Quad bikes taken from barns")
    desk.goto("/templates.html")
    named.get_by_role("button", name="Delete").first.click()
    named.get_by_role("button", name="Delete", exact=True).click()
    expect(named).to_have_count(0)


def test_a_blank_of_a_template_is_named_when_it_is_submitted(desk: Page, watch: Watch) -> None:
    desk.goto("/templates.html")
    desk.get_by_role("button", name=re.compile("Write with it.*Burglary")).click()
    expect(desk.get_by_label("Headline")).to_have_value("Burglary in [street or area]")
    desk.get_by_label("Reach Mill Lane").check()
    desk.get_by_role("button", name="Save and go on").click()
    desk.get_by_role("button", name="Submit for approval").click()
    expect(desk.get_by_role("alert")).to_contain_text("Fill in [street or area]")
    assert [wrong for wrong in watch.wrongs if "422" not in wrong] == []
    watch.wrongs.clear()


def test_training_is_marked_everywhere_and_nothing_leaves(desk: Page, author: Http, laptop: Running) -> None:
    desk.goto("/write.html")
    desk.get_by_label("This is training").check()
    expect(desk.locator("#training-banner")).to_contain_text("nobody gets anything")
    alert = over(desk, laptop, author, "Flood at the weir", training=True)
    expect(desk.locator("#training-banner")).to_be_visible()
    expect(desk.locator("#done-about")).to_contain_text("would have been sent")
    expect(desk.locator("#ledger")).to_contain_text("training: nothing was sent")
    desk.goto("/alerts.html")
    expect(desk.get_by_role("row", name="Flood at the weir")).to_contain_text("Training")
    assert not [message for message in laptop.sent() if "Flood at the weir" in message["text"]]
    desk.goto("/real.html")
    expect(desk.get_by_text("Flood at the weir")).to_have_count(0)
    desk.goto(f"/write.html?again={alert['id']}")
    expect(desk.locator("#training-banner")).to_be_visible()
    expect(desk.get_by_label("This is training")).to_be_hidden()


def test_the_words_are_written_again_as_another_alert(desk: Page, author: Http, laptop: Running) -> None:
    alert = over(desk, laptop, author, "Lead taken from a roof")
    desk.get_by_role("button", name="Write again").click()
    expect(desk.get_by_label("Headline")).to_have_value("Lead taken from a roof")
    expect(desk.locator("#areas .chooser__chosen li")).to_have_count(1)
    desk.get_by_role("button", name="Save and go on").click()
    desk.wait_for_url(re.compile(r"/alert\.html"))
    assert alert["id"] not in desk.url
    expect(desk.locator("#status")).to_have_text("Draft")


def test_the_ledger_is_a_file_and_a_sheet_of_paper(desk: Page, author: Http, laptop: Running) -> None:
    over(desk, laptop, author, "Tractor batteries taken")
    with desk.expect_download() as taken:
        desk.get_by_role("button", name="Download as CSV").first.click()
    with open(taken.value.path(), encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    assert taken.value.suggested_filename == "ledger-tractor-batteries-taken.csv"
    assert head[0] == "Person"
    assert f"{len(rows)} of {len(rows)}" == desk.locator("#done").inner_text()
    desk.evaluate("window.print = () => document.body.setAttribute('data-printed', 'yes')")
    desk.get_by_role("button", name="Print").click()
    desk.locator("body[data-printed]").wait_for()
    expect(desk.locator("#ledger tr")).to_have_count(len(rows))
    desk.emulate_media(media="print")
    expect(desk.get_by_role("button", name="Print")).to_be_hidden()
    for id in ("status", "done", "key", "ledger"):
        expect(desk.locator(f"#{id}")).to_be_visible()


def test_a_volunteer_takes_counts_and_sees_no_ledger(watch: Watch, author: Http, laptop: Running) -> None:
    sign_in(watch.page, "liaison", laptop.password("liaison"))
    over(watch.page, laptop, author, "Cable taken from a site")
    expect(watch.page.locator("#ledger-part")).to_be_hidden()
    expect(watch.page.get_by_role("row", name="All wards")).to_be_visible()
    with watch.page.expect_download() as taken:
        watch.page.get_by_role("button", name="Download as CSV").last.click()
    assert taken.value.suggested_filename == "counts-cable-taken-from-a-site.csv"


def test_renaming_and_deleting_are_clean_when_opened_and_a_taken_name_is_said_at_its_field(
    watch: Watch, laptop: Running
) -> None:
    page = watch.page
    sign_in(page, "spoc", laptop.password("spoc"))
    page.goto("/templates.html")
    first = page.locator(".template").first
    for name in ("Rename", "Delete"):
        first.get_by_role("button", name=name).first.click()
    assert problems(page) == []
    first.get_by_label("Name").fill("Rogue traders")
    first.get_by_role("button", name="Rename", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("There is a template of this name already")
    expect(first.locator(".govuk-error-message")).to_be_visible()
    assert problems(page) == []
    watch.wrongs[:] = [wrong for wrong in watch.wrongs if "422" not in wrong]
