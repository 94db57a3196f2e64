"""The whole story in a real browser: sign up, verify, sign in, write, approve, receive, answer, measure."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Watch
from tests.e2e.pages import sign_in
from tests.e2e.running import Running

HOME, WARD = "XV1 1AB", "Mill Lane"
SOON = 30_000
"""Milliseconds that a thing on its way may take."""


def card(page: Page, address: str) -> Locator:
    """The phone or mailbox of this address, once something has come to it."""
    page.goto("/phones.html")
    page.get_by_label("Find a number, an address or words").fill(address)
    found = page.get_by_role("region", name=address, exact=True)
    expect(found).to_be_visible(timeout=SOON)
    return found


def code_of(page: Page, phone: str) -> str:
    message = card(page, phone).get_by_text(re.compile(r"your code is \d{7}")).first
    expect(message).to_be_visible(timeout=SOON)
    found = re.search(r"\d{7}", message.inner_text())
    assert found
    return found[0]


def sign_up(page: Page, name: str, text: str, email: str) -> None:
    page.goto("/sign-up.html?c=victim-card")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Mobile number for texts").fill(text)
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Postcode").fill(HOME)
    page.get_by_label("CCTV owners").check()
    page.get_by_label("I agree to get messages").check()
    page.get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/verify.html?**")


def verify(page: Page, phone: str, mailbox: str) -> None:
    waiting = page.url
    code = code_of(page, phone)
    page.goto(waiting)
    page.get_by_label("Code from the text").fill(code)
    page.locator("#text-form").get_by_role("button", name="Check this code").click()
    expect(page.get_by_text("Your mobile number is confirmed")).to_be_visible()
    with page.expect_popup() as opened:
        card(page, mailbox).get_by_role("link", name=re.compile(r"verify\.html")).first.click()
    opened.value.get_by_role("button", name="Yes, this address is mine").click()
    expect(opened.value.get_by_role("heading", name="You are signed up")).to_be_visible()
    opened.value.close()


def write(page: Page, headline: str) -> str:
    """Write and submit as the author; the alert's address."""
    page.goto("/write.html")
    page.get_by_label("Headline").fill(headline)
    page.get_by_label("Text message").fill(f"{headline} at 7 pm. Did you see it? Reply to this text.")
    page.get_by_role("button", name="Start the email from the text").click()
    page.get_by_label("Urgent").check()
    page.get_by_label("Find a district or ward").fill(WARD)
    page.get_by_label(f"Reach {WARD}", exact=True).check()
    expect(page.locator("#reach").get_by_text("People", exact=True)).to_be_visible()
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/alert.html?id=*")
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.locator("#status")).to_have_text(re.compile("waiting for approval|pending", re.IGNORECASE))
    return page.url


def approve(page: Page, headline: str) -> None:
    page.goto("/alerts.html")
    page.locator("#todo").get_by_role("link", name=headline).click()
    page.get_by_role("button", name=re.compile(r"Approve and send to \d+ people")).click()
    expect(page.locator("#status")).to_have_text(re.compile("sent", re.IGNORECASE), timeout=SOON)
    expect(page.get_by_role("heading", name="Ledger")).to_be_visible()
    expect(page.locator("#ledger tr").first).to_be_visible()


def answer_as_phone(page: Page, phone: str, words: str) -> None:
    place = card(page, phone)
    place.get_by_label("Answer as this phone").fill(words)
    place.get_by_role("button", name="Send").click()
    expect(place.get_by_text("Accepted by the webhook")).to_be_visible()


def answer_from_inbox(page: Page, words: str, answer: str) -> None:
    page.goto("/inbox.html")
    link = page.get_by_role("link", name=re.compile(words))
    while not link.is_visible():
        page.wait_for_timeout(500)
        page.reload()
        page.wait_for_load_state("networkidle")
    link.click()
    expect(page.locator("#thread")).to_contain_text(words)
    page.get_by_label("Your answer").fill(answer)
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_text("Your answer is on its way")).to_be_visible()


@pytest.mark.slow
def test_a_resident_signs_up_gets_an_alert_answers_it_and_is_answered(watch: Watch, laptop: Running) -> None:
    page, phone, mailbox = watch.page, "+447700900011", "hazel.story@example.com"
    sign_up(page, "Hazel Story", "07700 900011", mailbox)
    verify(page, phone, mailbox)
    sign_in(page, "author", laptop.password("author"))
    write(page, "Silver van seen in Mill Lane")
    expect(page.get_by_role("button", name=re.compile("Approve"))).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in.html")
    sign_in(page, "spoc", laptop.password("spoc"))
    approve(page, "Silver van seen in Mill Lane")
    expect(card(page, phone)).to_contain_text("Silver van seen in Mill Lane")
    answer_as_phone(page, phone, "Saw the van on Mill Lane")
    sign_in(page, "author", laptop.password("author"))
    answer_from_inbox(page, "Saw the van on Mill Lane", "Thank you. We shall ring you at six.")
    expect(card(page, phone)).to_contain_text("We shall ring you at six", timeout=SOON)
    page.goto("/week.html")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Week \d+ of \d{4}"))
    expect(page.locator("#figures table").first).to_be_visible()


def test_signing_up_needs_only_a_keyboard(watch: Watch, laptop: Running) -> None:
    page = watch.page
    page.goto("/sign-up.html")
    typed = {"name": "Kay Board", "email": "kay.board@example.com", "postcode": HOME}
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate("[document.activeElement.name, document.activeElement.type]")
        if focused[0] in typed:
            page.keyboard.type(typed.pop(focused[0]))
        elif focused[0] == "consent":
            page.keyboard.press("Space")
        elif focused[1] == "submit":
            page.keyboard.press("Enter")
            break
    page.wait_for_url("**/verify.html?**")
    assert typed == {}


def test_a_mistake_is_named_at_the_top_and_at_its_field(watch: Watch) -> None:
    page = watch.page
    page.goto("/sign-up.html")
    page.get_by_label("Your name").fill("Norma Nopostcode")
    page.get_by_label("Mobile number for texts").fill("0123")
    page.get_by_label("Postcode").fill("ZZ99")
    page.get_by_label("I agree to get messages").check()
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert page.title().startswith("Error: ")
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    # A refused form is not an error of ours, yet Chromium writes its status to the console.
    watch.wrongs[:] = [wrong for wrong in watch.wrongs if "422" not in wrong]


@pytest.mark.parametrize("keys", [["Escape"], ["Shift", "Shift", "Shift"]], ids=["escape", "shift thrice"])
def test_a_public_page_is_left_in_a_hurry(watch: Watch, keys: list[str]) -> None:
    page, elsewhere = watch.page, re.compile(r"^https://")
    page.context.route(elsewhere, lambda route: route.fulfill(body="The weather"))  # codespell:ignore fulfill
    page.goto("/sign-up.html")
    page.wait_for_load_state("networkidle")
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_url(elsewhere)
    # Leaving is the one time when another site is asked for.
    watch.wrongs.clear()
