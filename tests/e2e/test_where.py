"""In a real browser: an audience drawn by mouse or typed by keyboard reaches those inside and nobody else."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pydantic import TypeAdapter

from chalicelib.domain.maps.geohash import point
from chalicelib.domain.maps.geometry import inside
from chalicelib.domain.maps.shape import Shape
from chalicelib.domain.subscriber import Subscriber
from chalicelib.settings import load_force
from infra import seed
from infra.made_up import people
from tests.e2e.conftest import Watch
from tests.e2e.pages import problems, sign_in
from tests.e2e.running import Running

SOON = 30_000
NEAR, METRES = "XV3 4AB", "2500"
FOCUSED = "(at => at === document.body ? ['', ''] : [at.id, at.innerText])(document.activeElement)"
MAP = "document.activeElement.closest('.map__ground') !== null"


def made(laptop: Running) -> list[Subscriber]:
    """The people of the laptop, made again from what they were made from."""
    force, postcodes = load_force(laptop.force), seed.postcodes_of(laptop.force)
    return list(people.made_people(force, postcodes, laptop.subscribers, datetime.now(UTC)))


def written(laptop: Running, url: str) -> dict[str, Any]:
    """The alert that this page shows, as the server keeps it."""
    return laptop.officer("spoc").get(f"/api/alerts/{url.rpartition('=')[2]}")


def within(laptop: Running, alert: dict[str, Any]) -> list[Subscriber]:
    """Those with a place inside the alert's one shape, by the exact test of each place."""
    (written,) = alert["audience"]["include"]["shapes"]
    shape = TypeAdapter[Shape](Shape).validate_python(written)
    return [each for each in made(laptop) if any(inside(shape, *point(p.geohash)) for p in each.places)]


def reached(laptop: Running, headline: str) -> list[str]:
    """Whom the networks were asked to carry this alert to, once for each message."""
    owners = {address.value: each.contact.sid for each in made(laptop) for address in each.contact.addresses}
    carried = [sent["to"] for sent in laptop.sent() if headline in sent["subject"] + sent["text"]]
    return sorted(owners[address] for address in carried)


def only_those_within_get_it(laptop: Running, url: str, headline: str) -> None:
    """Compare the record of what was sent with where people live; who paused gets nothing."""
    meant = within(laptop, written(laptop, url))
    awake = sorted(each.contact.sid for each in meant if each.contact.paused_until is None)
    assert 3 < len(awake) < laptop.subscribers / 2
    assert reached(laptop, headline) == awake


def count(page: Page) -> int:
    """The number of people beside the form, once it is not the one before."""
    figure = page.locator("#reach dd").first
    expect(figure).to_have_text(re.compile(r"^\d+$"), timeout=SOON)
    return int(figure.inner_text())


def words(page: Page, headline: str) -> None:
    page.get_by_label("Headline").fill(headline)
    page.get_by_label("Text message").fill(f"{headline} last night. Did you see it?")
    page.get_by_label("Email", exact=True).fill(f"{headline} last night. Did you see it?")


def on_the_map(page: Page) -> Callable[[float, float], tuple[float, float]]:
    """Answer where on the screen a share of the force's area from the west and from the north is."""
    page.locator("#map").scroll_into_view_if_needed()
    ground = page.locator(".map__ground")
    expect(ground.locator("path.area").first).to_be_visible(timeout=SOON)
    page.get_by_role("button", name="Draw an area").click()
    ground.evaluate("node => node.scrollIntoView({block: 'center', behavior: 'instant'})")
    boxes = [box for each in ground.locator("path.area").all() if (box := each.bounding_box())]
    west, north = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
    east = max(box["x"] + box["width"] for box in boxes)
    south = max(box["y"] + box["height"] for box in boxes)
    return lambda across, down: (west + (east - west) * across, north + (south - north) * down)


def drawn(page: Page) -> None:
    """Click four corners and the first again."""
    at = on_the_map(page)
    for across, down in ((0.2, 0.3), (0.75, 0.4), (0.7, 0.62), (0.25, 0.7), (0.2, 0.3)):
        page.mouse.move(*at(across, down))
        page.mouse.click(*at(across, down))
    expect(page.locator("#shapes")).to_contain_text("Drawn area 1")


def submit_and_approve(page: Page, laptop: Running) -> str:
    """From the form to the alert as sent; answers its address."""
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/alert.html?id=*")
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.locator("#status")).to_have_text(re.compile("waiting for approval", re.IGNORECASE))
    url = page.url
    sign_in(page, "spoc", laptop.password("spoc"))
    page.goto(url)
    page.get_by_role("button", name=re.compile(r"Approve and send to \d+ people")).click()
    expect(page.locator("#status")).to_have_text(re.compile("^sent", re.IGNORECASE), timeout=SOON)
    return url


@pytest.mark.slow
def test_an_area_drawn_with_the_mouse_reaches_those_inside_and_nobody_else(
    watch: Watch, laptop: Running
) -> None:
    page, headline = watch.page, "Sheds broken into by the river"
    sign_in(page, "author", laptop.password("author"))
    page.goto("/write.html")
    words(page, headline)
    drawn(page)
    people_now = count(page)
    assert problems(page) == []
    url = submit_and_approve(page, laptop)
    only_those_within_get_it(laptop, url, headline)
    assert people_now == len(within(laptop, written(laptop, url)))


def tab_to(page: Page, wanted: str, most: int = 300) -> bool:
    """Press Tab until what has this id or these words has the focus; tells whether the map had it before."""
    past_map = False
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if wanted == here[0] or wanted in str(here[1]):
            return past_map
        past_map = past_map or bool(page.evaluate(MAP))
    raise AssertionError(f"Tab never came to {wanted}.")


@pytest.mark.slow
def test_a_distance_round_a_postcode_does_the_same_by_keyboard_alone(watch: Watch, laptop: Running) -> None:
    page, headline = watch.page, "Trailers taken from yards"
    sign_in(page, "author", laptop.password("author"))
    page.goto("/write.html")
    expect(page.locator("#areas tbody tr").first).to_be_visible()
    for field in ("headline", "text", "email"):
        tab_to(page, field)
        page.keyboard.type(f"{headline} last night")
    tab_to(page, "Skip the map")
    expect(page.locator(".map__ground.leaflet-container")).to_be_visible(timeout=SOON)
    assert tab_to(page, "near-metres"), "the map is passed, and lets go"
    page.keyboard.type(METRES)
    tab_to(page, "near-postcode")
    page.keyboard.type(NEAR)
    page.keyboard.press("Enter")
    expect(page.locator("#shapes")).to_contain_text(f"Within 2,500 m of {NEAR}")
    count(page)
    tab_to(page, "Save and go on")
    page.keyboard.press("Enter")
    page.wait_for_url("**/alert.html?id=*")
    tab_to(page, "Submit for approval")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text(re.compile("waiting for approval", re.IGNORECASE))
    url = page.url
    sign_in(page, "spoc", laptop.password("spoc"))
    page.goto(url)
    expect(page.get_by_role("button", name=re.compile(r"Approve and send to \d+ people"))).to_be_visible()
    tab_to(page, "Approve and send to")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text(re.compile("^sent", re.IGNORECASE), timeout=SOON)
    only_those_within_get_it(laptop, url, f"{headline} last night")


def test_the_map_is_loaded_where_it_is_seen_and_the_way_past_it_leads_to_what_can_be_typed(
    watch: Watch, laptop: Running
) -> None:
    page, asked = watch.page, list[str]()
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, "author", laptop.password("author"))
    page.goto("/write.html")
    expect(page.locator("#areas tbody tr").first).to_be_visible()
    assert not [url for url in asked if "/vendor/leaflet" in url or "/vendor/terra-draw" in url]
    page.get_by_role("link", name="Skip the map").scroll_into_view_if_needed()
    expect(page.locator(".map__ground.leaflet-container")).to_be_visible(timeout=SOON)
    page.get_by_role("link", name="Skip the map").click()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "near-metres"


def test_a_shape_is_changed_turned_and_let_go_and_comes_back_as_it_was(watch: Watch, laptop: Running) -> None:
    page, headline = watch.page, "Quads seen on the saltings"
    sign_in(page, "author", laptop.password("author"))
    page.goto("/write.html")
    words(page, headline)
    drawn(page)
    page.get_by_role("button", name="Only Drawn area 1 instead").click()
    page.get_by_role("button", name="Leave out Drawn area 1 instead").click()
    expect(page.locator("#shapes .exclude")).to_have_text(re.compile("Not: Drawn area 1"))
    page.get_by_label("Within how many metres").fill("100000")
    page.get_by_role("button", name="Add this postcode").click()
    expect(page.get_by_role("alert")).to_contain_text("between 1 and 50,000")
    page.get_by_label("Within how many metres").fill(METRES)
    page.get_by_label("Of which postcode").fill(NEAR)
    page.get_by_role("button", name="Add this postcode").click()
    expect(page.locator("#shapes .include")).to_contain_text(NEAR)
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/alert.html?id=*")
    page.goto(page.url.replace("alert.html", "write.html"))
    expect(page.locator("#shapes .exclude")).to_contain_text("Drawn area")
    expect(page.locator("#shapes .include")).to_contain_text(f"Within 2,500 m of {NEAR}")
    page.get_by_role("button", name=re.compile("Let go of Drawn area")).click()
    expect(page.locator("#shapes li")).to_have_count(1)


def test_an_audience_is_kept_and_begun_with_again(watch: Watch, laptop: Running) -> None:
    page = watch.page
    sign_in(page, "author", laptop.password("author"))
    page.goto("/write.html")
    page.get_by_label("Reach Quay Street").check()
    page.get_by_text("More about who", exact=True).click()
    page.get_by_label("Leave out Businesses", exact=True).check()
    page.get_by_text("Save this audience for another time").click()
    page.get_by_role("button", name="Save this audience", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a name")
    page.get_by_label("Save this audience as").fill("Quay people")
    page.get_by_role("button", name="Save this audience", exact=True).click()
    expect(page.locator("#keep-said")).to_contain_text("Saved as “Quay people”: Quay Street")
    page.goto("/write.html")
    page.get_by_label("Begin with a saved audience").select_option("Quay people")
    expect(page.get_by_label("Reach Quay Street")).to_be_checked()
    expect(page.get_by_label("Leave out Businesses", exact=True)).to_be_checked()
    assert count(page) > 0
    assert problems(page) == []
    watch.wrongs[:] = [wrong for wrong in watch.wrongs if "422" not in wrong]


def test_circles_and_corners_are_drawn_and_dragged(watch: Watch, laptop: Running) -> None:
    page, headline = watch.page, "Lead taken from the chapel"
    sign_in(page, "author", laptop.password("author"))
    page.goto("/write.html")
    words(page, headline)
    drawn(page)
    at = on_the_map(page)
    page.get_by_role("button", name="Change a shape").click()
    page.mouse.click(*at(0.5, 0.5))
    expect(page.get_by_role("button", name="Delete the shape")).to_be_enabled()
    page.mouse.move(*at(0.2, 0.3))
    page.mouse.down()
    page.mouse.move(*at(0.1, 0.1), steps=6)
    page.mouse.up()
    page.get_by_role("button", name="Draw a circle").click()
    page.mouse.click(*at(0.85, 0.85))
    page.mouse.move(*at(0.88, 0.85), steps=3)
    page.mouse.click(*at(0.9, 0.85))
    expect(page.locator("#shapes")).to_contain_text("Circle 2")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/alert.html?id=*")
    area, circle = written(laptop, page.url)["audience"]["include"]["shapes"]
    assert area["ring"][0] == area["ring"][-1]
    assert area["ring"][0][0] < min(corner[0] for corner in area["ring"][1:-1]), "the corner went west"
    assert area["ring"][0][1] > max(corner[1] for corner in area["ring"][1:-1]), "and north"
    # A twentieth of the made-up county's width, of which a degree is 67 km.
    assert circle["metres"] == pytest.approx(0.05 * 0.28 * 66_900, rel=0.1)
    assert circle["centre"] == pytest.approx([-0.45 + 0.85 * 0.28, 53.185 - 0.85 * 0.135], abs=0.005)


def test_a_drawn_ring_is_sent_whole_however_many_corners_it_has(watch: Watch, laptop: Running) -> None:
    page = watch.page
    page.goto("/sign-in.html")
    ring = "Array.from({length: 601}, (_, n) => [Math.cos(n / 600 * 6.3), Math.sin(n / 600 * 6.3)])"
    feature = f"({{geometry: {{coordinates: [{ring}]}}, properties: {{mode: 'polygon'}}}})"
    shape = page.evaluate(f"import('/assets/draw.js').then(({{shapeOf}}) => shapeOf({feature}))")
    assert len(shape["ring"]) == 601


def test_a_click_on_the_map_says_what_became_of_an_area(watch: Watch, laptop: Running) -> None:
    page = watch.page
    sign_in(page, "author", laptop.password("author"))
    page.goto("/write.html")
    page.locator("#map").scroll_into_view_if_needed()
    area = page.locator(".map__ground path.area").first
    expect(area).to_be_visible(timeout=SOON)
    for said in ("is reached.", "is left out.", "is let go of."):
        area.dispatch_event("click")
        expect(page.locator("#where-said")).to_contain_text(said)


def test_a_circle_keeps_its_middle_and_metres_through_the_ring_it_is_drawn_by(
    watch: Watch, laptop: Running
) -> None:
    watch.page.goto("/sign-in.html")
    again = "import('/assets/circle.js').then((made) => made.circleOf(made.ringOf([0.5217, 51.2787], 1234)))"
    assert watch.page.evaluate(again) == {"kind": "circle", "centre": [0.5217, 51.2787], "metres": 1234}
