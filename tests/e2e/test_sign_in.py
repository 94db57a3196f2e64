"""Officers' sign-in in a real browser: every step, renewal without a word, and signing out everywhere."""

import json
import re
import time
from typing import Any

import boto3
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from chalicelib.domain.session import Step
from chalicelib.handlers.authenticator import shown
from infra.local.state import state_of
from tests.authenticator import code_of
from tests.e2e.conftest import Watch
from tests.e2e.pages import WIDTHS, open_page, problems, sign_in
from tests.e2e.running import Running

WHO, FIRST, CHOSEN = "analyst", "given by the admin", "three random words"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP_OF_AWS = {"step": "set-up-authenticator", "username": WHO, "session": "s" * 900}


def pool(laptop: Running) -> tuple[Any, str, str]:
    """The laptop's user pool, as an administrator reaches it."""
    kept = json.loads(state_of(laptop.force, laptop.root).environment.read_text("utf-8"))
    client = boto3.client(
        "cognito-idp",
        endpoint_url=kept["AWS_ENDPOINT_URL"],
        region_name=kept["AWS_REGION"],
        aws_access_key_id="laptop",
        aws_secret_access_key="laptop",
    )
    return client, kept["WATCHWORD_POOL_ID"], kept["WATCHWORD_CLIENT_ID"]


def give_password(page: Page, password: str) -> None:
    page.goto("/sign-in.html")
    page.get_by_label("Username").fill(WHO)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def forgive_refusals(watch: Watch) -> None:
    """A refusal is no error of ours, yet Chromium writes its status to the console."""
    watch.wrongs[:] = [wrong for wrong in watch.wrongs if not re.search("status of 4(01|10|22)", wrong)]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def test_a_password_is_chosen_and_from_then_on_a_code_is_asked_for(watch: Watch, laptop: Running) -> None:
    page, (client, pool_id, client_id) = watch.page, pool(laptop)
    client.admin_set_user_password(UserPoolId=pool_id, Username=WHO, Password=FIRST, Permanent=False)
    give_password(page, FIRST)
    expect(page.get_by_role("heading", name="Choose your password")).to_be_focused()
    assert page.title().startswith("Choose your password - ")
    page.get_by_label("New password").fill("analyst again")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Leave out your username")
    page.get_by_label("New password").fill(CHOSEN)
    page.keyboard.press("Enter")
    page.wait_for_url("**/alerts.html")
    set_up_authenticator(client, client_id)
    give_password(page, CHOSEN)
    expect(page.get_by_role("heading", name="Enter your code")).to_be_focused()
    assert problems(page) == []
    page.get_by_label("Six-digit code").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")
    page.get_by_label("Six-digit code").fill(code_of(SECRET_OF[WHO], time.time()))
    page.keyboard.press("Enter")
    page.wait_for_url("**/alerts.html")
    forgive_refusals(watch)


SECRET_OF: dict[str, str] = {}


def set_up_authenticator(client: Any, client_id: str) -> None:
    """The emulator lets in who has none; this gives the officer one, as the step of the chain does in AWS."""
    answer = client.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": WHO, "PASSWORD": CHOSEN},
    )
    token = answer["AuthenticationResult"]["AccessToken"]
    SECRET_OF[WHO] = client.associate_software_token(AccessToken=token)["SecretCode"]
    client.verify_software_token(AccessToken=token, UserCode=code_of(SECRET_OF[WHO], time.time()))


@pytest.mark.parametrize("width", WIDTHS)
def test_an_authenticator_is_set_up_from_a_picture_or_a_key(
    browser: Browser, laptop: Running, width: int
) -> None:
    """The server's own answer for a step that the emulator leaves out, put before the page."""
    page = open_page(browser, laptop.address, width)
    answer = STEP_OF_AWS | shown(Step.model_validate(STEP_OF_AWS | {"secret": SECRET}), "Fenmarch Police")
    sent: list[Any] = []

    def finish(route: Route) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(status=410, json={"error": "That took too long."})  # codespell:ignore fulfill

    page.route("**/api/session", lambda route: route.fulfill(json=answer))  # codespell:ignore fulfill
    page.route("**/api/session/authenticator", finish)
    give_password(page, CHOSEN)
    expect(page.get_by_role("heading", name="Set up your authenticator")).to_be_focused()
    picture = page.get_by_role("img", name="QR code")
    assert picture.evaluate("image => image.complete && image.naturalWidth") > 100
    expect(page.get_by_text("JBSW Y3DP EHPK 3PXP")).to_be_visible()
    assert (page.get_by_role("link", name="Add the account").get_attribute("href") or "").startswith(
        "otpauth://totp/"
    )
    assert problems(page) == []
    page.get_by_label("Six-digit code").fill("123 456")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("That took too long")
    assert sent == [{"username": WHO, "session": "s" * 900, "code": "123456"}]
    page.context.close()


def age(page: Page) -> None:
    """Let the tab believe that its hour is over."""
    page.evaluate(
        "sessionStorage['watchword.session'] ="
        " JSON.stringify({...JSON.parse(sessionStorage['watchword.session']), ends: 1})"
    )


def test_a_session_is_renewed_without_a_word(watch: Watch, laptop: Running) -> None:
    page = watch.page
    sign_in(page, "author", laptop.password("author"))
    (cookie,) = page.context.cookies(f"{laptop.address}/api/session/refresh")
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Strict")
    assert cookie["value"] not in str(page.evaluate("JSON.stringify(sessionStorage) + document.cookie"))
    age(page)
    with page.expect_response("**/api/session/refresh") as renewal:
        page.goto("/week.html")
    assert renewal.value.status == 200
    expect(page.locator("[data-officer]")).to_contain_text("Ashby")
    assert page.evaluate("JSON.parse(sessionStorage['watchword.session']).ends > Date.now()")


def test_what_cannot_be_renewed_leads_by_the_sign_in_back_to_the_page(watch: Watch, laptop: Running) -> None:
    page = watch.page
    sign_in(page, "author", laptop.password("author"))
    page.context.clear_cookies()
    age(page)
    page.goto("/inbox.html?state=answered")
    page.wait_for_url("**/sign-in.html?back=*")
    page.get_by_label("Username").fill("author")
    page.get_by_label("Password").fill(laptop.password("author"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox.html?state=answered")
    forgive_refusals(watch)


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/a.html", "javascript:alert(1)", "/\\evil.example"]
)
def test_the_way_back_leads_nowhere_else(watch: Watch, laptop: Running, back: str) -> None:
    page = watch.page
    page.goto(f"/sign-in.html?back={back}")
    page.get_by_label("Username").fill("author")
    page.get_by_label("Password").fill(laptop.password("author"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{laptop.address}/alerts.html")


def test_signing_out_ends_the_other_windows_session_too(
    watch: Watch, laptop: Running, browser: Browser
) -> None:
    other = open_page(browser, laptop.address)
    sign_in(other, "control", laptop.password("control"))
    sign_in(watch.page, "control", laptop.password("control"))
    watch.page.wait_for_timeout(1100)
    watch.page.get_by_role("button", name="Sign out everywhere").click()
    watch.page.wait_for_url("**/sign-in.html")
    assert watch.page.context.cookies(f"{laptop.address}/api/session/refresh") == []
    other.goto("/inbox.html")
    other.wait_for_url("**/sign-in.html?back=inbox.html")
    other.context.close()
