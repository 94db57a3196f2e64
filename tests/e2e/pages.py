"""A real browser on our pages: opened, signed in as an officer, and looked over by axe."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from infra.doctor import find_chromium

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1280, 375)
"""A desk and the narrowest phone still sold, in CSS pixels."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_LOOK = (
    f"axe.run(document, {{runOnly: {json.dumps(_RULES)}}}).then((found) => JSON.stringify(found.violations))"
)


class NoBrowser(RuntimeError):
    """There is no Chromium on this machine, and we never download one."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """This machine's Chromium, headless; raises NoBrowser."""
    path = find_chromium()
    if path is None:
        raise NoBrowser("There is no Chromium on this machine. Mend it with: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Browser, address: str, width: int = WIDTHS[0], dark: bool = False) -> Page:
    """A fresh, private window on the site, speaking British English in London; `goto` takes paths."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 900},
        locale="en-GB",
        timezone_id="Europe/London",
        color_scheme="dark" if dark else "light",
    )
    return context.new_page()


def sign_in(page: Page, username: str, password: str) -> None:
    """Sign in through the page, as an officer does; ends on the list of alerts."""
    page.goto("/sign-in.html")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/alerts.html")


def settle(page: Page) -> None:
    """Wait until the page has drawn what it asked for; one that polls is never idle for long."""
    page.wait_for_load_state("load")
    page.wait_for_timeout(800)


def problems(page: Page) -> list[str]:
    """What is wrong with this page at this width: axe's findings and a sideways scroll."""
    # Through the debugger and not with a script tag, so that the page's own content policy stays in force.
    debugger = page.context.new_cdp_session(page)
    debugger.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
    answer = debugger.send(
        "Runtime.evaluate", {"expression": _LOOK, "awaitPromise": True, "returnByValue": True}
    )
    debugger.detach()
    found = [
        f"{each['id']}: {each['help']} ({node['html'][:120]})"
        for each in json.loads(answer["result"]["value"])
        for node in each["nodes"]
    ]
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*found, f"scrolls sideways by {overflow} px"] if overflow > 0 else found
