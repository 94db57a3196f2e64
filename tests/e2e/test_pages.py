"""Every page at a desk and on a phone: axe is content, nothing scrolls sideways or comes from elsewhere."""

import re
from collections.abc import Callable
from functools import cache

import pytest
from playwright.sync_api import Browser

from infra.site import WEB
from tests.e2e.conftest import Watch
from tests.e2e.pages import WIDTHS, open_page, problems, settle, sign_in
from tests.e2e.running import Running
from tests.e2e.screenshots import PUBLIC, something_happened

OFFICERS = (
    "alerts",
    "write",
    "write-template",
    "write-again",
    "write-map",
    "write-near",
    "templates",
    "templates-save",
    "audiences",
    "real-alert",
    "alert-sent",
    "alert-training",
    "alert-counts",
    "alert-pending",
    "inbox",
    "conversation",
    "groups",
    "paper",
    "week",
    "coverage",
    "delivery",
    "phones",
    "leave",
)


BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture(scope="module")
def pages(laptop: Running) -> dict[str, tuple[str, str]]:
    """Every page that the screenshots show, with who opens it ("" for anyone)."""
    theirs = something_happened(laptop)
    signed_in = {name: (who, path) for who, pages in theirs.items() for name, path in pages.items()}
    return {name: ("", path) for name, path in PUBLIC.items()} | signed_in


@pytest.fixture(scope="module")
def windows(browser: Browser, laptop: Running) -> Callable[..., Watch]:
    """A window for each officer, width and hour, signed in once."""

    @cache
    def window(who: str, width: int, dark: bool = False) -> Watch:
        watch = Watch(open_page(browser, laptop.address, width, dark), laptop.address)
        if who:
            sign_in(watch.page, who, laptop.password(who))
        return watch

    return window


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [*PUBLIC, *OFFICERS])
def test_a_page_is_clean(
    name: str, width: int, pages: dict[str, tuple[str, str]], windows: Callable[..., Watch]
) -> None:
    who, path = pages[name]
    watch = windows(who, width)
    watch.wrongs.clear()
    watch.page.goto(path)
    settle(watch.page)
    assert problems(watch.page) == []
    # The page for problems has the status of its problem, which Chromium writes to the console.
    assert [wrong for wrong in watch.wrongs if not (name == "problem" and "404" in wrong)] == []


@pytest.mark.parametrize("name", [*PUBLIC, *(name for name in OFFICERS if name != "phones")])
def test_a_page_can_be_read_in_the_dark(
    name: str, pages: dict[str, tuple[str, str]], windows: Callable[..., Watch]
) -> None:
    # All but the phones, which are this laptop's and white as phones are.
    who, path = pages[name]
    page = windows(who, WIDTHS[1], True).page
    page.goto(path)
    settle(page)
    assert problems(page) == []
    red, green, blue = (int(part) for part in re.findall(r"\d+", str(page.evaluate(BACKGROUND)))[:3])
    assert max(red, green, blue) < 64


def test_no_page_is_left_out(pages: dict[str, tuple[str, str]]) -> None:
    assert set(pages) == {*PUBLIC, *OFFICERS}
    seen = {path.partition("?")[0].removeprefix("/") for _, path in pages.values()}
    assert seen >= {page.name for page in (WEB / "pages").glob("*.html")}
