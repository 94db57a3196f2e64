"""The edge's functions are written for the pages at hand, and never longer than CloudFront takes."""

from pathlib import Path

import pytest

from chalicelib.domain.force import Background
from infra.edge import template
from infra.local.static import CONTENT_SECURITY_POLICY, Site


def test_a_404_page_that_does_not_fit_stops_the_build_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text("x" * template.MOST_BYTES)
    with pytest.raises(template.TooLong, match=r"shorten 404\.html"):
        template.filled(tmp_path)


TILES = "https://tiles.example/{z}/{x}/{y}.png"


def test_pictures_come_from_us_alone_where_the_force_has_no_tiles(tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text("Not here.")
    sent = template.filled(tmp_path, Background().origin())
    assert "img-src 'self' data:;" in sent
    assert (
        Site((tmp_path,))
        .page("/404.html")
        .headers.count(("Content-Security-Policy", CONTENT_SECURITY_POLICY))
    )


def test_the_host_of_the_tiles_is_let_through_by_edge_and_laptop_alike(tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text("Not here.")
    origin = Background(tiles=TILES).origin()
    assert origin == "https://tiles.example"
    policy = template.headers(template.filled(tmp_path, origin))["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.example;" in policy
    assert dict(Site((tmp_path,), origin).page("/").headers)["Content-Security-Policy"] == policy


@pytest.mark.parametrize(
    "tiles",
    [
        "http://tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/a.png",
        "https://*/{z}/{x}/{y}",
        "https://a; script-src */{z}/{x}/{y}",
    ],
)
def test_tiles_that_are_no_https_address_of_one_host_are_refused(tiles: str) -> None:
    with pytest.raises(ValueError, match="tiles need an address"):
        Background(tiles=tiles)
