"""The pages as one force gets them: its values, its colours, nothing else's."""

import gzip
import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from infra.site import BadColour, build, contrast, stylesheet
from tests.site_force import a_force


def test_every_page_is_rendered_with_the_forces_name(tmp_path: Path) -> None:
    build(a_force(), tmp_path)
    pages = [page.read_text() for page in tmp_path.glob("*.html")]
    assert len(pages) >= 16
    assert all("- Fenmarch Police Watchword</title>" in page for page in pages)


def test_what_the_force_file_says_is_text_and_never_markup(tmp_path: Path) -> None:
    build(a_force(), tmp_path)
    form = (tmp_path / "sign-up.html").read_text()
    assert "Farms &amp; barns" in form
    assert "&lt;livestock&gt;" in form


def test_assets_are_copied_and_an_older_build_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "left-over.html").write_text("old")
    build(a_force(), tmp_path / "site")
    assert (tmp_path / "site" / "assets" / "api.js").exists()
    assert not (tmp_path / "site" / "left-over.html").exists()


def test_a_force_file_without_a_name_is_refused(tmp_path: Path) -> None:
    force = a_force()
    del force["name"]
    with pytest.raises(UndefinedError):
        build(force, tmp_path)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


def test_a_colour_on_which_white_cannot_be_read_is_refused_with_its_ratio() -> None:
    with pytest.raises(BadColour, match=r"#ffcc00 has a contrast of 1\.\d\d:1 against white"):
        stylesheet("#ffcc00")


@pytest.mark.parametrize("colour", ["navy", "#123", "#12345g", "1f3a5f"])
def test_a_colour_that_is_not_six_digits_is_refused(colour: str) -> None:
    with pytest.raises(BadColour, match="six hexadecimal digits"):
        stylesheet(colour)


def test_a_bad_colour_leaves_the_older_build_alone(tmp_path: Path) -> None:
    build(a_force(), tmp_path)
    with pytest.raises(BadColour):
        build(a_force(colour="#ffffff"), tmp_path)
    assert (tmp_path / "index.html").exists()


def test_one_accent_colours_buttons_and_links() -> None:
    css = stylesheet("#1f3a5f")
    assert "--accent: #1f3a5f;" in css
    assert "--govuk-link-colour: #1f3a5f;" in css


def carried(site: Path, page: Path) -> int:
    """Count the bytes a browser takes for a page, compressed: itself, its styles and its modules."""
    html = page.read_text()
    files = set(re.findall(r'<link[^>]+href="/([^"]+\.css)"', html))
    waiting = re.findall(r'<script[^>]+src="/([^"]+)"', html)
    while waiting:
        module = waiting.pop()
        if module not in files:
            files.add(module)
            waiting += re.findall(r'(?:from|import) "/([^"]+)"', (site / module).read_text())
    return sum(len(gzip.compress(file.read_bytes())) for file in (page, *(site / name for name in files)))


def test_every_page_is_light_enough_for_a_phone_in_a_field(tmp_path: Path) -> None:
    build(a_force(), tmp_path)
    weights = {page.name: carried(tmp_path, page) for page in tmp_path.glob("*.html")}
    assert {name: weight for name, weight in weights.items() if weight > 60_000} == {}
    assert weights["sign-up.html"] > 20_000, "styles and modules were found"
