"""In a real browser: whoever looks after delivery sees providers and dead letters, and acts by keyboard."""

import json
import re
from typing import Any

import boto3
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from infra.local.demo.headcount import take
from infra.local.demo.story import Http, Resident, eventually
from infra.local.state import state_of
from tests.e2e.conftest import Watch
from tests.e2e.pages import WIDTHS, open_page, problems, settle, sign_in
from tests.e2e.running import Running
from tests.e2e.screenshots import submitted
from tests.e2e.test_groups import by_keyboard

TABLE, QUEUE = "watchword-laptop", "watchword-laptop-{}"


def cloud(laptop: Running, service: str) -> Any:
    """Reach the laptop's own cloud, behind the application's back."""
    file = state_of(laptop.force, laptop.root).environment
    shared = json.loads(file.read_text(encoding="utf-8"))
    return boto3.client(
        service,
        endpoint_url=shared["AWS_ENDPOINT_URL"],
        region_name="eu-west-2",
        aws_access_key_id="laptop",
        aws_secret_access_key="laptop",
    )


def put(laptop: Running, queue: str, body: str) -> None:
    sqs = cloud(laptop, "sqs")
    url = sqs.get_queue_url(QueueName=QUEUE.format(queue))["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=body)


def damage(laptop: Running, number: str) -> None:
    """Spoil what is stored of whoever has this number."""
    table = cloud(laptop, "dynamodb")
    for page in table.get_paginator("scan").paginate(TableName=TABLE):
        for item in page["Items"]:
            if item["sk"]["S"] == "CONTACT" and number in json.dumps(item["addresses"]):
                table.put_item(TableName=TABLE, Item={**item, "addresses": {"S": "nonsense"}})
                return
    raise AssertionError("nobody has this number")


@pytest.fixture
def control(watch: Watch, laptop: Running) -> Page:
    """The control room's page, on Delivery."""
    sign_in(watch.page, "control", laptop.password("control"))
    watch.page.get_by_role("link", name="Delivery").click()
    return watch.page


def test_one_person_whose_message_cannot_be_made_is_one_letter_and_everybody_else_is_served(
    control: Page, laptop: Running
) -> None:
    town = take("fictional", laptop.subscribers)
    people = [Resident(Http(laptop.address), n, town.home, f"07700 90005{n[-1]}") for n in ("Ann 1", "Bea 2")]
    for somebody in people:
        assert somebody.enters_code(somebody.sign_up().body["request"]).status == 200
    damage(laptop, "+447700900052")
    author, spoc = laptop.officer("author"), laptop.officer("spoc")
    alert = submitted(author, "Lead stolen from the church", town.wards[0])
    spoc.post(f"/api/alerts/{alert['id']}/approve", {"version": alert["version"]})
    eventually(lambda: spoc.get(f"/api/alerts/{alert['id']}/progress").get("status") == "sent")
    counts = spoc.get(f"/api/alerts/{alert['id']}/progress")["counts"]
    assert counts["failed"] == 1
    assert people[0].waits_for(people[0].phone, "Lead stolen")

    control.reload()
    letter = control.locator(".letter")
    expect(letter).to_have_count(1)
    expect(letter).to_contain_text("Messages to one person on page")
    expect(letter).to_contain_text("everybody else on the page was served")
    assert problems(control) == []
    before = len(laptop.sent())
    by_keyboard(control, letter.get_by_role("button", name=re.compile("Send back")))
    expect(control.locator("#done")).to_contain_text("Sent back")
    expect(control.get_by_role("heading", name="No dead letters")).to_be_visible()
    assert control.evaluate("document.activeElement.id") == "letters-title"
    put(laptop, "urgent-dead", json.dumps({"sending": "x", "page": "y"}))
    control.wait_for_timeout(3000)
    assert len(laptop.sent()) == before


def test_letters_are_sent_back_together_and_what_nobody_can_read_is_put_away(
    control: Page, laptop: Running
) -> None:
    put(laptop, "inbound-dead", json.dumps({"provider": "end-user-messaging", "id": "never-kept"}))
    put(laptop, "plan-dead", "{")
    control.reload()
    unread = control.locator(".letter", has_text="Nobody can read what it asked for")
    by_keyboard(control, unread.get_by_role("button", name=re.compile("Put away")))
    expect(control.locator("#done")).to_contain_text("Put away")
    expect(unread).to_have_count(0)
    by_keyboard(control, control.get_by_role("button", name=re.compile("Send back all")))
    expect(control.locator("#done")).to_contain_text("sent back")
    expect(control.get_by_role("heading", name="No dead letters")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_is_clean_at_every_width(browser: Browser, laptop: Running, width: int, dark: bool) -> None:
    page = open_page(browser, laptop.address, width, dark)
    sign_in(page, "admin", laptop.password("admin"))
    for body in ({"sending": "01KZ0000000000000000000000", "page": "text#0000#0003"}, {"task": "x"}):
        put(laptop, "routine-dead", json.dumps(body))
    page.goto("/delivery.html")
    expect(page.locator(".letter").first).to_be_visible()
    settle(page)
    assert problems(page) == []
    page.context.close()


def test_an_author_has_no_such_page_in_the_menu(desk: Page) -> None:
    expect(desk.get_by_role("link", name="Groups")).to_be_visible()
    expect(desk.get_by_role("link", name="Delivery")).to_have_count(0)


def test_providers_are_shown_with_their_health_and_what_texts_cost(control: Page) -> None:
    texts = control.locator(".provider", has=control.get_by_role("heading", name="Texts"))
    expect(texts.get_by_role("row", name=re.compile("Amazon SNS"))).to_contain_text("In use")
    expect(texts).to_contain_text("this month")
    expect(control.get_by_role("heading", name="Email")).to_be_visible()


TWO = {
    "channel": "text",
    "chosen": "",
    "pounds": 12.5,
    "most_pounds": 500,
    "carriers": [
        {"name": "sns", "state": "away", "in_use": False, "score": 0.2, "per_second": 20, "pence": 2.4}
        | {"away_until": "2026-03-02T09:01:00Z"},
        {"name": "notify", "state": "well", "in_use": True, "score": 1, "per_second": 50, "pence": 2.4},
    ],
}
"""A force with two providers of texts, whose first is away."""


@pytest.mark.parametrize("width", WIDTHS)
def test_one_provider_is_chosen_by_hand_with_the_keyboard(
    browser: Browser, laptop: Running, width: int
) -> None:
    page, now = open_page(browser, laptop.address, width), dict(TWO)

    def choose(route: Route) -> None:
        now["chosen"] = json.loads(route.request.post_data or "")["provider"]
        route.fulfill(json=now)

    page.route("**/api/providers", lambda route: route.fulfill(json={"channels": [now]}))
    page.route("**/api/providers/text", choose)
    sign_in(page, "control", laptop.password("control"))
    page.goto("/delivery.html")
    texts = page.locator(".provider", has=page.get_by_role("heading", name="Texts"))
    expect(texts.get_by_role("row", name=re.compile("Amazon SNS"))).to_contain_text("Away")
    texts.get_by_label("The first that is well").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    by_keyboard(page, texts.get_by_role("button", name=re.compile("Save")))
    expect(page.locator("#done")).to_have_text("Texts go by GOV.UK Notify only, from now on.")
    expect(texts).to_contain_text("Chosen by hand: GOV.UK Notify only.")
    settle(page)
    assert problems(page) == []
    page.context.close()
