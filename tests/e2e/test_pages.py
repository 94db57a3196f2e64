"""Every page at a desk and on a phone: axe is content, nothing scrolls sideways or comes from elsewhere."""

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
    "alert-sent",
    "alert-pending",
    "inbox",
    "conversation",
    "paper",
    "week",
    "phones",
)


@pytest.fixture(scope="module")
def pages(laptop: Running) -> dict[str, tuple[str, str]]:
    """Every page that the screenshots show, with who opens it ("" for anyone)."""
    theirs = something_happened(laptop)
    signed_in = {name: (who, path) for who, pages in theirs.items() for name, path in pages.items()}
    return {name: ("", path) for name, path in PUBLIC.items()} | signed_in


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [*PUBLIC, *OFFICERS])
def test_a_page_is_clean(
    name: str, width: int, pages: dict[str, tuple[str, str]], browser: Browser, laptop: Running
) -> None:
    who, path = pages[name]
    watch = Watch(open_page(browser, laptop.address, width), laptop.address)
    if who:
        sign_in(watch.page, who, laptop.password(who))
    watch.page.goto(path)
    settle(watch.page)
    assert problems(watch.page) == []
    watch.page.context.close()
    # Chromium writes the 404 of the page that shows it to the console, as it should.
    assert [wrong for wrong in watch.wrongs if name != "not-found"] == []


def test_no_page_is_left_out(pages: dict[str, tuple[str, str]]) -> None:
    assert set(pages) == {*PUBLIC, *OFFICERS}
    seen = {path.partition("?")[0].removeprefix("/") for _, path in pages.values()}
    assert seen >= {page.name for page in (WEB / "pages").glob("*.html")}
