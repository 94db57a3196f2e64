"""One browser for all tests of this folder, a laptop for each file, and a page that watches what it does."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Response

from infra.local.demo.story import Http
from tests.e2e.pages import chromium, open_page, sign_in
from tests.e2e.running import Running


@dataclass
class Watch:
    """A page, and what it did that it may not: errors on its console, failing requests, calls elsewhere."""

    page: Page
    origin: str
    wrongs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        page = self.page
        page.on("console", lambda said: self._note(said.type == "error", f"console: {said.text}"))
        page.on("pageerror", lambda error: self._note(True, f"script: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _note(self, wrong: bool, words: str) -> None:
        if wrong:
            self.wrongs.append(words)

    def _asked(self, request: Request) -> None:
        ours = request.url.startswith((self.origin, "data:", "blob:"))
        self._note(not ours, f"asked a third party: {request.url}")

    def _answered(self, response: Response) -> None:
        self._note(response.status >= 500, f"{response.status} from {response.url}")


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A laptop of the file's own: all files together try more than thirty passwords an hour for one name."""
    running = Running(Path(tmp_path_factory.mktemp("laptop"))).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def watch(browser: Browser, laptop: Running) -> Iterator[Watch]:
    """A fresh window at a desk's width, watched; whatever it may not do fails the test that used it."""
    watch = Watch(open_page(browser, laptop.address), laptop.address)
    yield watch
    watch.page.context.close()
    assert watch.wrongs == []


@pytest.fixture
def author(laptop: Running) -> Http:
    """The author by the API, without a page."""
    return laptop.officer("author")


@pytest.fixture
def desk(watch: Watch, laptop: Running) -> Page:
    """The author's page, signed in."""
    sign_in(watch.page, "author", laptop.password("author"))
    return watch.page
