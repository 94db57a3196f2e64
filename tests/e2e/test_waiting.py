"""In a real browser: what one does before the page has everything from the server counts all the same."""

from playwright.sync_api import Page, Route, expect

from infra.local.demo.story import Http
from tests.e2e.conftest import Watch
from tests.e2e.pages import sign_in
from tests.e2e.running import Running
from tests.e2e.screenshots import submitted

FOCUSED = "document.activeElement.innerText"


def held(page: Page, path: str) -> list[Route]:
    """Keep answers of this path back until a test lets them go."""
    routes = list[Route]()
    page.route(f"**/api{path}", lambda route: routes.append(route))
    return routes


def test_the_button_to_approve_keeps_the_focus_when_the_number_of_people_arrives(
    watch: Watch, laptop: Running
) -> None:
    page, author = watch.page, laptop.officer("author")
    alert = submitted(author, "Vans broken into at the station", a_ward(author))
    sign_in(page, "spoc", laptop.password("spoc"))
    waiting = held(page, "/alerts/preview")
    page.goto(f"/alert.html?id={alert['id']}")
    button = page.get_by_role("button", name="Approve and send")
    button.focus()
    waiting[0].continue_()
    expect(page.locator("#reach dd").first).to_be_visible()
    assert page.evaluate(FOCUSED).startswith("Approve and send to ")


def a_ward(author: Http) -> str:
    return str(author.get("/api/areas")["districts"][0]["wards"][0]["code"])


def test_training_ticked_before_the_areas_have_come_is_marked(watch: Watch, laptop: Running) -> None:
    page = watch.page
    sign_in(page, "author", laptop.password("author"))
    waiting = held(page, "/areas")
    page.goto("/write.html")
    page.get_by_label("This is training").check()
    page.get_by_label("Headline").fill("Missing child at the show ground")
    expect(page.locator("#training-banner")).to_contain_text("nobody gets anything")
    page.get_by_role("button", name="Save and go on").click()
    assert page.url.endswith("/write.html")
    waiting[0].continue_()
    expect(page.get_by_role("alert")).to_contain_text("Enter the text message.")
    assert page.get_by_label("Headline").input_value() == "Missing child at the show ground"
    watch.wrongs[:] = [wrong for wrong in watch.wrongs if "422" not in wrong]
