"""What every page of the site must have, and may not have, whoever writes the next one."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from chalicelib import wiring
from chalicelib.domain.errors import Invalid
from chalicelib.domain.officer import PERMISSIONS
from chalicelib.handlers.pages import page as answered
from infra.site import FRAME, WEB, build
from tests.site_force import a_force


def refused() -> dict[str, object]:
    raise Invalid({"name": "Enter your name."})


ANSWERED: dict[str, Callable[[], dict[str, object]]] = {
    "leave.html": dict,
    "leave-left.html": lambda: {"left": True},
    "leave-paused.html": lambda: {"paused_until": datetime(2026, 3, 9, tzinfo=UTC)},
    "problem.html": refused,
}
"""The pages that routes answer, in each of their states, by the file they are put into here."""
PAGES = sorted([*ANSWERED, *(path.name for path in (WEB / "pages").glob("*.html"))])
SCRIPTS = sorted((WEB / "assets").glob("*.js"))
VENDOR = "/vendor/"
"""Fetched by `make setup` and not committed, so it is not looked for here."""


class Page(HTMLParser):
    """The tags of one rendered page, each with its attributes, and the words of its title."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.title = ""
        self._inside = ""
        self.feed(path.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data.strip()

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def public(self) -> bool:
        return "public" in self.all("body")[0]["class"].split()

    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    build(a_force(), out)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "force", a_force)
        for name, ask in ANSWERED.items():
            (out / name).write_text(str(answered("leave", ask).body))
    return out


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, site: Path) -> Page:
    return Page(site / str(request.param))


def targets(page: Page) -> Iterator[str]:
    for _, attributes in page.tags:
        yield from (attributes[name] for name in ("href", "src", "action") if name in attributes)


def test_every_page_has_a_title_a_language_one_or_more_headings_and_a_way_past_the_menu(page: Page) -> None:
    assert page.title.endswith("Fenmarch Police Watchword")
    assert page.all("html")[0]["lang"] == "en"
    assert page.all("h1")
    assert {"href": "#main-content", "class": "govuk-skip-link"}.items() <= page.all("a")[0].items()
    assert page.all("main")[0]["id"] == "main-content"


def test_no_id_is_used_twice(page: Page) -> None:
    ids = page.ids()
    assert sorted(ids) == sorted(set(ids))


def test_every_public_page_can_be_left_in_a_hurry(page: Page) -> None:
    ways = [link for link in page.all("a") if "govuk-js-exit-this-page-button" in link.get("class", "")]
    assert len(ways) == (1 if page.public() else 0)
    assert all("noreferrer" in way["rel"] for way in ways)


def test_nothing_is_inline(page: Page) -> None:
    assert not page.all("style")
    assert all("src" in script for script in page.all("script"))
    names = {name for _, attributes in page.tags for name in attributes}
    assert not [name for name in names if name == "style" or name.startswith("on")]


def test_nothing_is_loaded_from_elsewhere(page: Page) -> None:
    loaded = [*page.all("script"), *page.all("img"), *page.all("iframe"), *page.all("link")]
    assert all((item.get("src") or item.get("href", "")).startswith("/") for item in loaded)
    assert all(form.get("action", "/").startswith("/") for form in page.all("form"))


def test_every_link_leads_somewhere(page: Page, site: Path) -> None:
    for target in targets(page):
        to = urlsplit(target)
        if to.scheme or to.path.startswith(("/api/", VENDOR)):
            continue
        if to.path:
            assert (site / to.path.lstrip("/")).is_file(), target
        if to.fragment:
            ids = Page(site / to.path.lstrip("/")).ids() if to.path else page.ids()
            assert to.fragment in ids, target


def test_every_field_has_a_label(page: Page) -> None:
    labelled = {label["for"] for label in page.all("label")}
    fields = [*page.all("input"), *page.all("textarea"), *page.all("select")]
    assert all(field["id"] in labelled for field in fields if field.get("type") != "hidden")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_call_the_server_only_through_api_js(script: Path) -> None:
    calls = re.search(r"\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource", script.read_text())
    assert bool(calls) == (script.name == "api.js")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_never_make_markup_from_words(script: Path) -> None:
    markup = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert not re.search(markup, script.read_text())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_import_and_link_to_what_exists(script: Path, site: Path) -> None:
    words = script.read_text()
    imported = re.findall(r'(?:from|import)\s*\(?"(/[^"]+)"', words)
    pages = re.findall(r'["`]/([a-z0-9-]+\.html)', words)
    assert all((site / path.lstrip("/")).is_file() for path in imported if not path.startswith(VENDOR))
    assert all((site / path).is_file() for path in pages)


def test_every_script_and_stylesheet_is_used(site: Path) -> None:
    everything = "".join(path.read_text() for path in [*site.glob("*.html"), *SCRIPTS])
    names = [path.name for path in (WEB / "assets").iterdir()]
    assert [name for name in names if f"/assets/{name}" not in everything] == []


def test_pages_hide_exactly_what_the_server_refuses() -> None:
    script = (WEB / "assets" / "session.js").read_text()
    hidden = {
        page: set(json.loads(roles)) for page, roles in re.findall(r"^  (\w+): (\[.*\]),$", script, re.M)
    }
    assert hidden == {
        "write": set(PERMISSIONS["write an alert"]),
        "inbox": set(PERMISSIONS["use the inbox"]),
        "paper": set(PERMISSIONS["type in a paper form"]),
        "ledger": set(PERMISSIONS["see the ledger"]),
        "templates": set(PERMISSIONS["use templates"]),
        "audiences": set(PERMISSIONS["use saved audiences"]),
        "force": set(PERMISSIONS["keep the force's templates"]),
        "delivery": set(PERMISSIONS["look after delivery"]),
        "manage": set(PERMISSIONS["manage groups"]),
    }


def test_every_file_of_the_web_is_short() -> None:
    files = [
        *SCRIPTS,
        *(WEB / "assets").glob("*.css"),
        *WEB.glob("*.html"),
        *FRAME.glob("*.html"),
        *(WEB / "pages").glob("*.html"),
    ]
    assert [path.name for path in files if len(path.read_text().splitlines()) > 150] == []
